// Runs on the simulated cloud, for tests that inspect them.
import {
  createMemoryStore,
  type MigrateVolumeOptions,
  type MigrateVolumeParameters,
  migrateVolume,
} from '../../src/index.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';

export function addVolume(
  { cloud }: SimulatedCloudServer,
  metadata: Record<string, string> = {},
  name = 'seen',
): string {
  return cloud.addVolume({ name, type: 'alpha', project: 'demo', user: 'alice', metadata }).id;
}

function addAttached(running: SimulatedCloudServer, metadata: Record<string, string> = {}): string {
  const id = addVolume(running, metadata);
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return id;
}

/** A migration of a volume of its own. */
export const cold = (running: SimulatedCloudServer): MigrateVolumeParameters => ({
  resource_id: addVolume(running),
  migration_type: 'cold',
  destination_node: 'node2@alpha#alpha',
});

/** The five steps, on a volume of its own. */
export const swap = (running: SimulatedCloudServer): MigrateVolumeParameters => ({
  resource_id: addAttached(running),
  destination_type: 'beta',
  swap_method: 'attachment',
});

/** Runs to the end; returns the outcome, and the records of the run. */
export async function migrate(
  running: SimulatedCloudServer,
  parameters: MigrateVolumeParameters,
  options: MigrateVolumeOptions = {},
) {
  const { store = createMemoryStore(), ...others } = options;
  const cloud = running.cloudsYaml.clouds.simulated;
  const outcome = await migrateVolume(parameters, { pollMinMs: 5, cloud, store, ...others });
  return { outcome, entries: await store.read(outcome.runId) };
}
