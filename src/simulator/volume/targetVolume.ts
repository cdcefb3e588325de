// The second volume of a generic move: its row, and its creation on the destination.
import type { Course } from '../course.ts';
import type { Pool, Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, clusterOf, type Simulation, save } from '../simulation.ts';
import { keepCounting } from './allocatedDrift.ts';
import { created, createOnBackend } from './createCourse.ts';
import { deleteCourse, destroyRow } from './deleteCourse.ts';
import type { MigrateOptions } from './migrateCourse.ts';
import { cast } from './processes.ts';

/** What a volume's row says about its pool. */
export function placeOf(sim: Simulation, pool: Pool) {
  const backend = backendByHost(sim, pool.name);
  return {
    host: pool.name,
    clusterName: clusterOf(sim, pool.name),
    availabilityZone: pool.availabilityZone,
    serviceUuid: backend?.serviceUuid ?? null,
  };
}

/** The temporary row: the source's name and owner, outside of quota, `target:<id>`. */
export function addTargetRow(sim: Simulation, volume: Volume, pool: Pool, options: MigrateOptions): Volume {
  const { newType, multiattach = volume.multiattach } = options;
  const target: Volume = {
    ...volume,
    id: sim.newId(),
    order: sim.nextOrder(),
    ...placeOf(sim, pool),
    serviceUuid: null,
    sharedTargets: true,
    multiattach,
    status: 'creating',
    previousStatus: null,
    migrationStatus: `target:${volume.id}`,
    nameId: null,
    attached: false,
    consumesQuota: false,
    snapshotId: null,
    sourceVolumeId: null,
    metadata: { ...volume.metadata },
    adminMetadata: { ...volume.adminMetadata },
    imageMetadata: { ...volume.imageMetadata },
    ...(newType ? { typeId: newType.id, encrypted: newType.encryption !== null } : {}),
  };
  sim.state.volumes.set(target.id, target);
  sim.moves.hasTemporary(volume.id, target.id);
  return target;
}

/** Has the destination create it, and waits. Throws if that fails or takes longer than `createTimeoutMs`. */
export function* createTarget(sim: Simulation, target: Volume): Course {
  cast(sim, target.host, () => createOnDestination(sim, target));
  yield* untilCreated(sim, target);
}

// The destination's part. Its failure shows as the row's status only.
function* createOnDestination(sim: Simulation, target: Volume): Course {
  try {
    yield* createOnBackend(sim, target);
  } catch {
    save(sim, target, { status: 'error' });
  }
  sim.signals.raise(created(target));
}

/**
 * Cinder looks after 1, 5, 14, 30 … times `createPollMs`, and gives up after `createTimeoutMs`.
 * VolumeManager._migrate_volume_generic
 */
function* untilCreated(sim: Simulation, target: Volume): Course {
  const { createPollMs, createTimeoutMs, stages } = sim.settings;
  const deadline = sim.now() + createTimeoutMs;
  for (let tries = 1; target.status === 'creating'; tries++) {
    if (sim.now() >= deadline) {
      cast(sim, target.host, () => deleteCourse(sim, target));
      throw new BackendError('timeout creating new_volume on destination');
    }
    yield createPollMs > 0 ? createPollMs * tries ** 2 : sim.signals.nextUntil(created(target), deadline);
  }
  if (target.status !== 'error') return;
  yield stages.step;
  keepCounting(sim, target);
  destroyRow(sim, target);
  throw new BackendError('failed to create new_volume on destination');
}
