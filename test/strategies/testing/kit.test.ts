// The test kit finds each kind of mistake in a strategy, and nothing in a right one.
import { describe, expect, test } from 'vitest';
import type { CloudView, OwnStrategy, PlanAction, Proposal } from '../../../src/index.ts';
import {
  applyToView,
  buildView,
  caseProblems,
  poolName,
  randomCloud,
  shuffledView,
  strategyProblems,
  type TestCloud,
} from '../../../src/strategies/testing/index.ts';

const moveTo = (resourceId: string, pool: string, more: Partial<PlanAction> = {}): PlanAction => ({
  parameters: {
    ...{ resourceId, migrationType: 'migrate', destinationNode: poolName(pool), destinationType: null },
    ...{ swapMethod: 'auto', allowEncryptionChange: false },
  },
  ...{ resourceName: null, reason: 'a test', notBefore: null, window: null, ...more },
});

const retypeTo = (resourceId: string, type: string, more: Partial<PlanAction> = {}): PlanAction => {
  const { parameters, ...rest } = moveTo(resourceId, 'A', more);
  return {
    ...rest,
    parameters: { ...parameters, migrationType: 'retype', destinationNode: null, destinationType: type },
  };
};

const proposing = (propose: (view: CloudView) => Partial<Proposal>): OwnStrategy<unknown> => ({
  propose: (view) => ({ actions: [], skipped: [], ...propose(view) }),
});

const CLOUD: TestCloud = {
  pools: { A: [100, 10], B: [100, 30], C: [100, 90] },
  volumes: [
    { id: 'a', pool: 'A', sizeGib: 20 },
    { id: 'b', pool: 'A', sizeGib: 20 },
    { id: 'c', pool: 'A', sizeGib: 20, snapshots: 1 },
  ],
};

const hostOf = ({ volumes }: CloudView, id: string): string | null =>
  volumes.find((volume) => volume.id === id)?.host ?? null;

const isOnA = (view: CloudView, id: string): boolean => hostOf(view, id) === poolName('A');

/** Moves these volumes from A. */
const fromA = (...moves: readonly (readonly [string, string])[]): OwnStrategy<unknown> =>
  proposing((view) => ({
    actions: moves.filter(([id]) => isOnA(view, id)).map(([id, to]) => moveTo(id, to)),
  }));

test('a right strategy has no problems, on any cloud', () => {
  expect(strategyProblems(fromA(['a', 'C'], ['b', 'C']), buildView(CLOUD))).toEqual([]);
  const nothing = proposing(() => ({}));
  for (let seed = 1; seed < 20; seed += 1)
    expect(strategyProblems(nothing, buildView(randomCloud(seed)))).toEqual([]);
});

let calls = 0;

