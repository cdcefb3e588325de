"""A Cinder driver that keeps volumes as sparse files in a folder.

Cinder's own drivers will not do here: the fake ones move no data, the others want hardware or kernel modules.
Connections are of type 'local' (os-brick's LocalConnector), so Cinder's host copy, which is a real dd, works as
well as the copy that a driver makes itself. Faults: see cloud_faults.
"""
import os
import time

from cinder import exception
from cinder import interface
from cinder.volume import configuration
from cinder.volume import driver
from oslo_concurrency import processutils
from oslo_config import cfg
from oslo_log import log as logging

import cloud_faults

LOG = logging.getLogger(__name__)
LOCATION = 'FileDriver:'
OPTIONS = [
    cfg.StrOpt('file_folder', help='Where the volumes lie.'),
    cfg.BoolOpt('file_assisted_migration', default=True, help='Offer to copy to other backends of this driver.'),
    cfg.FloatOpt('file_capacity_gib', default=1000.0),
    # Cinder sends the deletion of the source before it moves the attachment over, at the end of a migration in use.
    # A backend that deletes at once wins that race now and then (1 in 6 to 40) and the attachment is lost for good.
    cfg.FloatOpt('file_delete_seconds', default=0.3, help='How long a deletion takes.'),
]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)


def unlink_if_there(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        LOG.warning('%s was not there', path)


@interface.volumedriver
class FileDriver(driver.VolumeDriver):
    VERSION = '1.0'
    CI_WIKI_NAME = 'none'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)
        self.folder = self.configuration.safe_get('file_folder')
        self.service = '%s@%s' % (cfg.CONF.host, self.configuration.config_group)

    @staticmethod
    def get_driver_options():
        return OPTIONS

    def _meet_faults(self, operation):
        text = cloud_faults.meet((self.service, '*'), operation)
        if text:
            raise exception.VolumeBackendAPIException(data=text)

    def _path(self, volume_or_snapshot):
        return os.path.join(self.folder, volume_or_snapshot['name'])

    def _copy(self, source, destination, size_gib=None):
        processutils.execute('cp', '--sparse=always', source, destination)
        if size_gib:
            os.truncate(destination, size_gib << 30)

    def local_path(self, volume):
        return self._path(volume)

    def do_setup(self, context):
        os.makedirs(self.folder, exist_ok=True)

    def check_for_setup_error(self):
        self._meet_faults('setup')

    def get_volume_stats(self, refresh=False):
        if refresh or not self._stats:
            total = self.configuration.file_capacity_gib
            self._stats = {
                'volume_backend_name': self.configuration.safe_get('volume_backend_name'),
                'vendor_name': 'volume-migrate',
                'driver_version': self.VERSION,
                'storage_protocol': 'local',
                'total_capacity_gb': total,
                'free_capacity_gb': max(0.0, total - self._used_bytes() / 2.0 ** 30),
                'reserved_percentage': 0,
                'location_info': LOCATION + self.folder,
                'sparse_copy_volume': True,
                'multiattach': True,
                'QoS_support': False,
            }
            self._stats.update(self._pools(self._stats))
        return self._stats

    def _pools(self, stats):
        """All pools, where a test adds some. They share the folder, and so all that is reported but the name.

        A backend that reports no pools has one, which the scheduler calls by the backend's name.
        """
        further = cloud_faults.further_pools(self.service)
        if not further:
            return {}
        names = [stats['volume_backend_name'], *further]
        return {'pools': [dict(stats, pool_name=name) for name in names]}

    def _used_bytes(self):
        used = 0
        for entry in os.scandir(self.folder):
            try:
                used += entry.stat().st_size
            except FileNotFoundError:      # deleted meanwhile
                pass
        return used

    # Volumes and snapshots

    def create_volume(self, volume):
        self._meet_faults('create_volume')
        with open(self._path(volume), 'wb') as file:
            file.truncate(volume['size'] << 30)

    def delete_volume(self, volume):
        self._meet_faults('delete_volume')
        time.sleep(self.configuration.file_delete_seconds)
        unlink_if_there(self._path(volume))

    def extend_volume(self, volume, new_size):
        self._meet_faults('extend_volume')
        os.truncate(self._path(volume), new_size << 30)

    def create_snapshot(self, snapshot):
        self._meet_faults('create_snapshot')
        self._copy(os.path.join(self.folder, snapshot['volume_name']), self._path(snapshot))

    def delete_snapshot(self, snapshot):
        self._meet_faults('delete_snapshot')
        unlink_if_there(self._path(snapshot))

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copy(self._path(snapshot), self._path(volume), volume['size'])

    def create_cloned_volume(self, volume, src_vref):
        self._copy(self._path(src_vref), self._path(volume), volume['size'])

    # Connections

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector):
        self._meet_faults('initialize_connection')
        return {'driver_volume_type': 'local', 'data': {'device_path': self._path(volume)}}

    def terminate_connection(self, volume, connector, **kwargs):
        self._meet_faults('terminate_connection')

    # Migration

    def retype(self, context, volume, new_type, diff, host):
        """True: done in place. Cinder asks only where the volume's own backend also serves the new type."""
        self._meet_faults('retype')
        return host['host'] == volume['host'], None

    def migrate_volume(self, context, volume, host):
        """The driver's own copy. False sends Cinder to the host copy."""
        self._meet_faults('migrate_volume')
        location = host.get('capabilities', {}).get('location_info', '')
        if (not self.configuration.file_assisted_migration or not location.startswith(LOCATION)
                or volume['volume_attachment']):
            return False, None
        if location == LOCATION + self.folder:      # another pool of this backend: the file stays where it is
            return True, {}
        self._copy(self._path(volume), os.path.join(location[len(LOCATION):], volume['name']))
        os.unlink(self._path(volume))
        return True, {}

    def update_migrated_volume(self, ctxt, volume, new_volume, original_volume_status):
        """On the destination, after a host copy: the new volume takes over the name, as LVM's driver does it."""
        self._meet_faults('update_migrated_volume')
        location = new_volume['provider_location']
        path = os.path.join(self.folder, cfg.CONF.volume_name_template % volume['id'])
        # Between two pools of one backend the source's file is still there: renaming would replace it, and Cinder,
        # which deletes the source next, would delete the moved data.
        if original_volume_status == 'available' and not os.path.exists(path):
            os.rename(self._path(new_volume), path)
            return {'_name_id': None, 'provider_location': location}
        # a server holds the file under its present name, or the name is taken
        return {'_name_id': new_volume['_name_id'] or new_volume['id'], 'provider_location': location}
