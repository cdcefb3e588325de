// Cases: a detached volume gets another type.
import { expect, test } from 'vitest';
import { getVolume, makeVolume, migrate } from '../bench.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeColdRetype(at: At): void {
  const retypes = [
    ['to a type of another backend', 'beta', { host: 'node1@beta#beta', type: 'beta' }],
    ['to a type of the same backend', 'alpha-gold', { host: 'node1@alpha#alpha', type: 'alpha-gold' }],
  ] as const;
  test.each(retypes)('%s', async (_, type, to) => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_type: type,
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: id,
      to,
      warnings: [],
      leftovers: [],
    });
    expect(await getVolume(bench, id)).toMatchObject({ status: 'available', volume_type: type });
    await same(id);
  });

  test('to a type given by its id, after an earlier migration whose success is still shown', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    const { volume_types } = await bench.admin.must('volumev3', 'GET', '/types');
    const gold = volume_types.find(({ name }: { name: string }) => name === 'alpha-gold').id;
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_type: gold,
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      to: { host: 'node2@alpha#alpha', type: 'alpha-gold' },
    });
  });
}
