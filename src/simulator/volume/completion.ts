// The completion of a move: the source and the target exchange their rows.
import type { Course } from '../course.ts';
import type { Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import {
  attachmentsOf,
  backendByHost,
  backendOf,
  dropAttachments,
  type Simulation,
  save,
} from '../simulation.ts';
import { keepCounting } from './allocatedDrift.ts';
import { deleteCourse, destroyRow } from './deleteCourse.ts';
import { removeDisk } from './disks.ts';
import { cast, requireAnswer } from './processes.ts';

/**
 * The end of a generic migration: the rows of source and target are exchanged, and the old source is deleted
 * under the target's ID. VolumeManager.migrate_volume_completion, in its order of saves.
 */
export function* completeMigration(sim: Simulation, volume: Volume, target: Volume): Course {
  const { window } = sim.settings.stages;
  const originalStatus = volume.previousStatus ?? volume.status;
  save(sim, volume, { migrationStatus: 'completing' });
  yield window;
  yield* updateMigratedVolume(sim, volume, target, originalStatus);
  yield window;
  swapRows(sim, volume, target);
  yield window;
  save(sim, volume, { status: originalStatus, previousStatus: volume.status, migrationStatus: 'success' });
  sim.moves.end(volume.id, 'success', target.id);
  yield* moveAttachments(sim, volume, target);
}

/** The failed end, requested by Nova: the target is deleted, the source is as before. */
export function failMigration(sim: Simulation, volume: Volume, target: Volume): void {
  cast(sim, target.host, () => deleteCourse(sim, target));
  save(sim, volume, { migrationStatus: 'error', status: volume.previousStatus ?? volume.status });
  sim.moves.end(volume.id, 'error', target.id);
}

// The destination's driver takes over the source's name if nobody has the file open; otherwise name_id holds
// it.
function* updateMigratedVolume(
  sim: Simulation,
  volume: Volume,
  target: Volume,
  originalStatus: string,
): Course {
  yield* requireAnswer(sim, target.host);
  yield* sim.faults.meet(backendOf(target.host ?? ''), 'update_migrated_volume');
  const disks = backendByHost(sim, target.host)?.disks;
  const [sourceName, targetName] = [`volume-${volume.id}`, `volume-${target.nameId ?? target.id}`];
  const disk = disks?.get(targetName);
  const sourceNameId = volume.nameId;
  if (originalStatus === 'available' && disks && disk && !disks.has(sourceName)) {
    disks.delete(targetName);
    disks.set(sourceName, disk);
    save(sim, volume, { nameId: null });
  } else save(sim, volume, { nameId: target.nameId ?? target.id });
  save(sim, target, { nameId: sourceNameId });
}

/** cinder/objects/volume.py finish_volume_migration: the moment at which migration_status is null. */
function swapRows(sim: Simulation, volume: Volume, target: Volume): void {
  const place = ({ host, clusterName, availabilityZone, serviceUuid, attached, multiattach }: Volume) => {
    return { host, clusterName, availabilityZone, serviceUuid, attached, multiattach };
  };
  const [sourcePlace, targetPlace] = [place(volume), place(target)];
  save(sim, volume, {
    ...targetPlace,
    status: target.status,
    migrationStatus: null,
    typeId: target.typeId,
    encrypted: target.encrypted,
  });
  save(sim, target, {
    ...sourcePlace,
    nameId: target.nameId ?? volume.id,
    status: 'deleting',
    migrationStatus: 'deleting',
    description: `migration src for ${volume.id}`,
  });
}

/**
 * Cinder first casts the deletion of the old source and then moves the attachment rows: a race. If the
 * deletion is faster, the rows are lost, and Nova is told that the completion failed.
 */
function* moveAttachments(sim: Simulation, volume: Volume, target: Volume): Course {
  const { attachmentRace, stages } = sim.settings;
  const attached = attachmentsOf(sim, target.id).length > 0;
  if (attached && attachmentRace !== 'prompt') yield stages.window;
  if (attached && attachmentRace === 'lost') {
    keepCounting(sim, target);
    removeDisk(sim, target);
    destroyRow(sim, target);
    throw new BackendError('VolumeAttachmentNotFound');
  }
  // A remaining row of the source (a reserved one) is not transferred.
  dropAttachments(sim, volume.id);
  for (const attachment of attachmentsOf(sim, target.id)) sim.state.attachments.move(attachment, volume.id);
  cast(sim, target.host, () => deleteCourse(sim, target));
}
