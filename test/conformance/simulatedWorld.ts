// The simulated cloud in virtual time, as a world for the conformance scenarios.
// It continues only when it is told to, one change at a time, so a reading after each tick misses nothing
// that any client could see.
import { systemClock } from '../../services/clock.ts';
import {
  createVirtualClock,
  type Operation,
  type Release,
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { addPool } from '../e2e/simulatedWorld.ts';
import type { ConformanceWorld } from './world.ts';

/** `change` receives the running cloud before anyone calls it: that is how a falsehood is put in. */
export async function openSimulatedWorld(
  release: Release,
  change: (running: SimulatedCloudServer) => void = () => {},
  options: SimulatedCloudOptions = {},
): Promise<ConformanceWorld> {
  const clock = createVirtualClock(Date.now());
  const running = await startSimulatedCloud({ release, clock, stageMs: 10, ...options });
  change(running);
  const { cloud } = running;
  const user = (name: string, project: string) => {
    const { username, password, project_name } = running.cloudFor(name, project).auth;
    return { username, password, project_name };
  };
  return {
    release,
    kind: 'simulated',
    authUrl: running.authUrl,
    admin: user('admin', 'admin'),
    owner: user('alice', 'demo'),
    stranger: user('bob', 'other'),
    guard: release === '2025.1' ? 'always' : 'switchable',
    setGuard: async (on) => (release === '2025.1' ? undefined : cloud.setGuard(on)),
    putFault: async (where, operation, { delay, ...fault }) =>
      cloud.faults.set(where, operation as Operation, {
        ...fault,
        ...(delay === undefined ? {} : { delayMs: delay * 1000 }),
      }),
    clearFaults: async () => cloud.faults.clear(),
    addPool: async (backend, pool) => addPool(running, backend, pool),
    writeData: async (id) => cloud.writeData(id, 'written'),
    failingClock: systemClock,
    checksum: async (id) => cloud.data(id) ?? 'nothing, or part of a copy',
    pollMinMs: 0,
    tick: async () => clock.step(),
    close: running.stop,
  };
}
