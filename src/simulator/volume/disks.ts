// The bytes of volumes on their backends.
import type { Course } from '../course.ts';
import type { Disk, Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, copyMs, diskName, diskOf, type Simulation } from '../simulation.ts';

export const EMPTY = 'zeros';

/** Creates the bytes of a volume on its backend. */
export function makeDisk(sim: Simulation, volume: Volume, data = EMPTY): Disk {
  const backend = backendByHost(sim, volume.host);
  if (!backend) throw new BackendError(`no backend ${volume.host}`);
  const disk = { pool: volume.host ?? '', sizeGib: volume.sizeGib, data, complete: true };
  backend.disks.set(diskName(volume), disk);
  return disk;
}

export function requireDisk(sim: Simulation, volume: Volume): Disk {
  const disk = diskOf(sim, volume);
  if (!disk) throw new BackendError(`${diskName(volume)} is not on ${backendOf(volume.host ?? '')}`);
  return disk;
}

export function removeDisk(sim: Simulation, volume: Volume): void {
  backendByHost(sim, volume.host)?.disks.delete(diskName(volume));
}

/** Copies the bytes, for as long as their size requires; until the end the target is marked incomplete. */
export function* copyDisk(sim: Simulation, source: Disk, target: Disk): Course {
  target.complete = false;
  target.data = `incomplete copy of ${source.data}`;
  yield copyMs(sim, source.sizeGib);
  target.data = source.data;
  target.complete = source.complete;
}
