// A swap in Nova: its checks, and the changes that it makes to Cinder's attachments.
import type { Course } from '../course.ts';
import type { Attachment, Server, Volume } from '../model.ts';
import {
  badRequest,
  conflict,
  invalidVolume,
  notFound,
  Refusal,
  serverNotFound,
  volumeNotFound,
} from '../refusal.ts';
import { attachMode } from '../rows.ts';
import { attachmentsOf, backendOf, type Simulation, save, shownAttachments } from '../simulation.ts';
import { type ActionOrigin, recordAction } from './instanceActions.ts';
import { requireState, requireUnlocked } from './state.ts';
import { swapCourse } from './swapCourse.ts';

const IDLE = [null, '', 'deleting', 'error', 'success'];
export const isMigrating = ({ migrationStatus }: Volume): boolean => !IDLE.includes(migrationStatus);

/** Cinder's own request to Nova in the middle of a move, with Cinder's token. */
export function requestSwap(sim: Simulation, serverId: string, oldId: string, newId: string): void {
  const server = sim.state.servers.get(serverId);
  if (!server) throw serverNotFound(serverId);
  const user = [...sim.state.users.values()].find(({ name }) => name === 'cinder');
  const project = [...sim.state.projects.values()].find(({ name }) => name === 'service');
  const origin = { requestId: `req-${sim.newId()}`, userId: user?.id ?? '', projectId: project?.id ?? '' };
  swapVolume(sim, server, oldId, newId, { origin, isAdmin: true });
}

export interface SwapRequester {
  origin: ActionOrigin;
  isAdmin: boolean;
}

/**
 * Nova's part of "Update a volume attachment" that swaps: the checks in their order, then the work.
 * nova/api/openstack/compute/volumes.py _update_volume_swap, nova/compute/api.py swap_volume.
 */
export function swapVolume(
  sim: Simulation,
  server: Server,
  oldId: string,
  newId: string,
  by: SwapRequester,
): void {
  const oldVolume = sim.state.volumes.get(oldId);
  if (!oldVolume) throw volumeNotFound(oldId);
  if (sim.settings.guard && !oldVolume.migrationStatus)
    throw conflict(`volume ${oldId} ${sim.settings.facts.guardText}`);
  const newVolume = sim.state.volumes.get(newId);
  if (!newVolume) throw badRequest(`Volume ${newId} could not be found.`);
  requireUnlocked(server, by.isAdmin);
  requireState(server, 'swap_volume', ['active', 'paused', 'resized']);
  checkVolumes(sim, server, oldVolume, newVolume);
  beginDetaching(sim, oldVolume, `req-${sim.newId()}`);
  const attachment = takeNewVolume(sim, server, oldVolume, newVolume);
  const action = recordAction(sim, server, 'swap_volume', by.origin);
  startSwap(sim, server, oldVolume, newVolume);
  sim.courses.start(swapCourse(sim, { server, oldVolume, newVolume, attachment, action }));
}

// Cinder's own request belongs to a move that has started already.
function startSwap(
  sim: Simulation,
  { id: serverId }: Server,
  oldVolume: Volume,
  { host: destination }: Volume,
): void {
  const { id: volumeId, host: source, sizeGib } = oldVolume;
  if (sim.moves.active.has(volumeId)) return;
  sim.moves.start({ volumeId, kind: 'swap', source, destination, serverId, sizeGib });
}

function checkVolumes(sim: Simulation, server: Server, oldVolume: Volume, newVolume: Volume): void {
  if (!shownAttachments(sim, oldVolume.id).some(({ serverId }) => serverId === server.id))
    throw invalidVolume('Old volume is attached to a different instance.');
  if (shownAttachments(sim, newVolume.id).length > 0)
    throw invalidVolume('New volume must be detached in order to swap.');
  if (newVolume.sizeGib < oldVolume.sizeGib)
    throw invalidVolume('New volume must be the same size or larger.');
}

/**
 * Cinder's begin_detaching: a migrating volume keeps its status. `requestId` is the one that Nova quotes,
 * null if Cinder itself responds.
 */
export function beginDetaching(sim: Simulation, volume: Volume, requestId: string | null): void {
  if (isMigrating(volume)) return;
  if (volume.status === 'in-use' && volume.attached) {
    save(sim, volume, { status: 'detaching' });
    return;
  }
  const text =
    "Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach.";
  if (requestId === null) throw invalidVolume(text);
  throw invalidVolume(
    `Invalid input received: Invalid volume: ${text} (HTTP 400) (Request-ID: ${requestId})`,
  );
}

/** Reverts `detaching`; other states stay. */
export function rollDetaching(sim: Simulation, volume: Volume): void {
  if (volume.status === 'detaching') save(sim, volume, { status: 'in-use' });
}

