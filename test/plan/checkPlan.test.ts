// A plan is checked as a whole: each move, and what they need together.
import { describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../services/index.ts';
import type { PlanAction } from '../../src/index.ts';
import { checkPlan } from '../../src/index.ts';
import { DESTINATION, moveTo, openPlan, type PlanPlace } from './planPlace.ts';

const check = async (
  { entry, store }: PlanPlace,
  actions: readonly PlanAction[],
  clock: Clock = systemClock,
) => await checkPlan({ actions }, { cloud: entry, store, clock });

const retypeOf = (resourceId: string, destinationType = 'beta'): PlanAction => {
  const { parameters, ...rest } = moveTo(resourceId);
  return {
    ...rest,
    parameters: { ...parameters, migrationType: 'retype', destinationNode: null, destinationType },
  };
};

const states = ({ actions }: Awaited<ReturnType<typeof check>>) => actions.map(({ state }) => state);

describe.concurrent('a plan is checked', () => {
  test('move by move: what is clear, blocked, done or missing, with reasons', async () => {
    await using place = await openPlan(3);
    const [blocked = '', done = ''] = place.ids;
    place.cloud.addSnapshot(blocked);
    place.cloud.setVolume(done, { host: DESTINATION });
    const found = await check(place, [...place.moves, moveTo('00000000-0000-4000-8000-000000000000')]);
    expect(found).toMatchObject({ clear: false, counts: { clear: 1, blocked: 1, done: 1, missing: 1 } });
    expect(states(found)).toEqual(['blocked', 'done', 'clear', 'missing']);
    expect(found.actions[0]?.reasons.join()).toMatch(/snapshot/);
  });

  test('without a request that changes anything', async () => {
    await using place = await openPlan(2);
    await check(place, place.moves);
    const changing = place.cloud.requests.filter(
      ({ method, service }) => method !== 'GET' && service !== 'identity',
    );
    expect(changing).toEqual([]);
  });

  test('with one list of pools, of types and of services for all moves', async () => {
    await using place = await openPlan(30);
    const lists = ['get_pools', 'types', 'os-services'];
    const before = place.cloud.requests.length;
    // The lists are read again once they are old: here they never are.
    const { counts } = await check(place, place.moves, { ...systemClock, monotonic: () => 0 });
    const paths = place.cloud.requests.slice(before).map(({ path }) => path.split('?')[0] ?? '');
    expect(counts.clear).toBe(30);
    // The sums of the plan list the pools once more.
    expect(lists.map((list) => paths.filter((path) => path.endsWith(`/${list}`)).length)).toEqual([2, 1, 1]);
  });

  test('together: three retypes that fit the quota one by one, and two of them together', async () => {
    await using place = await openPlan(3);
    place.cloud.setQuota('demo', { volumes_beta: (await inUse(place, 'volumes_beta')) + 2 });
    const found = await check(
      place,
      place.ids.map((id) => retypeOf(id)),
    );
    expect(states(found)).toEqual(['clear', 'clear', 'blocked']);
    expect(found.actions[2]?.reasons.join()).toMatch(
      /quota volumes_beta is \d+, and the plan needs \d+ up to this move/,
    );
  });

  test('together: a retype out of the type makes room for one into it', async () => {
    await using place = await openPlan(2);
    place.cloud.setQuota('demo', { volumes_beta: (await inUse(place, 'volumes_beta')) + 1 });
    const leaving = place.cloud.world.volumes['free2'] ?? '';
    const found = await check(place, [...place.ids.map((id) => retypeOf(id)), retypeOf(leaving, 'alpha')]);
    expect(states(found)).toEqual(['clear', 'clear', 'clear']);
  });

  test('together: a retype that waits for one that frees its quota is clear, and blocked without that', async () => {
    await using place = await openPlan(1);
    place.cloud.setQuota('demo', { volumes_beta: await inUse(place, 'volumes_beta') });
    const leaving = retypeOf(place.cloud.world.volumes['free2'] ?? '', 'alpha');
    const own = retypeOf(place.ids[0] ?? '');
    const waiting = { ...own, after: [leaving.parameters.resourceId] };
    expect(states(await check(place, [leaving, own]))).toEqual(['clear', 'blocked']);
    const found = await check(place, [leaving, waiting]);
    expect(states(found)).toEqual(['clear', 'clear']);
    expect(found.actions[1]?.warnings.join()).toMatch(/quota volumes_beta is \d+, with/);
    const other = { ...waiting, after: [place.cloud.world.volumes['free1'] ?? ''] };
    const inVain = retypeOf(other.after[0] ?? '', 'alpha-gold');
    expect(states(await check(place, [inVain, other]))).toEqual(['clear', 'blocked']);
  });

  test('together: moves that fit the pool one by one, and not all of them', async () => {
    await using place = await openPlan(3);
    place.cloud.addPool({
      ...{ name: 'node3@alpha#small', capabilities: { volume_backend_name: 'alpha' }, totalGib: 2 },
    });
    const found = await check(
      place,
      place.ids.map((id) => moveTo(id, 'node3@alpha#small')),
    );
    expect(states(found)).toEqual(['clear', 'clear', 'blocked']);
    expect(found.actions[2]?.reasons.join()).toMatch(/no room for 3 GiB/);
  });
});

async function inUse({ cloud }: PlanPlace, name: string): Promise<number> {
  const type = name.split('_').at(-1);
  return [...cloud.state.volumes.values()].filter(({ typeId }) => typeId === cloud.world.types[type ?? ''])
    .length;
}
