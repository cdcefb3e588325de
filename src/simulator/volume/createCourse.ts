// The creation of a volume in the background.
import type { Course } from '../course.ts';
import type { Backend, Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, clusterOf, diskOf, type Simulation, save } from '../simulation.ts';
import { EMPTY, makeDisk } from './disks.ts';
import { addMessage } from './messages.ts';
import { untilRunning } from './processes.ts';
import { chooseBackend } from './scheduler.ts';

const ATTEMPTS = 3;

/** A new volume: scheduled, then created; a failing driver is tried three times (scheduler_max_attempts). */
export function* createCourse(
  sim: Simulation,
  volume: Volume,
  zones: readonly string[],
  requestId: string,
): Course {
  for (let attempt = 1; ; attempt++) {
    yield sim.settings.stages.schedule;
    if (!place(sim, volume, zones, requestId, attempt > ATTEMPTS)) return;
    yield sim.settings.stages.window;
    try {
      return yield* createOnBackend(sim, volume);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      addMessage(
        sim,
        volume,
        requestId,
        'VOLUME_VOLUME_008_012',
        'create volume from backend storage:Driver failed to create the volume.',
      );
      // It returns to the scheduler without a host.
      save(sim, volume, { host: null, clusterName: null });
    }
  }
}

// False if no backend is left: the volume is then in error, and its owner gets a message.
function place(
  sim: Simulation,
  volume: Volume,
  zones: readonly string[],
  requestId: string,
  exhausted: boolean,
): boolean {
  try {
    if (exhausted) throw new BackendError('Exceeded max scheduling attempts');
    const type = volume.typeId ? sim.state.volumeTypes.get(volume.typeId) : undefined;
    const pool = chooseBackend(sim, { type, sizeGib: volume.sizeGib, zones });
    const { availabilityZone } = pool;
    save(sim, volume, { host: pool.name, clusterName: clusterOf(sim, pool.name), availabilityZone });
    return true;
  } catch {
    save(sim, volume, { status: 'error' });
    addMessage(
      sim,
      volume,
      requestId,
      'VOLUME_VOLUME_001_003',
      'schedule allocate volume:Could not find any available weighted backend.',
    );
    return false;
  }
}

/** The driver's part: creating, then available. Throws if the driver fails. */
export function* createOnBackend(sim: Simulation, volume: Volume): Course {
  const backend = backendByHost(sim, volume.host);
  if (backend) yield* untilRunning(sim, backend);
  backend?.workers.set(volume.id, 'create');
  try {
    yield* createBytes(sim, volume, backend);
  } finally {
    backend?.workers.delete(volume.id);
  }
  save(sim, volume, {
    status: 'available',
    serviceUuid: backend?.serviceUuid ?? null,
    sharedTargets: false,
  });
}

/** The event that a new volume is available or in error. */
export const created = ({ id }: Volume): string => `volume ${id} is created`;

function* createBytes(sim: Simulation, volume: Volume, backend: Backend | undefined): Course {
  yield* sim.faults.meet(backendOf(volume.host ?? ''), 'create_volume');
  yield sim.withNoise(sim.settings.stages.create);
  if (backend) yield* untilRunning(sim, backend);
  // A process that died meanwhile has ended the creation in error when it started again.
  if (backend && !backend.workers.has(volume.id))
    throw new Error(`the creation of ${volume.id} was interrupted`);
  makeDisk(sim, volume, originData(sim, volume));
}

// The initial data of a clone or of a volume from a snapshot.
function originData(sim: Simulation, volume: Volume): string {
  const snapshot = volume.snapshotId ? sim.state.snapshots.get(volume.snapshotId) : undefined;
  const originId = volume.sourceVolumeId ?? snapshot?.volumeId;
  const origin = originId ? sim.state.volumes.get(originId) : undefined;
  return (origin && diskOf(sim, origin)?.data) ?? EMPTY;
}
