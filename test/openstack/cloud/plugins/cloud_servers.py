"""Nova's fake hypervisor, with a swap_volume that copies the bytes. Faults: see cloud_faults."""
import os

import eventlet.tpool
from nova import exception
from nova.compute import power_state
from nova.virt import fake
from nova.virt import hardware

import cloud_faults

CHUNK = 1 << 20

# Since 2023.1 a compute host has an identity that it keeps in a file. FakeDriver keeps none, so that nova-compute
# would not start a second time; this one, its base, does.
Base = getattr(fake, 'FakeDriverWithoutFakeNodes', fake.FakeDriver)


def copy_extents(source, destination):
    """Copies what was ever written to one sparse file into another."""
    with open(source, 'rb') as old, open(destination, 'r+b') as new:
        end = os.fstat(old.fileno()).st_size
        position = 0
        while position < end:
            try:
                position = os.lseek(old.fileno(), position, os.SEEK_DATA)
            except OSError:      # nothing but a hole is left
                return
            hole = os.lseek(old.fileno(), position, os.SEEK_HOLE)
            while position < hole:
                data = os.pread(old.fileno(), min(CHUNK, hole - position), position)
                os.pwrite(new.fileno(), data, position)
                position += len(data)


def meet_faults(operation):
    text = cloud_faults.meet(('nova',), operation)
    if text:
        raise exception.NovaException(text)


class CopyingDriver(Base):
    def get_info(self, instance, use_cache=True):
        """A restarted fake hypervisor knows no servers; those that the database calls running are running."""
        try:
            return super().get_info(instance, use_cache)
        except exception.InstanceNotFound:
            if instance.power_state not in (power_state.RUNNING, power_state.PAUSED):
                raise
            self.instances[instance.uuid] = fake.FakeInstance(instance.name, instance.power_state, instance.uuid)
            return hardware.InstanceInfo(state=instance.power_state)

    def attach_volume(self, context, connection_info, instance, *args, **kwargs):
        meet_faults('attach_volume')
        super().attach_volume(context, connection_info, instance, *args, **kwargs)

    def swap_volume(self, context, old_connection_info, new_connection_info, instance, mountpoint, resize_to):
        meet_faults('swap_volume')
        eventlet.tpool.execute(copy_extents, old_connection_info['data']['device_path'],
                               new_connection_info['data']['device_path'])
        super().swap_volume(context, old_connection_info, new_connection_info, instance, mountpoint, resize_to)
