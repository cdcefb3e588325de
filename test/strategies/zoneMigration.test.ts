// Zone migration, a scenario a line: what moves where, what stays, and why.
import { describe, expect, test } from 'vitest';
import {
  caseProblems,
  poolName,
  type StrategyCase,
  type TestCloud,
} from '../../src/strategies/testing/index.ts';
import { zoneMigration } from '../../src/strategies/zoneMigration/zoneMigration.ts';

interface Scenario extends Omit<StrategyCase, 'cloud' | 'parameters' | 'skips'> {
  readonly clause: string;
  readonly world: TestCloud;
  readonly given: object;
  /** Reasons of the volumes that stay, by ID. @default none stays */
  readonly stays?: Readonly<Record<string, RegExp>>;
}

const toB = { storage_pools: [{ src_pool: poolName('A'), dst_pool: poolName('B') }] };
const roomy = { A: [1000, 100], B: [1000, 900] } as const;
const FAST = { fast: { volume_backend_name: 'A' }, slow: { volume_backend_name: 'B' }, any: {} };

// Three volumes that get the type slow, and one that leaves it: its pool is cordoned, so that Cinder chooses another.
const OUT_OF_SLOW: TestCloud & Pick<Required<TestCloud>, 'volumes'> = {
  pools: { A: [1000, 100], B: [1000, 900], C: [1000, 900], E: [1000, 100] },
  services: { E: { isEnabled: false } },
  types: {
    ...{ fast: { volume_backend_name: 'A' }, archive: { volume_backend_name: 'C' } },
    slow: { volume_backend_name: '<or> B <or> E' },
  },
  volumes: [
    ...['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 30, type: 'fast' })),
    { id: 'x', pool: 'E', sizeGib: 30, type: 'slow' },
  ],
};
const OUT_AND_IN = {
  storage_pools: [
    { src_pool: poolName('A'), dst_type: 'slow' },
    { src_pool: poolName('E'), dst_type: 'archive' },
  ],
};

const SCENARIOS: readonly Scenario[] = [
  {
    clause: 'every volume, attached ones too, the largest first',
    world: {
      pools: roomy,
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 10 },
        { id: 'b', pool: 'A', sizeGib: 30, on: ['s1'] },
        { id: 'c', pool: 'B', sizeGib: 30 },
      ],
    },
    given: toB,
    moves: ['b to B', 'a to B'],
    notes: /A@A#A is empty once its 2 volumes have moved/,
  },
  {
    clause: 'a type that does not fit the destination is a reason with the spec and its value',
    world: {
      ...{ pools: roomy, types: FAST },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 10, type: 'fast' },
        { id: 'b', pool: 'A', sizeGib: 10, type: 'any' },
      ],
    },
    given: toB,
    moves: ['b to B'],
    stays: { a: /volume_backend_name.*A/ },
    notes: /A@A#A keeps 1 of 2 volumes/,
  },
  ...[0, 1].map((turn): Scenario => {
    const rules = [
      { src_pool: poolName('A'), dst_pool: poolName('B') },
      { src_pool: poolName('A'), src_type: 'fast', dst_type: 'slow' },
    ];
    return {
      clause: `the rule for the type comes first, whatever the order of the rules (${turn})`,
      world: {
        ...{ pools: roomy, types: FAST },
        volumes: [
          { id: 'a', pool: 'A', sizeGib: 10, type: 'fast' },
          { id: 'b', pool: 'A', sizeGib: 10, type: 'any' },
        ],
      },
      given: { storage_pools: turn === 0 ? rules : rules.toReversed() },
      moves: ['a to type slow', 'b to B'],
    };
  }),
  {
    clause: 'blocked volumes in front hold up nothing',
    world: {
      pools: roomy,
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 90, snapshots: 1 },
        { id: 'b', pool: 'A', sizeGib: 80, has: { groupId: 'g' } },
        { id: 'c', pool: 'A', sizeGib: 70, has: { migrationStatus: 'migrating' } },
        { id: 'd', pool: 'A', sizeGib: 60, has: { status: 'error' } },
        { id: 'e', pool: 'A', sizeGib: 20 },
        { id: 'f', pool: 'A', sizeGib: 10 },
      ],
    },
    given: { ...toB, parallel_per_pool: 1, priority: { storage: 'size' } },
    moves: ['e to B', 'f to B'],
    stays: { a: /snapshot/, b: /group/, c: /migrat/, d: /error/ },
    notes: /A@A#A keeps 4 of 6 volumes/,
  },
  {
    clause:
      'several attachments are a reason, a multi-attach type on one server is none, an in-use volume without attachments is one',
    world: {
      ...{ pools: roomy, types: { T: {}, multi: { multiattach: '<is> True' } } },
      volumes: [
        { id: 'c', pool: 'A', sizeGib: 10, type: 'multi', on: ['s1'], has: { multiattach: true } },
        { id: 'a', pool: 'A', sizeGib: 10, on: ['s1', 's2'], has: { multiattach: true } },
        { id: 'b', pool: 'A', sizeGib: 10, has: { status: 'in-use' } },
      ],
    },
    given: toB,
    moves: ['c to B'],
    stays: { a: /attach/, b: /attachment/ },
  },
  {
    clause: 'a multi-attach type on a pool that does not serve it is a reason, for an available volume too',
    world: {
      pools: { A: [1000, 100], B: [1000, 900, { multiattach: false }] },
      types: { multi: { multiattach: '<is> True' } },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 10, type: 'multi', has: { multiattach: true } }],
    },
    given: toB,
    moves: [],
    stays: { a: /volume type multi requires multiattach "<is> True", but pool B@B#B reports false/ },
  },
  {
    clause: 'quota summed over the plan: two retypes fit, the third does not',
    world: {
      ...{ pools: roomy, types: FAST },
      volumes: ['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 30, type: 'fast' })),
      quotas: { P: [{ name: 'gigabytes_slow', limit: 100, inUse: 40, reserved: 0 }] },
    },
    given: { storage_pools: [{ src_pool: poolName('A'), dst_type: 'slow' }] },
    moves: ['a to type slow', 'b to type slow'],
    stays: { c: /gigabytes_slow: 130 of 100 summed over the plan/ },
  },
  {
    clause: 'a retype out of the type comes first, and the one that needs its quota waits for it',
    world: {
      ...OUT_OF_SLOW,
      quotas: { P: [{ name: 'gigabytes_slow', limit: 100, inUse: 40, reserved: 0 }] },
    },
    given: OUT_AND_IN,
    moves: ['a to type slow', 'b to type slow', 'x to type archive', 'c to type slow after x'],
    reasons: {
      c: /30 GiB to volume type slow, once volume x has left that type: until then the quota of project P has no room/,
    },
  },
  {
    clause: 'no two retypes count on the quota that one retype frees',
    world: {
      ...OUT_OF_SLOW,
      quotas: { P: [{ name: 'gigabytes_slow', limit: 100, inUse: 80, reserved: 0 }] },
    },
    given: OUT_AND_IN,
    moves: ['x to type archive', 'a to type slow after x'],
    stays: { b: /gigabytes_slow: 130 of 100/, c: /gigabytes_slow: 130 of 100/ },
  },
  {
    clause: 'a quota that a blocked retype would free is not counted on',
    world: {
      ...OUT_OF_SLOW,
      volumes: OUT_OF_SLOW.volumes.map((one) => (one.id === 'x' ? { ...one, snapshots: 1 } : one)),
      quotas: { P: [{ name: 'volumes_slow', limit: 2, inUse: 1, reserved: 0 }] },
    },
    given: OUT_AND_IN,
    moves: ['a to type slow'],
    stays: { b: /volumes_slow: 3 of 2 summed/, c: /volumes_slow: 3 of 2 summed/, x: /snapshot/ },
  },
  {
    clause: 'a quota without a limit has room for everything',
    world: {
      ...OUT_OF_SLOW,
      quotas: { P: [{ name: 'gigabytes_slow', limit: null, inUse: 900, reserved: 0 }] },
    },
    given: OUT_AND_IN,
    moves: ['a to type slow', 'b to type slow', 'c to type slow', 'x to type archive'],
  },
  {
    clause: 'room summed over the plan: where Cinder would put two retypes there is none for the third',
    world: {
      ...{ pools: { A: [1000, 100], B: [1000, 70] }, types: FAST },
      volumes: ['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 30, type: 'fast' })),
    },
    given: { storage_pools: [{ src_pool: poolName('A'), dst_type: 'slow' }] },
    moves: ['a to type slow', 'b to type slow'],
    stays: { c: /has 70 GiB free, but the volume needs 90 GiB\n.*60 GiB are brought to B@B#B/ },
  },
  {
    clause: 'a retype that Cinder could put on another pool that is to be emptied stays',
    world: {
      ...{ pools: { A: [1000, 100], B: [1000, 500], C: [1000, 900] } },
      types: { T: { volume_backend_name: 'A' }, slow: { volume_backend_name: '<or> B <or> C' } },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 30 }],
    },
    given: {
      storage_pools: [
        { src_pool: poolName('A'), dst_type: 'slow' },
        { src_pool: poolName('B'), dst_pool: poolName('C') },
      ],
    },
    moves: [],
    stays: { a: /Cinder could choose a pool that is to be emptied: B@B#B/ },
  },
  {
    clause: 'the over-subscription ratio auto shrinks with each arrival, and so does the room',
    world: {
      pools: {
        A: [1000, 20],
        B: [
          400,
          380,
          {
            ...{ thin_provisioning_support: true, max_over_subscription_ratio: 'auto' },
            ...{ provisioned_capacity_gb: 800, reserved_percentage: 60 },
          },
        ],
      },
      volumes: ['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 60 })),
    },
    given: toB,
    moves: ['a to B', 'b to B'],
    stays: { c: /has no room for 180 GiB: its over-subscription ratio, auto, shrinks/ },
  },
  {
    clause: 'thick volumes and thin ones on one pool fit in whatever order they arrive',
    world: {
      pools: {
        A: [1000, 100],
        B: [
          200,
          160,
          {
            ...{ thin_provisioning_support: true, max_over_subscription_ratio: 20 },
            provisioned_capacity_gb: 155,
          },
        ],
      },
      types: { T: {}, thick: { 'provisioning:type': 'thick' } },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 36, type: 'thick' },
        { id: 'b', pool: 'A', sizeGib: 30 },
      ],
    },
    given: toB,
    moves: ['a to B'],
    stays: { b: /has 45 GiB free, but the volume needs 66 GiB\n.*36 GiB are brought to B@B#B/ },
  },
  {
    clause: 'a migration needs no quota',
    world: {
      pools: roomy,
      volumes: ['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 30 })),
      quotas: { P: [{ name: 'gigabytes_T', limit: 1, inUse: 90, reserved: 0 }] },
    },
    given: toB,
    moves: ['a to B', 'b to B', 'c to B'],
  },
  {
    clause: 'a retype that would leave the data on its pool is a reason, not a success',
    world: {
      ...{ pools: roomy, types: { T: {}, gold: {} } },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }],
    },
    given: { storage_pools: [{ src_pool: poolName('A'), dst_type: 'gold' }] },
    moves: [],
    stays: { a: /a retype would leave the data where it is/ },
  },
  {
    clause: 'the same retype from a pool whose service is disabled moves the data',
    world: {
      ...{ pools: roomy, types: { T: {}, gold: {} }, services: { A: { isEnabled: false } } },
      volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }],
    },
    given: { storage_pools: [{ src_pool: poolName('A'), dst_type: 'gold' }] },
    moves: ['a to type gold'],
  },
  {
    clause: 'of several destinations the one that is emptiest afterwards, within its room',
    world: {
      pools: { A: [1000, 100], B: [1000, 50], C: [100, 60] },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 40 },
        { id: 'b', pool: 'A', sizeGib: 15 },
        { id: 'c', pool: 'A', sizeGib: 40 },
      ],
    },
    given: { storage_pools: [{ src_pool: poolName('A'), dst_pool: [poolName('B'), poolName('C')] }] },
    moves: ['a to C', 'c to B', 'b to C'],
  },
  {
    clause: 'a destination that is to be emptied as well is none',
    world: {
      pools: roomy,
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 10 },
        { id: 'b', pool: 'B', sizeGib: 10 },
      ],
    },
    given: {
      storage_pools: [
        { src_pool: poolName('A'), dst_pool: poolName('B') },
        { src_pool: poolName('B'), dst_pool: poolName('A') },
      ],
    },
    moves: [],
    stays: { a: /to be emptied/, b: /to be emptied/ },
  },
  {
    clause: 'together: a server whose one volume cannot move keeps the others',
    world: {
      pools: roomy,
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 10, on: ['s1'] },
        { id: 'b', pool: 'A', sizeGib: 10, on: ['s1'], snapshots: 1 },
        { id: 'c', pool: 'A', sizeGib: 10, on: ['s2'] },
      ],
    },
    given: { ...toB, together: true },
    moves: ['c to B'],
    stays: { a: /volume b of the same server cannot move/, b: /snapshot/ },
  },
  {
    clause: 'priority: projects, then age',
    world: {
      pools: roomy,
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 10, has: { createdAt: '2026-01-03T00:00:00' } },
        { id: 'b', pool: 'A', sizeGib: 10, has: { createdAt: '2026-01-02T00:00:00' } },
        { id: 'c', pool: 'A', sizeGib: 10, has: { createdAt: '2026-01-04T00:00:00', projectId: 'Q' } },
      ],
    },
    given: { ...toB, priority: { project: ['Q'], storage: 'created_at' } },
    moves: ['c to B', 'b to B', 'a to B'],
  },
];

describe('zone migration', () => {
  test.each(SCENARIOS)('$clause', ({ clause: _, world, given, stays = {}, ...expected }) => {
    expect(
      caseProblems(zoneMigration, { cloud: world, parameters: given, skips: stays, ...expected }),
    ).toEqual([]);
  });
});
