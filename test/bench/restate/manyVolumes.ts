// A simulated cloud with one pool of volumes and room for them in another, and the moves of these volumes.
import type { SimulatedCloudServer } from '../../../src/simulator/index.ts';

export const FROM = 'from@alpha#alpha';
export const TO = 'to@alpha#alpha';

/** Adds two pools and so many volumes of 1 GiB to a cloud; returns the parameters of their moves. */
export function addMoves({ cloud }: SimulatedCloudServer, count: number) {
  const like = cloud.state.pools.find(({ name }) => name === 'node1@alpha#alpha');
  if (like === undefined) throw new Error('the simulated cloud has no pool node1@alpha#alpha');
  const capabilities = { ...like.capabilities, free_capacity_gb: 'infinite', total_capacity_gb: 'infinite' };
  for (const name of [FROM, TO]) cloud.addPool({ name, capabilities, assistedMigration: true });
  return Array.from({ length: count }, (_, nth) => {
    const given = { name: `v${nth}`, type: 'alpha', project: 'demo', user: 'alice', host: FROM, sizeGib: 1 };
    const { id } = cloud.addVolume(given);
    return { resource_id: id, migration_type: 'migrate', destination_node: TO } as const;
  });
}
