// How `allocated_capacity_gb` drifts from the truth while cinder-volume runs.
import type { Pool, Volume } from '../model.ts';
import { backendOf, poolByHost, type Simulation } from '../simulation.ts';
import { takeDueReports } from './poolReports.ts';

/** Cinder goes on counting a volume that is gone from a pool: it subtracts only what counted in a quota. */
export function keepCounting(sim: Simulation, { host, sizeGib }: Volume): void {
  addDrift(sim, host, sizeGib);
}

/** Cinder does not count a move by the driver, on either side. */
export function ignoreMove(sim: Simulation, { host, sizeGib }: Volume, to: Pool): void {
  addDrift(sim, host, sizeGib);
  addDrift(sim, to.name, -sizeGib);
}

/** A service counts its volumes again when it starts. */
export function countAgain(sim: Simulation, host: string): void {
  for (const pool of sim.state.pools) if (backendOf(pool.name) === host) pool.allocatedDriftGib = 0;
}

function addDrift(sim: Simulation, host: string | null, gib: number): void {
  takeDueReports(sim);
  const pool = poolByHost(sim, host);
  if (pool) pool.allocatedDriftGib += gib;
}
