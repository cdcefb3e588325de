// Cases: a detached volume migrates to a node.
import { expect, test } from 'vitest';
import { getVolume, makeVolume, migrate } from '../bench.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeColdMigration(at: At): void {
  const moves = [
    ['to a node that the driver moves it to', 'node2@alpha#alpha', 'node2@alpha#alpha'],
    ['to a node whose section name is not its backend name', 'node2@tier9#alpha', 'node2@tier9#alpha'],
    ['to a node given without its pool', 'node2@alpha', 'node2@alpha#alpha'],
  ] as const;
  test.each(moves)('%s', async (_, node, host) => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: node,
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'migrate',
      volumeId: id,
      sourceVolumeId: id,
      from: { host: 'node1@alpha#alpha', type: 'alpha' },
      to: { host, type: 'alpha' },
      warnings: [],
      leftovers: [],
    });
    expect(await getVolume(bench, id)).toMatchObject({
      status: 'available',
      'os-vol-host-attr:host': host,
      migration_status: 'success',
    });
    await same(id);
  });

  test('from a node without a driver of its own: by host copy, and back again', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    for (const node of ['node2@tier9#alpha', 'node1@alpha#alpha']) {
      const outcome = await migrate(bench, {
        resource_id: id,
        migration_type: 'cold',
        destination_node: node,
      });
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { host: node }, leftovers: [] });
    }
    await same(id);
  });

  test('with node and type: the node wins, and a warning says so', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const both = { destination_node: 'node2@alpha#alpha', destination_type: 'beta' };
    const outcome = await migrate(bench, { resource_id: id, migration_type: 'cold', ...both });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'migrate', to: { type: 'alpha' } });
    expect(outcome.warnings).toEqual([
      'destination_type is ignored: a cold migration with destination_node moves the volume and keeps its type',
    ]);
  });
}
