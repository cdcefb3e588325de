// The deletion of a volume in the background.
import type { Course } from '../course.ts';
import type { Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendOf, dropAttachments, type Simulation, save } from '../simulation.ts';
import { removeDisk } from './disks.ts';
import { releaseVolume } from './quotas.ts';

/**
 * The backend's deletion: first the bytes, then the row and what depends on it. VolumeManager.delete_volume.
 */
export function* deleteCourse(sim: Simulation, volume: Volume): Course {
  if (volume.attached) throw new BackendError(`Volume ${volume.id} is still attached`);
  yield sim.settings.stages.window;
  try {
    yield* sim.faults.meet(backendOf(volume.host ?? ''), 'delete_volume');
  } catch (error) {
    save(sim, volume, { status: 'error_deleting' });
    throw error;
  }
  yield sim.settings.stages.delete;
  removeDisk(sim, volume);
  destroyRow(sim, volume);
}

/** Deletes a volume's row with its attachment rows, and releases its quota. */
export function destroyRow(sim: Simulation, volume: Volume): void {
  dropAttachments(sim, volume.id);
  if (sim.state.volumes.delete(volume.id)) releaseVolume(sim, volume);
}
