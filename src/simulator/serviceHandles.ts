// Handles for the cinder-volume services: their state, and how one dies and starts.
import { setComputeRuns } from './compute/serverLock.ts';
import { requireRow, type Simulation } from './simulation.ts';
import { killProcess, setRunning, startProcess } from './volume/restart.ts';

/** What `setService` changes. */
export interface ServiceChanges {
  /** Disabled by an admin: its pools are not listed, and no migration may name them. */
  enabled?: boolean;
  /** Whether it responds, as everyone knows at once. What is sent to one that does not waits until it does. */
  up?: boolean;
  /** Frozen by an admin; a frozen service is disabled too. */
  frozen?: boolean;
  disabledReason?: string | null;
}

/** Handles for the services and their speed. */
export interface ServiceHandles {
  /** `cinder-volume` of `host@section`: disabled, frozen, or not responding. */
  setService(host: string, changes: ServiceChanges): void;
  /**
   * `cinder-volume` of `host@section` dies in the middle of its work, which is never continued; it counts as up for
   * `serviceDownMs` more.
   */
  killService(host: string): void;
  /**
   * Starts it, or restarts it: it counts its allocated capacity again, reports its pools, and does what was sent to it
   * meanwhile.
   */
  startService(host: string): void;
  /** nova-compute: whether it answers. What it was asked for waits, without a timeout, until it does. */
  setCompute(changes: { running: boolean }): void;
  /**
   * The bandwidth that copies from and to a pool share, in GiB per second, also for those under way; 0 stops them.
   * Needs the option `copyRates`.
   */
  setCopyRate(pool: string, gibPerSecond: number): void;
}

export const createServiceHandles = (sim: Simulation): ServiceHandles => ({
  setService: (host, changes) => changeService(sim, host, changes),
  killService: (host) => killProcess(sim, requireRow(sim.state.backends, host)),
  startService: (host) => startProcess(sim, requireRow(sim.state.backends, host)),
  setCompute: ({ running }) => setComputeRuns(sim, running),
  setCopyRate(pool, gibPerSecond) {
    if (!sim.bandwidth)
      throw new Error(
        'copies of this simulated cloud share no bandwidth: create it with the option copyRates: {}',
      );
    sim.bandwidth.setPool(pool, gibPerSecond);
  },
});

/** Changes the state of a service. */
function changeService(sim: Simulation, host: string, changes: ServiceChanges): void {
  const backend = requireRow(sim.state.backends, host);
  Object.assign(backend, changes);
  if (changes.up !== undefined) setRunning(sim, backend, changes.up);
}
