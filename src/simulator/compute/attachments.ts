// Nova's os-volume_attachments: list, show, attach, detach, update.
import type { BlockDevice, Server, Volume } from '../model.ts';
import { badRequest, notFound, policyForbids, volumeNotFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { nextDevice } from '../rows.ts';
import { isUuid } from '../simulation.ts';
import { type Fields, invalidField, requireFields } from '../validate.ts';
import { attachCourse, detachCourse } from './attachCourses.ts';
import { recordAction } from './instanceActions.ts';
import { findServer } from './servers.ts';
import { requireState, requireUnlocked } from './state.ts';
import { beginDetaching, requireNotInServer, reserve, reserveRefusal, swapVolume } from './swap.ts';
import { deviceView } from './views.ts';

const origin = ({ requestId, user, projectId }: AuthorizedCall) => ({
  requestId,
  userId: user.id,
  projectId,
});

/** GET /servers/{id}/os-volume_attachments */
export function listServerAttachments(call: AuthorizedCall): Answer {
  const server = findServer(call);
  const limit = Number(call.query.get('limit') ?? server.devices.length);
  const shown = server.devices.slice(0, limit).map((device) => deviceView(call, server, device));
  return { status: 200, body: { volumeAttachments: shown } };
}

function findDevice(server: Server, volumeId: string): BlockDevice {
  const device = server.devices.find((other) => other.volumeId === volumeId);
  if (!device) throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  return device;
}

/** GET /servers/{id}/os-volume_attachments/{volume} */
export function showServerAttachment(call: AuthorizedCall): Answer {
  const server = findServer(call);
  const device = findDevice(server, param(call, 'volume'));
  return { status: 200, body: { volumeAttachment: deviceView(call, server, device) } };
}

function readVolumeId(fields: Fields): string {
  const id = fields['volumeId'];
  if (!isUuid(id)) throw invalidField('volumeId', id, `'${id}' is not a 'uuid'`);
  return id;
}

// Only an admin sees volumes of other projects.
function findVolume(call: AuthorizedCall, id: string): Volume {
  const volume = call.sim.state.volumes.get(id);
  if (!volume || (!call.isAdmin && volume.projectId !== call.projectId)) throw volumeNotFound(id);
  return volume;
}

/** POST /servers/{id}/os-volume_attachments */
export function attachVolume(call: AuthorizedCall): Answer {
  const { sim } = call;
  const known = [
    'volumeId',
    'device',
    ...(call.version >= 49 ? ['tag'] : []),
    ...(call.version >= 79 ? ['delete_on_termination'] : []),
  ];
  const fields = requireFields(call.body, 'volumeAttachment', known, ['volumeId']);
  const volumeId = readVolumeId(fields);
  const server = findServer(call);
  const volume = findVolume(call, volumeId);
  requireUnlocked(server, call.isAdmin);
  requireState(server, 'attach_volume', ['active', 'paused', 'stopped', 'resized', 'soft-delete']);
  requireNotInServer(sim, server, volume);
  const refusal = reserveRefusal(sim, volume, server.id);
  if (refusal)
    throw badRequest(
      `Invalid input received: Invalid volume: ${refusal} (HTTP 400) (Request-ID: req-${sim.newId()})`,
    );
  const attachment = reserve(sim, server.id, volume);
  const device: BlockDevice = {
    uuid: sim.newId(),
    volumeId,
    attachmentId: attachment.id,
    device: nextDevice(server),
    tag: typeof fields['tag'] === 'string' ? fields['tag'] : null,
    deleteOnTermination: fields['delete_on_termination'] === true,
    bootIndex: null,
  };
  server.devices.push(device);
  const action = recordAction(sim, server, 'attach_volume', origin(call));
  sim.courses.start(attachCourse(sim, { server, volume, attachment, device, action }));
  const view = deviceView({ ...call, version: Math.min(call.version, 88) }, server, device);
  return { status: 200, body: { volumeAttachment: view } };
}

/** DELETE /servers/{id}/os-volume_attachments/{volume} */
export function detachVolume(call: AuthorizedCall): Answer {
  const { sim } = call;
  const server = findServer(call);
  const volume = findVolume(call, param(call, 'volume'));
  const device = findDevice(server, volume.id);
  if (device.bootIndex === 0) throw badRequest('Cannot detach a root device volume');
  requireUnlocked(server, call.isAdmin);
  requireState(server, 'detach_volume', [
    'active',
    'paused',
    'stopped',
    'suspended',
    'resized',
    'soft-delete',
  ]);
  beginDetaching(sim, volume, `req-${sim.newId()}`);
  const action = recordAction(sim, server, 'detach_volume', origin(call));
  sim.courses.start(detachCourse(sim, server, volume, device, action));
  return { status: 202 };
}

/**
 * PUT /servers/{id}/os-volume_attachments/{volume}: the swap. From 2.85 on it first updates
 * `delete_on_termination`, and swaps only if the IDs differ.
 */
export function updateAttachment(call: AuthorizedCall): Answer {
  const swapOnly = call.version < 85;
  const known = swapOnly
    ? ['volumeId']
    : ['volumeId', 'delete_on_termination', 'device', 'serverId', 'tag', 'id'];
  const fields = requireFields(call.body, 'volumeAttachment', known, ['volumeId']);
  const newId = readVolumeId(fields);
  const server = findServer(call);
  const oldId = param(call, 'volume');
  const swaps = swapOnly || oldId !== newId;
  if (swaps && !call.isAdmin) throw policyForbids('os_compute_api:os-volumes-attachments:swap');
  if (!swapOnly) {
    const device = server.devices.find(({ volumeId }) => volumeId === oldId);
    if (!device) throw notFound(`No volume Block Device Mapping with id ${oldId}.`);
    if (typeof fields['delete_on_termination'] === 'boolean')
      device.deleteOnTermination = fields['delete_on_termination'];
  }
  if (swaps) swapVolume(call.sim, server, oldId, newId, { origin: origin(call), isAdmin: call.isAdmin });
  return { status: 202 };
}
