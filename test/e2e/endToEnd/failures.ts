// Cases: moves that fail say why, and leave the volume with its data.
import { expect, test } from 'vitest';
import { makeVolume, migrate } from '../bench.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeFailures(at: At): void {
  test.each([
    ['the pool', 'node1@alpha#alpha', ''],
    ['the backend', 'node1@alpha', '. To move it within its backend, name the pool'],
  ])('cold, to %s where it is', async (_, destination_node, remedy) => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(bench, { resource_id: id, migration_type: 'cold', destination_node });
    expect(outcome).toMatchObject({
      ...{ status: 'FAILED', operation: null, leftovers: [] },
      error: {
        code: 'DestinationNodeMustBeDifferent',
        message: 'Destination node must be different for migrating',
      },
    });
    expect(outcome.error?.reasons).toEqual([`the volume is already on node1@alpha#alpha${remedy}`]);
  });

  const unknown = '00000000-0000-4000-8000-000000000000';
  const missing = [
    [
      'the volume',
      { resource_id: unknown, migration_type: 'cold', destination_type: 'beta' },
      `Volume ${unknown} not found`,
    ],
    [
      'the node',
      { migration_type: 'cold', destination_node: 'node9@alpha#alpha' },
      'Pool node9@alpha#alpha not found',
    ],
    ['the type', { migration_type: 'cold', destination_type: 'gamma' }, 'Volume type gamma not found'],
  ] as const;
  test.each(missing)('%s is unknown', async (_, parameters, message) => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(bench, { resource_id: id, ...parameters });
    expect(outcome).toMatchObject({ status: 'FAILED', operation: null, error: { message } });
  });

  test('retype to a type that no backend serves', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_type: 'nowhere',
    });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: null,
      volumeId: id,
      to: { type: 'alpha' },
      error: { code: 'NoPlaceForVolume' },
      leftovers: [],
    });
    expect(outcome.error?.reasons[0]).toMatch(
      /^no pool serves volume type nowhere \(volume_backend_name=no-such-backend\); pools: /,
    );
  });

  test('the backend fails to migrate', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    await bench.world.putFault('node1@alpha', 'migrate_volume', { raise: 'planted' });
    await bench.world.putFault('node2@alpha', 'create_volume', { raise: 'planted' });
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'migrate',
      to: { host: 'node1@alpha#alpha' },
      error: { code: 'MigrationFailed' },
    });
    await same(id);
  });
}
