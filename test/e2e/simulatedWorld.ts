// The simulated cloud as a world for the end-to-end cases.
import { randomUUID } from 'node:crypto';
import {
  type Operation,
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { fastClock } from './fastClock.ts';
import type { World } from './world.ts';

export async function openSimulatedWorld(options: SimulatedCloudOptions): Promise<World> {
  return asWorld(await startSimulatedCloud({ stageMs: 10, ...options }), options);
}

/** A running simulated cloud as a world. */
export function asWorld(running: SimulatedCloudServer, options: SimulatedCloudOptions): World {
  const { cloud } = running;
  return {
    authUrl: running.authUrl,
    admin: { username: 'admin', password: 'labadmin', project_name: 'admin' },
    owner: { username: 'alice', password: 'labuser', project_name: 'demo' },
    guard: options.release === '2025.1' ? 'always' : 'switchable',
    setGuard: async (on) => (options.release === '2025.1' ? undefined : cloud.setGuard(on)),
    putFault: async (where, operation, { delay, ...fault }) =>
      cloud.faults.set(where, operation as Operation, {
        ...fault,
        ...(delay === undefined ? {} : { delayMs: delay * 1000 }),
      }),
    clearFaults: async () => cloud.faults.clear(),
    addPool: async (backend, pool) => addPool(running, backend, pool),
    writeData: async (id) => cloud.writeData(id, randomUUID()),
    checksum: async (id) => cloud.data(id) ?? 'nothing, or part of a copy',
    pollMinMs: 10,
    failingClock: fastClock(10),
    close: running.stop,
  };
}

/** Adds a pool like the backend's first one; see World.addPool. */
export function addPool({ cloud }: SimulatedCloudServer, backend: string, pool: string): () => Promise<void> {
  const like = cloud.state.pools.find(({ name }) => name.startsWith(`${backend}#`));
  if (like === undefined) throw new Error(`the simulated cloud has no backend ${backend}`);
  const name = `${backend}#${pool}`;
  cloud.addPool({ ...like, name });
  return async () => cloud.removePool(name);
}
