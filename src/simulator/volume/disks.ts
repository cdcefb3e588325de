// The bytes of volumes on their backends.
import type { Course, Wait } from '../course.ts';
import type { Disk, Volume } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, diskName, diskOf, poolByHost, type Simulation } from '../simulation.ts';
import { fitsPhysically } from './poolFigures.ts';
import { takeDueReports } from './poolReports.ts';

export const EMPTY = 'zeros';

/** Creates the bytes of a volume on its backend. Throws if the pool is physically full and refuses. */
export function makeDisk(sim: Simulation, volume: Volume, data = EMPTY): Disk {
  const disk = { pool: volume.host ?? '', sizeGib: volume.sizeGib, data, complete: true };
  return placeDisk(sim, diskName(volume), disk);
}

/** Puts bytes into a pool, under the backend's own name for them. */
export function placeDisk(sim: Simulation, name: string, disk: Disk): Disk {
  const backend = backendByHost(sim, disk.pool);
  if (!backend) throw new BackendError(`no backend ${disk.pool}`);
  const pool = poolByHost(sim, disk.pool);
  if (pool && !fitsPhysically(sim, pool, disk)) throw new BackendError(`${disk.pool} has no space left`);
  takeDueReports(sim);
  backend.disks.set(name, disk);
  return disk;
}

export function requireDisk(sim: Simulation, volume: Volume): Disk {
  const disk = diskOf(sim, volume);
  if (!disk) throw new BackendError(`${diskName(volume)} is not on ${backendOf(volume.host ?? '')}`);
  return disk;
}

export function removeDisk(sim: Simulation, volume: Volume): void {
  takeDueReports(sim);
  backendByHost(sim, volume.host)?.disks.delete(diskName(volume));
}

/** The driver changes the size of a volume's bytes. */
export function resizeDisk(sim: Simulation, volume: Volume, sizeGib: number): void {
  takeDueReports(sim);
  const disk = diskOf(sim, volume);
  if (disk) disk.sizeGib = sizeGib;
}

function copyWait(sim: Simulation, source: Disk, target: Disk): number | Wait {
  const sizeGib = sim.withNoise(source.sizeGib);
  if (sim.bandwidth) return sim.bandwidth.copy(source.pool, target.pool, sizeGib);
  return (sizeGib / sim.settings.gibPerSecond) * 1000;
}

/** Copies the bytes, for as long as their size requires; until the end the target is marked incomplete. */
export function* copyDisk(sim: Simulation, source: Disk, target: Disk): Course {
  target.complete = false;
  target.data = `incomplete copy of ${source.data}`;
  yield copyWait(sim, source, target);
  target.data = source.data;
  target.complete = source.complete;
}
