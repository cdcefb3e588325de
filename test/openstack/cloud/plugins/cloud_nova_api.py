"""Zed's nova-api, with the answer to OSSN-0094 as a switch.

While the file $CLOUD_FAULTS/nova/guard_swap exists, a swap of volumes that Cinder did not begin is refused with 409,
as Nova does by itself from 2025.1 on. Like there, the sign of Cinder's own call is that the old volume has any
migration_status.
"""
import os

from nova import exception
from nova.api.openstack.compute import volumes
from nova.api.openstack.compute import wsgi
from webob import exc

SWITCH = os.path.join(os.environ['CLOUD_FAULTS'], 'nova', 'guard_swap')
MESSAGE = 'volume %s is not migrating; this API should only be called by Cinder'

_swap = volumes.VolumeAttachmentController._update_volume_swap


def _guarded_swap(self, req, instance, id, body):
    if os.path.exists(SWITCH):
        try:
            volume = self.volume_api.get(req.environ['nova.context'], id)
        except exception.VolumeNotFound as error:
            raise exc.HTTPNotFound(explanation=error.format_message())
        if not volume.get('migration_status'):
            raise exc.HTTPConflict(explanation=MESSAGE % id)
    return _swap(self, req, instance, id, body)


volumes.VolumeAttachmentController._update_volume_swap = _guarded_swap


def init_application():
    return wsgi.init_application()
