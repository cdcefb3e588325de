// A retype that frees a quota and one that needs it, from the view of a cloud to the applied plan.
import { expect, test } from 'vitest';
import { connect, formatPlan, makePlan, readPlan, takeView, zoneMigration } from '../../src/index.ts';
import { openPlan } from '../plan/planPlace.ts';

const [FROM, TO] = ['node1@alpha#alpha', 'node2@beta#beta'];

test('the retype that frees the quota is made first, and both succeed; without it the other is refused', async () => {
  await using place = await openPlan(1);
  const { cloud, ids } = place;
  const [into = ''] = ids;
  const { id: out } = cloud.addVolume({ name: 'out', type: 'beta', project: 'demo', user: 'alice' });
  // Nothing else is on the two pools, and their services are cordoned, so that the retypes leave them.
  for (const [id, { host }] of cloud.state.volumes)
    if (![into, out].includes(id) && [FROM, TO].includes(host ?? ''))
      cloud.setVolume(id, { host: 'node2@tier9#alpha' });
  cloud.setVolume(out, { host: TO });
  for (const host of ['node1@alpha', 'node2@beta']) cloud.setService(host, { enabled: false });
  const beta = [...cloud.state.volumes.values()].filter(({ typeId }) => typeId === cloud.world.types['beta']);
  cloud.setQuota('demo', { volumes_beta: beta.length });
  const view = await takeView(await connect(place.entry as never), '2026-11-29T00:00:00.000Z');
  const plan = makePlan(zoneMigration, view, {
    storage_pools: [
      { src_pool: FROM, dst_type: 'beta' },
      { src_pool: TO, dst_type: 'alpha' },
    ],
  });
  expect(plan.actions.map(({ parameters, after }) => [parameters.resourceId, after])).toEqual([
    [out, undefined],
    [into, [out]],
  ]);
  expect(plan.skipped).toEqual([]);
  const { actions } = readPlan(formatPlan(plan, 'yaml'));
  const [, second] = actions;
  const { after: _, ...alone } = second as (typeof actions)[number];
  expect(await (await place.apply([alone])).outcome).toMatchObject({
    ...{ status: 'FAILED', actions: [{ outcome: { error: { code: 'OverQuota' } } }] },
  });
  const run = await place.apply(actions.toReversed(), { order: 'as-given' });
  expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 2 } });
  expect(cloud.state.volumes.get(into)).toMatchObject({
    typeId: cloud.world.types['beta'],
    host: 'node1@beta#beta',
  });
});
