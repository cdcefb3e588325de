// nova-compute's work during a swap.
import type { Course } from '../course.ts';
import type { Attachment, InstanceAction, Server, Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { attachmentsOf, backendOf, type Simulation, save } from '../simulation.ts';
import { completeMigration, failMigration } from '../volume/completion.ts';
import { copyDisk, requireDisk } from '../volume/disks.ts';
import { requireAnswer } from '../volume/processes.ts';
import { finishEvent, startEvent } from './instanceActions.ts';
import { withServerLock } from './serverLock.ts';
import { beginAttaching, deleteAttachment, rollDetaching } from './swap.ts';

interface Swap {
  server: Server;
  oldVolume: Volume;
  newVolume: Volume;
  /** The reserved attachment of the new volume. */
  attachment: Attachment;
  action: InstanceAction;
}

/** nova-compute's swap_volume: copy, then switch over; if it fails, everything is reverted. */
export function* swapCourse(sim: Simulation, swap: Swap): Course {
  yield sim.settings.stages.schedule;
  const event = startEvent(sim, swap.action, 'compute_swap_volume');
  yield* withServerLock(sim, swap.server, function* () {
    try {
      yield* changeOver(sim, swap);
      finishEvent(sim, swap.action, event);
    } catch (error) {
      finishEvent(sim, swap.action, event, error);
      throw error;
    }
  });
}

function* changeOver(sim: Simulation, swap: Swap): Course {
  const { oldVolume, newVolume, server, attachment } = swap;
  const forCinder = oldVolume.migrationStatus === 'migrating';
  const oldAttachment = attachmentsOf(sim, oldVolume.id).find(({ serverId }) => serverId === server.id);
  try {
    yield* copyUnderServer(sim, swap);
  } catch (error) {
    rollDetaching(sim, oldVolume);
    yield sim.settings.stages.window;
    deleteAttachment(sim, sim.state.volumes.get(attachment.volumeId) ?? newVolume, attachment.id);
    if (forCinder && sim.state.volumes.has(newVolume.id)) failMigration(sim, oldVolume, newVolume);
    if (!forCinder) sim.moves.end(oldVolume.id, 'error');
    throw error;
  }
  yield sim.settings.stages.window;
  if (oldAttachment) yield* disconnect(sim, oldVolume, oldAttachment);
  yield sim.settings.stages.window;
  if (forCinder) yield* finishForCinder(sim, oldVolume, newVolume);
  else sim.moves.end(oldVolume.id, 'success');
  const device = server.devices.find(({ volumeId }) => volumeId === oldVolume.id);
  if (device)
    Object.assign(device, { volumeId: forCinder ? oldVolume.id : newVolume.id, attachmentId: attachment.id });
  server.updatedAt = sim.now();
}

// Reserved, attaching, in-use: the new volume under the running server.
function* copyUnderServer(sim: Simulation, { server, oldVolume, newVolume, attachment }: Swap): Course {
  requireOwnRow(sim, attachment, newVolume);
  yield* beginAttaching(sim, newVolume, attachment);
  yield sim.settings.stages.step;
  yield* sim.faults.meet('nova', 'swap_volume');
  yield* copyDisk(sim, requireDisk(sim, oldVolume), requireDisk(sim, newVolume));
  requireOwnRow(sim, attachment, newVolume);
  const device = server.devices.find(({ volumeId }) => volumeId === oldVolume.id)?.device ?? null;
  Object.assign(attachment, { status: 'attached', device, hostName: server.host, attachedAt: sim.now() });
  // Seen on Zed: the attachment shows before the status does.
  yield sim.settings.stages.window;
  save(sim, newVolume, { status: 'in-use', attached: true });
}

// A target that Cinder has deleted meanwhile took its rows with it, and one whose move is over passed them to
// the source: Nova's next call about them is refused.
function requireOwnRow(sim: Simulation, attachment: Attachment, volume: Volume): void {
  const row = sim.state.attachments.get(attachment.id);
  if (row?.volumeId !== volume.id) throw new BackendError('VolumeAttachmentNotFound');
}

// Seen on Zed: a backend that fails to disconnect delays the swap, but does not stop it.
function* disconnect(sim: Simulation, volume: Volume, attachment: Attachment): Course {
  try {
    yield* sim.faults.meet(backendOf(volume.host ?? ''), 'terminate_connection');
  } catch {}
  deleteAttachment(sim, volume, attachment.id);
}

// cinder/volume/api.py migrate_volume_completion: accepts only the target that Cinder itself created.
function* finishForCinder(sim: Simulation, volume: Volume, target: Volume): Course {
  if (!target.migrationStatus) throw new BackendError('Destination volume not mid-migration.');
  if (target.migrationStatus !== `target:${volume.id}`)
    throw new BackendError(`Destination has migration_status ${target.migrationStatus}`);
  try {
    yield* requireAnswer(sim, volume.host);
    yield* completeMigration(sim, volume, target);
  } catch (error) {
    sim.moves.temporaryGone(target.id);
    sim.moves.end(volume.id, 'stuck');
    throw error;
  }
}