function takeNewVolume(sim: Simulation, server: Server, oldVolume: Volume, newVolume: Volume): Attachment {
  try {
    const writers = shownAttachments(sim, oldVolume.id).filter(({ mode }) => mode === 'rw');
    if (writers.length > 1)
      throw badRequest(
        'Swapping multi-attach volumes with more than one read/write attachment is not supported.',
      );
    requireNotInServer(sim, server, newVolume);
  } catch (error) {
    rollDetaching(sim, oldVolume);
    throw error;
  }
  // Seen on Zed: nothing rolls the old volume back, it stays in `detaching`.
  if (!server.devices.some(({ volumeId }) => volumeId === oldVolume.id))
    throw notFound(`No volume Block Device Mapping with id ${oldVolume.id}.`);
  // Seen on Zed: a new volume that cannot be reserved is a 500, and the old one is left in `detaching`.
  const refusal = reserveRefusal(sim, newVolume, server.id);
  if (refusal) throw unexpectedError('nova.exception.InvalidInput');
  return reserve(sim, server.id, newVolume);
}

// Rejects a volume that a server already lists, attached or being attached.
export function requireNotInServer(sim: Simulation, server: Server, volume: Volume): void {
  const holders = [...sim.state.servers.values()].filter((other) =>
    other.devices.some(({ volumeId }) => volumeId === volume.id),
  );
  const blocking = volume.multiattach ? holders.filter(({ id }) => id === server.id) : holders;
  if (blocking.length > 0)
    throw invalidVolume(
      `volume ${volume.id} is already attached to instances: ${blocking.map(({ id }) => id).join(', ')}`,
    );
}

/**
 * Why Cinder refuses an attachment for a volume, or nothing if it does not. A server that has a row for the
 * volume may get one more; seen on both releases while it is reserved or in-use, refused while it is
 * attaching.
 */
export function reserveRefusal(sim: Simulation, volume: Volume, serverId: string | null): string | undefined {
  if (volume.status.includes('error'))
    return (
      'Volume attachments can not be created if the volume is in an error state. ' +
      `The Volume ${volume.id} currently has a status of: ${volume.status} `
    );
  const free = volume.multiattach ? ['available', 'in-use', 'downloading'] : ['available', 'downloading'];
  if (free.includes(volume.status) || hasRowToDouble(sim, volume, serverId)) return undefined;
  return `Volume ${volume.id} status must be ${free.join(' or ')} to reserve, but the current status is ${volume.status}.`;
}

const hasRowToDouble = (sim: Simulation, volume: Volume, serverId: string | null): boolean =>
  serverId !== null &&
  ['reserved', 'in-use'].includes(volume.status) &&
  attachmentsOf(sim, volume.id).some((row) => row.serverId === serverId);

/**
 * Reserves a volume for a server: a row in Cinder's attachments that a volume does not show. A volume that
 * the server already has keeps its status.
 */
export function reserve(
  sim: Simulation,
  serverId: string | null,
  volume: Volume,
  mode: Attachment['mode'] = null,
): Attachment {
  const doubled = hasRowToDouble(sim, volume, serverId);
  const attachment: Attachment = {
    id: sim.newId(),
    volumeId: volume.id,
    serverId,
    hostName: null,
    device: null,
    status: 'reserved',
    mode,
    attachedAt: null,
  };
  sim.state.attachments.set(attachment.id, attachment);
  if (!doubled) save(sim, volume, { status: 'reserved' });
  return attachment;
}

/** The backend connects the volume to the server's host: its row and its status are `attaching`. */
export function* beginAttaching(sim: Simulation, volume: Volume, attachment: Attachment): Course {
  yield* sim.faults.meet(backendOf(volume.host ?? ''), 'initialize_connection');
  Object.assign(attachment, { status: 'attaching', mode: attachment.mode ?? attachMode(volume) });
  save(sim, volume, { status: 'attaching' });
}

/**
 * Cinder's attachment_delete. The remaining rows decide the status (a reserved one suffices for `reserved`,
 * even in the middle of a move: seen on both releases); without any, the status of a volume that is moving is
 * not changed.
 */
export function deleteAttachment(sim: Simulation, volume: Volume, attachmentId: string): void {
  sim.state.attachments.delete(attachmentId);
  const left = attachmentsOf(sim, volume.id);
  const attached = left.some(({ status }) => status === 'attached');
  const next = left.find(({ status }) => status === 'attaching') ?? left[0];
  const status = attached ? 'in-use' : (next?.status ?? 'available');
  save(sim, volume, left.length === 0 && isMigrating(volume) ? { attached } : { status, attached });
}

const unexpectedError = (exception: string): Refusal =>
  new Refusal(
    500,
    'Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log ' +
      `if possible.\n<class '${exception}'>`,
  );
