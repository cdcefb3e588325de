// nova-compute's lock: it does one thing at a time on each server.
import type { Course } from '../course.ts';
import type { Server } from '../model.ts';
import type { Simulation } from '../simulation.ts';

/**
 * Does a piece of work once the server is free, and keeps others waiting meanwhile. Seen on both releases: a swap, stop,
 * reboot, attach, detach or deletion that comes during a swap of the same server waits, and then runs.
 */
export function* withServerLock<T>(sim: Simulation, { id }: Server, work: () => Course<T>): Course<T> {
  while (!sim.computeRuns) yield sim.signals.next(COMPUTE_RUNS);
  while (sim.busyServers.has(id)) yield sim.signals.next(freed(id));
  sim.busyServers.add(id);
  try {
    return yield* work();
  } finally {
    sim.busyServers.delete(id);
    sim.signals.raise(freed(id));
  }
}

/** Whether nova-compute answers; what is sent to it waits without a timeout, as seen on 2025.1. */
export function setComputeRuns(sim: Simulation, running: boolean): void {
  sim.computeRuns = running;
  if (running) sim.signals.raise(COMPUTE_RUNS);
}

const COMPUTE_RUNS = 'nova-compute runs';
const freed = (id: string) => `server ${id} is free`;
