// What the scheduler knows of the pools: their last report, and what it has booked since.
import type { Pool } from '../model.ts';
import { backendByHost, backendOf, type Simulation } from '../simulation.ts';
import { currentCapabilities } from './poolFigures.ts';

/** The last report of a pool. */
export interface PoolReport {
  /** When the service took the figures, by the cloud's clock. */
  at: number;
  capabilities: Record<string, unknown>;
}

/** The reports of all pools, and the scheduler's bookings since then. */
export interface PoolReports {
  /** The number of the last reporting period. */
  period: number;
  byPool: Map<string, PoolReport>;
  /** GiB that a create or a retype has booked since the last report. A migration books nothing. */
  bookedGib: Map<string, number>;
}

/**
 * Takes the reports that are due. Call it before any change to the space of a pool: the figures then are those of
 * the moment at which they were due, without a timer for each period.
 */
export function takeDueReports(sim: Simulation): void {
  const { statsPollMs } = sim.settings;
  if (statsPollMs <= 0) return;
  const period = Math.floor((sim.now() - sim.startedAt) / statsPollMs);
  if (period === sim.reports.period) return;
  sim.reports.period = period;
  const at = sim.startedAt + period * statsPollMs;
  for (const pool of sim.state.pools) if (backendByHost(sim, pool.name)?.running) takeReport(sim, pool, at);
}

function takeReport(sim: Simulation, pool: Pool, at = sim.now()): PoolReport {
  const report = { at, capabilities: currentCapabilities(sim, pool) };
  sim.reports.byPool.set(pool.name, report);
  sim.reports.bookedGib.delete(pool.name);
  return report;
}

/** A service reports its pools at once when it starts; without a host all of them do. */
export function reportNow(sim: Simulation, host?: string): void {
  for (const pool of sim.state.pools)
    if (host === undefined || backendOf(pool.name) === host) takeReport(sim, pool);
}

/** The last report of a pool, which `get_pools` shows. Without a reporting period it is always current. */
export function reportOf(sim: Simulation, pool: Pool): PoolReport {
  if (sim.settings.statsPollMs <= 0) return { at: sim.now(), capabilities: currentCapabilities(sim, pool) };
  takeDueReports(sim);
  return sim.reports.byPool.get(pool.name) ?? takeReport(sim, pool);
}

/** What the scheduler counts with: the last report less its bookings. cinder/scheduler/host_manager.py */
export function knownCapabilities(sim: Simulation, pool: Pool): Record<string, unknown> {
  const { capabilities } = reportOf(sim, pool);
  const booked = sim.reports.bookedGib.get(pool.name) ?? 0;
  if (booked === 0) return capabilities;
  const plus = (name: string, gib: number) => {
    const value = capabilities[name];
    return typeof value === 'number' ? { [name]: value + gib } : {};
  };
  return {
    ...capabilities,
    ...plus('free_capacity_gb', -booked),
    ...plus('allocated_capacity_gb', booked),
    ...plus('provisioned_capacity_gb', booked),
  };
}

/** Books space as create and retype do; `consume_from_volume` in cinder/scheduler/host_manager.py. */
export function book(sim: Simulation, pool: Pool, sizeGib: number): void {
  if (sim.settings.statsPollMs <= 0) return;
  takeDueReports(sim);
  sim.reports.bookedGib.set(pool.name, (sim.reports.bookedGib.get(pool.name) ?? 0) + sizeGib);
}