test.each<[string, OwnStrategy<unknown>, readonly string[]]>([
  [
    'the plan depends on the order of the lists',
    proposing(({ volumes }) => ({ notes: volumes.map(({ id }) => id) })),
    ["the plan depends on the order of the view's lists"],
  ],
  [
    'the plan differs each time',
    proposing(() => {
      calls += 1;
      return { notes: [String(calls)] };
    }),
    ['the same view gives a different plan'],
  ],
  [
    'the view is changed',
    proposing((view) => {
      (view as { cloud: string }).cloud += 'x';
      return {};
    }),
    ['the strategy changes the view that it gets', 'the same view gives a different plan'],
  ],
  [
    'a volume twice',
    proposing((view) =>
      isOnA(view, 'a') ? { actions: [moveTo('a', 'C')], skipped: [{ resourceId: 'a', reasons: ['x'] }] } : {},
    ),
    ['volume a is in the plan twice'],
  ],
  [
    'a volume that the view does not have',
    proposing(() => ({ skipped: [{ resourceId: 'z', reasons: ['x'] }] })),
    ['volume z is not in the view'],
  ],
  [
    'no reasons',
    proposing((view) => ({
      actions: isOnA(view, 'a') ? [moveTo('a', 'C', { reason: null })] : [],
      skipped: [
        { resourceId: 'b', reasons: [] },
        { resourceId: 'c', reasons: [' '] },
      ],
    })),
    [
      'the move of volume a has no reason',
      'volume b is skipped without a reason',
      'volume c is skipped without a reason',
    ],
  ],
  [
    'a blocked move',
    fromA(['c', 'C']),
    [expect.stringMatching(/^volume c cannot move: the volume has (a|1) snapshot/)],
  ],
  [
    'a pool filled beyond its room by moves that fit one by one',
    fromA(['a', 'B'], ['b', 'B']),
    [
      'volume b (20 GiB) does not fit on B@B#B',
      expect.stringMatching(/^volume [ab] \(20 GiB\) does not fit on B@B#B$/),
    ],
  ],
  [
    'ping-pong',
    proposing((view) => ({ actions: [moveTo('a', isOnA(view, 'a') ? 'C' : 'A')] })),
    expect.arrayContaining(['once the plan has been applied, another one moves volume a']),
  ],
  [
    'a way back over several plans',
    proposing((view) => {
      const next = new Map([
        ['A', 'B'],
        ['B', 'C'],
        ['C', 'A'],
      ]).get(hostOf(view, 'a')?.[0] ?? '');
      return { actions: [moveTo('a', next ?? 'A')] };
    }),
    expect.arrayContaining([
      'volume a goes back to A@A#A',
      'after 30 plans there is still something to move',
    ]),
  ],
  [
    'a pool to empty of which a volume is forgotten',
    proposing((view) => ({
      actions: isOnA(view, 'a') ? [moveTo('a', 'C')] : [],
      skipped: [{ resourceId: 'c', reasons: ['it has a snapshot'] }],
      empties: [poolName('A')],
    })),
    ['the plan is to empty A@A#A, but neither moves nor skips volume b'],
  ],
  [
    'an error',
    proposing(() => {
      throw new Error('no such thing');
    }),
    [expect.stringMatching(/^strategy own strategy failed: no such thing/)],
  ],
])('it finds: %s', (_, strategy, problems) => {
  expect(strategyProblems(strategy, buildView(CLOUD))).toEqual(problems);
});

test('a property that a strategy is not meant to have can be left out', () => {
  const back = proposing((view) => ({ actions: [moveTo('a', isOnA(view, 'a') ? 'C' : 'A')] }));
  expect(strategyProblems(back, buildView(CLOUD), {}, { except: ['settles', 'fits'] })).toEqual([]);
});

test('unexpected moves, skipped volumes, reasons and notes of a case are problems, all at once', () => {
  const strategy = proposing((view) => ({
    actions: isOnA(view, 'a') ? [moveTo('a', 'C')] : [],
    skipped: [{ resourceId: 'c', reasons: ['it has a snapshot'] }],
    notes: ['done'],
  }));
  const expected = { cloud: CLOUD, moves: ['a to C'], skips: { c: /snapshot/ }, reasons: { a: /test/ } };
  expect(caseProblems(strategy, { ...expected, notes: /^done$/ })).toEqual([]);
  expect(
    caseProblems(strategy, {
      ...{ cloud: CLOUD, moves: ['a to B', 'b to type slow'], skips: { b: /group/ }, notes: /empty/ },
      reasons: { a: /full/ },
    }),
  ).toEqual([
    'moves: expected a to B; b to type slow, got a to C',
    'volume b: expected /group/, got nothing of the kind',
    'volume c: expected it not to be skipped, got it has a snapshot',
    'the move of a: expected /full/, got a test',
    'notes: expected /empty/, got done',
  ]);
});

describe('a plan applied to a view', () => {
  test('moves the volume, its space on both pools, and the provisioned capacity', () => {
    const view = buildView({
      pools: { A: [100, 10], B: [100, 90, { provisioned_capacity_gb: 5 }] },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 20 }],
    });
    const { view: after, problems } = applyToView(view, [moveTo('a', 'B')]);
    expect(problems).toEqual([]);
    expect(hostOf(after, 'a')).toBe(poolName('B'));
    expect(after.pools.map(({ capabilities }) => capabilities)).toMatchObject([
      { free_capacity_gb: 30 },
      { free_capacity_gb: 70, provisioned_capacity_gb: 25 },
    ]);
    expect(hostOf(view, 'a')).toBe(poolName('A'));
  });

  test.each<[string, TestCloud['pools'], string | undefined]>([
    ['where most space is free', { A: [100, 10], B: [100, 50], C: [100, 60] }, 'C'],
    ['but stays where its pool serves the new type', { A: [100, 10, { tier: 'x' }], B: [100, 50] }, 'A'],
    ['and nowhere if no pool has room', { A: [100, 10], B: [100, 5] }, undefined],
  ])('a retype goes %s, and the quotas follow', (_, pools, to) => {
    const others = Object.entries(pools).map(([name, [total, free, more = {}]]) => [
      name,
      [total, free, { ...(name === 'A' ? {} : { tier: 'x' }), ...more }],
    ]);
    const view = buildView({
      pools: Object.fromEntries(others),
      types: { T: {}, X: { tier: 'x' } },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 20 }],
      quotas: {
        P: ['volumes_T', 'gigabytes_X'].map((name) => ({ name, limit: 99, inUse: 1, reserved: 0 })),
      },
    });
    const { view: after, problems } = applyToView(view, [retypeTo('a', 'X')]);
    if (to === undefined) {
      expect(problems).toEqual(['volume a (20 GiB) fits on no pool for type X']);
      return;
    }
    expect(hostOf(after, 'a')).toBe(poolName(to));
    expect(after.volumes[0]).toMatchObject({ volumeType: 'X', volumeTypeId: 'type-X' });
    expect(after.quotas['P']?.map(({ inUse }) => inUse)).toEqual([0, 21]);
  });

  test('names the moves that could not be made', () => {
    const actions = [moveTo('z', 'B'), moveTo('a', 'Z'), retypeTo('a', 'Y')];
    expect(applyToView(buildView(CLOUD), actions).problems).toEqual([
      'volume z is not in the view',
      'volume a: pool Z@Z#Z is not in the view',
      'volume a: volume type Y is not in the view',
    ]);
  });
});

test('a shuffled view has the same rows', () => {
  const view = buildView(randomCloud(3));
  const other = shuffledView(view, 1);
  expect(other.volumes).not.toEqual(view.volumes);
  const sorted = ({ volumes }: CloudView) => volumes.toSorted((one, two) => (one.id < two.id ? -1 : 1));
  expect(sorted(other)).toEqual(sorted(view));
});

test('pools of services that are down, disabled or frozen are not in a view, and several pools share a backend', () => {
  const { pools, services } = buildView({
    pools: { 'n1@lvm#a': [9, 9], 'n1@lvm#b': [9, 9], B: [9, 9], C: [9, 9], D: [9, 9] },
    volumes: [],
    services: { B: { isUp: false }, C: { isEnabled: false }, D: { isFrozen: true } },
  });
  expect(pools.map(({ name }) => name)).toEqual(['n1@lvm#a', 'n1@lvm#b']);
  expect(services.map(({ host }) => host)).toEqual(['n1@lvm', 'B@B', 'C@C', 'D@D']);
});
