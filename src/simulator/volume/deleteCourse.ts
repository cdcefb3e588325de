import type { Course } from '../course.ts';
import type { Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendOf, dropAttachments, type Simulation, save } from '../simulation.ts';
import { removeDisk } from './disks.ts';
import { releaseVolume } from './quotas.ts';

/** The back end's delete: the bytes go, then the row and what hangs on it. VolumeManager.delete_volume. */
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

/** Takes a volume's row away with its attachment rows, and out of its owner's account. */
export function destroyRow(sim: Simulation, volume: Volume): void {
  dropAttachments(sim, volume.id);
  if (sim.state.volumes.delete(volume.id)) releaseVolume(sim, volume);
}
