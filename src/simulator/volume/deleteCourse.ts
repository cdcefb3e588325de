// The deletion of a volume in the background.
import type { Course } from '../course.ts';
import type { Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, dropAttachments, type Simulation, save } from '../simulation.ts';
import { keepCounting } from './allocatedDrift.ts';
import { removeDisk } from './disks.ts';
import { releaseVolume } from './quotas.ts';

/**
 * The backend's deletion: first the bytes, then the row and what depends on it. VolumeManager.delete_volume.
 */
export function* deleteCourse(sim: Simulation, volume: Volume): Course {
  // Cinder repeats it when cinder-volume starts.
  if (!sim.state.volumes.has(volume.id)) return;
  if (volume.attached) throw new BackendError(`Volume ${volume.id} is still attached`);
  const workers = backendByHost(sim, volume.host)?.workers;
  workers?.set(volume.id, 'delete');
  yield sim.settings.stages.window;
  try {
    yield* sim.faults.meet(backendOf(volume.host ?? ''), 'delete_volume');
  } catch (error) {
    workers?.delete(volume.id);
    save(sim, volume, { status: 'error_deleting' });
    sim.moves.temporaryGone(volume.id);
    throw error;
  }
  const { stages, wipeGibPerSecond } = sim.settings;
  yield sim.withNoise(stages.delete + (volume.sizeGib / wipeGibPerSecond) * 1000);
  workers?.delete(volume.id);
  if (!sim.state.volumes.has(volume.id)) return;
  // The source of a generic move, or the target of a failed one.
  if (!volume.consumesQuota) keepCounting(sim, volume);
  removeDisk(sim, volume);
  destroyRow(sim, volume);
}

/** Deletes a volume's row with its attachment rows, and releases its quota. */
export function destroyRow(sim: Simulation, volume: Volume): void {
  dropAttachments(sim, volume.id);
  if (sim.state.volumes.delete(volume.id)) releaseVolume(sim, volume);
  sim.moves.temporaryGone(volume.id);
}
