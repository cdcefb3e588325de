// Cases: an attached volume is retyped by Cinder and keeps its id.
import { expect, test } from 'vitest';
import { attachedTo, getVolume, makeAttachedVolume, makeVolume, migrate } from '../bench.ts';
import { until } from '../client.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeSwapByRetype(at: At): void {
  test('by auto where Nova is guarded: an in-use retype, the volume keeps its id', async () => {
    const bench = at();
    await bench.world.setGuard(true);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: id,
      to: { host: 'node1@beta#beta', type: 'beta' },
      warnings: [],
      leftovers: [],
    });
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    expect(await getVolume(bench, id)).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: bench.vm1 }],
    });
    await same(id);
  });

  test('by retype', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'retype',
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: id,
      to: { type: 'beta' },
    });
  });

  test('by auto with an old migration_status, of which the probe says nothing: an in-use retype', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    await bench.owner.must('compute', 'POST', `/servers/${bench.vm1}/os-volume_attachments`, {
      volumeAttachment: { volumeId: id },
    });
    await until('the attachment', async () => (await getVolume(bench, id)).attachments.length === 1);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'retype', volumeId: id });
  });

  test('with a destination_node: it is ignored, and a warning says so', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      destination_node: 'x@y#z',
      swap_method: 'retype',
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(outcome.warnings).toEqual([
      'destination_node is ignored: the scheduler chooses the node of a swap',
    ]);
  });
}
