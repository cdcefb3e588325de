// The migration of a volume in the background.
import { requestSwap } from '../compute/swap.ts';
import type { Course } from '../course.ts';
import type { Attachment, Pool, Volume, VolumeType } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { attachmentsOf, backendOf, diskName, poolByHost, type Simulation, save } from '../simulation.ts';
import { ignoreMove } from './allocatedDrift.ts';
import { completeMigration } from './completion.ts';
import { deleteCourse } from './deleteCourse.ts';
import { copyDisk, placeDisk, removeDisk, requireDisk } from './disks.ts';
import { cast } from './processes.ts';
import { requireBackend } from './scheduler.ts';
import { addTargetRow, createTarget, placeOf } from './targetVolume.ts';

export interface MigrateOptions {
  forceHostCopy: boolean;
  newType?: VolumeType;
  /** False if the types differ in more than the backend's name: then the driver is not called. */
  driverMayMove?: boolean;
  /**
   * The flag of the new target row. A retype that copies keeps the old flag: the scheduler is called before
   * the API saves the new one, and the volume manager works with what it was sent. cinder/volume/api.py
   * retype, cinder/objects/volume.py finish_volume_migration; seen on both releases.
   * @default the volume's own
   */
  multiattach?: boolean;
}

/** What follows an accepted os-migrate_volume: scheduler, then the source's volume manager. */
export function* migrateCourse(
  sim: Simulation,
  volume: Volume,
  destination: string,
  forceHostCopy: boolean,
): Course {
  yield sim.settings.stages.schedule;
  let pool: Pool;
  try {
    pool = requireBackend(sim, volume, destination);
  } catch {
    const unlock = volume.status === 'maintenance' ? { status: volume.previousStatus ?? 'maintenance' } : {};
    save(sim, volume, { migrationStatus: 'error', ...unlock });
    return sim.moves.end(volume.id, 'error');
  }
  sim.moves.placed(volume.id, pool.name);
  cast(sim, volume.host, () => migrateVolume(sim, volume, pool, { forceHostCopy }));
}

/**
 * VolumeManager.migrate_volume: by the driver if possible, otherwise by a copy. Throws after it has set
 * `error`.
 */
export function* migrateVolume(sim: Simulation, volume: Volume, pool: Pool, options: MigrateOptions): Course {
  const locked = volume.status === 'retyping' || volume.status === 'maintenance';
  const statusUpdate = locked ? { status: volume.previousStatus ?? volume.status } : {};
  save(sim, volume, { migrationStatus: 'migrating' });
  try {
    const askDriver = !options.forceHostCopy && (options.driverMayMove ?? true);
    const moved = askDriver && (yield* driverMigrate(sim, volume, pool));
    if (!moved) return yield* copyToNewVolume(sim, volume, pool, options);
    save(sim, volume, {
      ...placeOf(sim, pool),
      migrationStatus: 'success',
      previousStatus: volume.status,
      ...statusUpdate,
      ...(options.newType ? { typeId: options.newType.id } : {}),
    });
    sim.moves.end(volume.id, 'success');
  } catch (error) {
    save(sim, volume, { migrationStatus: 'error', ...statusUpdate });
    sim.moves.end(volume.id, 'error');
    throw error;
  }
}

// The source's driver: true if it has moved the bytes by itself.
function* driverMigrate(sim: Simulation, volume: Volume, pool: Pool): Course<boolean> {
  yield sim.settings.stages.window;
  yield* sim.faults.meet(backendOf(volume.host ?? ''), 'migrate_volume');
  const offered = poolByHost(sim, volume.host)?.assistedMigration ?? false;
  if (!offered || attachmentsOf(sim, volume.id).length > 0) return false;
  const source = requireDisk(sim, volume);
  // The pools of one backend share its storage: the bytes stay where they are.
  if (backendOf(pool.name) === backendOf(volume.host ?? '')) {
    ignoreMove(sim, volume, pool);
    source.pool = pool.name;
    return true;
  }
  const target = { pool: pool.name, sizeGib: volume.sizeGib, data: '', complete: false };
  placeDisk(sim, diskName(volume), target);
  yield sim.settings.stages.step;
  yield* copyDisk(sim, source, target);
  ignoreMove(sim, volume, pool);
  removeDisk(sim, volume);
  return true;
}

// VolumeManager._migrate_volume_generic
function* copyToNewVolume(sim: Simulation, volume: Volume, pool: Pool, options: MigrateOptions): Course {
  const attachments = attachmentsOf(sim, volume.id);
  const target = addTargetRow(sim, volume, pool, options);
  yield sim.settings.stages.window;
  yield* createTarget(sim, target);
  yield sim.settings.stages.step;
  try {
    if (attachments.length === 0) {
      yield* hostCopy(sim, volume, target);
      return yield* completeMigration(sim, volume, target);
    }
    yield* requestSwaps(sim, volume, target, attachments);
  } catch (error) {
    cleanTarget(sim, volume, target);
    throw error;
  }
}

/**
 * Cinder calls Nova once for each attachment row, one after the other, including a reserved one. Seen on both
 * releases with a second row of the same server: the second request is refused while Nova copies for the
 * first, and the move is then in `error`; or it is accepted, and fails after the first has moved the volume.
 * A row without a server fails.
 */
function* requestSwaps(sim: Simulation, volume: Volume, target: Volume, attachments: Attachment[]): Course {
  for (const [index, { serverId }] of attachments.entries()) {
    if (index > 0) yield sim.settings.stages.schedule;
    if (serverId === null) throw new BackendError('attached to a host, not to a server');
    requestSwap(sim, serverId, volume.id, target.id);
  }
}

function* hostCopy(sim: Simulation, volume: Volume, target: Volume): Course {
  const [from, to] = [backendOf(volume.host ?? ''), backendOf(target.host ?? '')];
  yield* sim.faults.meet(to, 'initialize_connection');
  yield* sim.faults.meet(from, 'initialize_connection');
  const [source, destination] = [requireDisk(sim, volume), requireDisk(sim, target)];
  yield* sim.faults.meet(to, 'copy');
  yield* copyDisk(sim, source, destination);
}

// The target of a failed copy is deleted; one that may hold the only data stays, as a plain volume.
function cleanTarget(sim: Simulation, volume: Volume, target: Volume): void {
  if (volume.migrationStatus === 'migrating') sim.courses.start(queuedDelete(sim, target));
  else {
    save(sim, target, { migrationStatus: null });
    sim.moves.temporaryGone(target.id);
  }
}

// The deletion goes through the message queue: the target may be attached by the time it is checked, and then
// it stays.
function* queuedDelete(sim: Simulation, target: Volume): Course {
  yield sim.settings.stages.schedule;
  cast(sim, target.host, () => deleteCourse(sim, target));
}
