// The simulated cloud as a world for the end-to-end cases.
import { type SimulatedCloudOptions, startSimulatedCloud } from '../../src/simulator/index.ts';
import type { World } from './world.ts';

export async function openSimulatedWorld(options: SimulatedCloudOptions): Promise<World> {
  const running = await startSimulatedCloud({ stageMs: 10, ...options });
  const { cloud } = running;
  return {
    authUrl: running.authUrl,
    admin: { username: 'admin', password: 'labadmin', project_name: 'admin' },
    owner: { username: 'alice', password: 'labuser', project_name: 'demo' },
    guard: options.release === '2025.1' ? 'always' : 'switchable',
    setGuard: async (on) => cloud.setGuard(on),
    putFault: async (where, operation, { delay, ...fault }) =>
      cloud.faults.set(where, operation, {
        ...fault,
        ...(delay === undefined ? {} : { delayMs: delay * 1000 }),
      }),
    clearFaults: async () => cloud.faults.clear(),
    writeData: async (id) => cloud.writeData(id),
    checksum: async (id) => cloud.checksum(id),
    pollMinMs: 10,
    close: running.stop,
  };
}
