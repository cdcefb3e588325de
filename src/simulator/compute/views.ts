// Servers, attachments and actions as Nova shows them.
import { createHash } from 'node:crypto';
import { cinderTime, novaTime } from '../format.ts';
import type { BlockDevice, InstanceAction, Server } from '../model.ts';
import type { AuthorizedCall } from '../router.ts';
import { serverStatus } from './state.ts';

const hostId = (server: Server): string =>
  createHash('sha224')
    .update(server.projectId + server.host)
    .digest('hex');

const links = (call: AuthorizedCall, server: Server) => [
  { rel: 'self', href: `${call.sim.url}/compute/v2.1/servers/${server.id}` },
  { rel: 'bookmark', href: `${call.sim.url}/compute/servers/${server.id}` },
];

export const serverSummary = (call: AuthorizedCall, server: Server) => ({
  id: server.id,
  name: server.name,
  links: links(call, server),
});

// nova/api/openstack/compute/views/servers.py
const SHOWING_PROGRESS = new Set(['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING']);

/** A server as this caller may see it at this microversion; in a list it lacks its groups. */
export function serverDetail(call: AuthorizedCall, server: Server, listed = false): Record<string, unknown> {
  const { version, isAdmin } = call;
  return {
    id: server.id,
    name: server.name,
    status: serverStatus(server),
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: {},
    hostId: hostId(server),
    image: '',
    flavor: flavorView(call),
    created: novaTime(server.createdAt),
    updated: novaTime(server.updatedAt),
    addresses: {},
    accessIPv4: '',
    accessIPv6: '',
    links: links(call, server),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(SHOWING_PROGRESS.has(serverStatus(server)) ? { progress: 0 } : {}),
    'OS-EXT-AZ:availability_zone': server.availabilityZone,
    ...(version >= 96 ? { pinned_availability_zone: null } : {}),
    ...(version >= 100 ? { scheduler_hints: {} } : {}),
    config_drive: '',
    key_name: null,
    'OS-SRV-USG:launched_at': cinderTime(server.createdAt),
    'OS-SRV-USG:terminated_at': null,
    ...(isAdmin ? hostFields(server, version) : {}),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState,
    'os-extended-volumes:volumes_attached': server.devices.map(({ volumeId, deleteOnTermination }) => ({
      id: volumeId,
      ...(version >= 3 ? { delete_on_termination: deleteOnTermination } : {}),
    })),
    ...laterFields(server, version, isAdmin),
    ...(version >= 71 && !listed ? { server_groups: [] } : {}),
  };
}

const flavorView = (call: AuthorizedCall) =>
  call.version >= 47
    ? { vcpus: 1, ram: 64, disk: 0, ephemeral: 0, swap: 0, original_name: 'tiny', extra_specs: {} }
    : { id: '1', links: [{ rel: 'bookmark', href: `${call.sim.url}/compute/flavors/1` }] };

const hostFields = (server: Server, version: number) => ({
  'OS-EXT-SRV-ATTR:host': server.host,
  'OS-EXT-SRV-ATTR:instance_name': `instance-${server.order.toString(16).padStart(8, '0')}`,
  'OS-EXT-SRV-ATTR:hypervisor_hostname': server.host,
  ...(version >= 3
    ? {
        'OS-EXT-SRV-ATTR:reservation_id': `r-${server.id.slice(0, 8)}`,
        'OS-EXT-SRV-ATTR:launch_index': 0,
        'OS-EXT-SRV-ATTR:hostname': server.name,
        'OS-EXT-SRV-ATTR:kernel_id': '',
        'OS-EXT-SRV-ATTR:ramdisk_id': '',
        'OS-EXT-SRV-ATTR:root_device_name': '/dev/sda',
        'OS-EXT-SRV-ATTR:user_data': null,
      }
    : {}),
});

// What each microversion added.
function laterFields(server: Server, version: number, isAdmin: boolean): Record<string, unknown> {
  return {
    ...(version >= 16 && isAdmin ? { host_status: 'UP' } : {}),
    ...(version >= 9 ? { locked: server.locked } : {}),
    ...(version >= 73 ? { locked_reason: server.lockedReason } : {}),
    ...(version >= 19 ? { description: null } : {}),
    ...(version >= 26 ? { tags: [] } : {}),
    ...(version >= 63 ? { trusted_image_certificates: null } : {}),
    ...(version >= 90 && !isAdmin ? { 'OS-EXT-SRV-ATTR:hostname': server.name } : {}),
  };
}

/** One entry of os-volume_attachments, from the server's own table. */
export function deviceView(
  call: AuthorizedCall,
  server: Server,
  device: BlockDevice,
): Record<string, unknown> {
  const { version } = call;
  return {
    ...(version < 89 ? { id: device.volumeId } : {}),
    volumeId: device.volumeId,
    serverId: server.id,
    device: device.device,
    ...(version >= 70 ? { tag: device.tag } : {}),
    ...(version >= 79 ? { delete_on_termination: device.deleteOnTermination } : {}),
    ...(version >= 89 ? { attachment_id: device.attachmentId, bdm_uuid: device.uuid } : {}),
  };
}

export const actionSummary = (call: AuthorizedCall, server: Server, action: InstanceAction) => ({
  action: action.action,
  instance_uuid: server.id,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: cinderTime(action.startTime),
  message: action.message,
  ...(call.version >= 58 ? { updated_at: cinderTime(action.updatedAt) } : {}),
});

/** An action with its events: an owner sees them from 2.51 on; tracebacks and hosts are for admins. */
export function actionDetail(
  call: AuthorizedCall,
  server: Server,
  action: InstanceAction,
): Record<string, unknown> {
  const { version, isAdmin } = call;
  const summary = actionSummary(call, server, action);
  if (!isAdmin && version < 51) return summary;
  const events = action.events.map((event) => ({
    event: event.event,
    start_time: cinderTime(event.startTime),
    finish_time: event.finishTime === null ? null : cinderTime(event.finishTime),
    result: event.result,
    ...(isAdmin ? { traceback: event.traceback } : {}),
    ...(version >= 62 && isAdmin ? { host: server.host } : {}),
    ...(version >= 62 ? { hostId: hostId(server) } : {}),
    ...(version >= 84 && isAdmin ? { details: event.result === 'Error' ? 'Unknown' : null } : {}),
  }));
  return { ...summary, events };
}
