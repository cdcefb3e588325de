// Storage balance, a scenario a line: what moves, what does not, and why.
import { describe, expect, test } from 'vitest';
import { storageBalance } from '../../src/strategies/storageBalance/storageBalance.ts';
import {
  caseProblems,
  type StrategyCase,
  type TestCloud,
  type TestVolume,
} from '../../src/strategies/testing/index.ts';

const volumesOf = (name: string, sizes: Readonly<Record<string, number>>): TestVolume[] =>
  Object.entries(sizes).map(([id, sizeGib]) => ({ id, pool: name, sizeGib }));

/** Thin: accepts 2000 GiB, of which 1950 are provisioned. */
const NEARLY_FULL = {
  thin_provisioning_support: true,
  provisioned_capacity_gb: 1950,
  max_over_subscription_ratio: '2.0',
} as const;

interface Scenario extends Omit<StrategyCase, 'cloud' | 'parameters'> {
  readonly clause: string;
  readonly world: TestCloud;
  readonly given?: object;
}

const three = volumesOf('A', { a: 60, b: 60, c: 60 });
const SILENT = { A: [1000, 50], B: [1000, 'unknown'], C: ['infinite', 'infinite'], D: [1000, 300] } as const;

const SCENARIOS: readonly Scenario[] = [
  {
    clause: 'the fewest bytes: one volume of the excess instead of five small ones',
    world: {
      pools: { A: [1000, 100], B: [1000, 600] },
      volumes: volumesOf('A', { a: 100, b: 100, c: 50, d: 20, e: 10, f: 10, g: 10 }),
    },
    moves: ['a to B'],
  },
  {
    clause: 'no ping-pong: the gap is within the margin',
    world: { pools: { A: [1000, 180], B: [1000, 210] }, volumes: volumesOf('A', { a: 20 }) },
    moves: [],
    notes:
      /A@A#A ends at 82\.0 %, 20 GiB above the threshold: the emptiest destination is only 3 points below/,
  },
  {
    clause: 'no ping-pong: the only volume would lift the destination above the threshold',
    world: { pools: { A: [1000, 160], B: [1000, 220] }, volumes: volumesOf('A', { a: 30 }) },
    moves: [],
    skips: { a: /B@B#B would be 81\.0 % full with it/ },
  },
  {
    clause: 'what leaves a pool already is not moved a second time by other volumes',
    world: {
      pools: { A: [1000, 100], B: [1000, 600] },
      volumes: [
        ...volumesOf('A', { a: 60, b: 40, c: 40 }),
        { id: 'd', pool: 'A', sizeGib: 60, has: { migrationStatus: 'migrating' } },
        { id: 'e', pool: 'A', sizeGib: 10, has: { migrationStatus: 'target:x' } },
        { id: 'f', pool: 'A', sizeGib: 10, has: { migrationStatus: 'error' } },
      ],
    },
    moves: ['b to B'],
    notes: /1 volume \(60 GiB\) of A@A#A is being moved already, and counts as gone/,
  },
  {
    clause: 'exactly at the threshold is fine',
    world: { pools: { A: [1000, 200], B: [1000, 900] }, volumes: volumesOf('A', { a: 30 }) },
    moves: [],
  },
  {
    clause: 'pools that tell no capacity are not used unasked',
    world: { pools: SILENT, volumes: three },
    moves: ['a to D'],
    notes: /ends at 89\.0 %.*B@B#B, C@C#C report no capacity \(allow_unknown_pools\)/,
  },
  {
    clause: 'on request the infinite pool comes before the unknown one',
    world: { pools: SILENT, volumes: three },
    given: { allow_unknown_pools: true },
    moves: ['a to D', 'b to C', 'c to C'],
  },
  {
    clause: 'over-subscription as Cinder counts it: room for 50 GiB, then for 10',
    world: {
      pools: {
        A: [1000, 50],
        B: [1000, 900, NEARLY_FULL],
      },
      volumes: volumesOf('A', { a: 60, b: 40, c: 30 }),
    },
    moves: ['b to B'],
    skips: { a: /accepts at most 2000 GiB/, c: /accepts at most 2000 GiB/ },
  },
  {
    clause: 'a thick type on the same pool: what is provisioned counts against it',
    world: {
      pools: {
        A: [1000, 50],
        B: [1000, 900, NEARLY_FULL],
      },
      types: { T: { 'provisioning:type': 'thick' } },
      volumes: volumesOf('A', { a: 60, b: 40, c: 30 }),
    },
    moves: [],
  },
  {
    clause: 'a thin pool without physical space takes nothing, whatever Cinder would do',
    world: {
      pools: {
        A: [1000, 50],
        B: [
          1000,
          20,
          { thin_provisioning_support: true, provisioned_capacity_gb: 0, max_over_subscription_ratio: '2.0' },
        ],
      },
      volumes: volumesOf('A', { a: 60 }),
    },
    moves: [],
  },
  {
    clause: 'a pool that reports no free capacity takes nothing, even if unknown pools are allowed',
    world: { pools: { A: [1000, 50], B: [1000, null] }, volumes: three },
    given: { allow_unknown_pools: true },
    moves: [],
    skips: Object.fromEntries(
      ['a', 'b', 'c'].map((id) => [id, /B@B#B reports no usable free capacity: Cinder places nothing there/]),
    ),
  },
  {
    clause: 'a pool that has given volumes away may take some of a pool that is nearly as full',
    world: {
      pools: { A: [100, 15, { tier: 'b' }], B: [100, 16, { tier: 'b' }], C: [100, 36] },
      types: { T: {}, onB: { tier: 'b' } },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 15 },
        { id: 'b', pool: 'B', sizeGib: 5, type: 'onB' },
      ],
    },
    moves: ['a to C', 'b to A'],
  },
  {
    clause: 'available volumes before attached ones, those before root volumes',
    world: {
      pools: { A: [1000, 150], B: [1000, 900] },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 50, on: ['s1'], has: { bootable: true } },
        { id: 'b', pool: 'A', sizeGib: 50, on: ['s2'] },
        { id: 'c', pool: 'A', sizeGib: 50 },
      ],
    },
    moves: ['c to B'],
  },
  {
    clause: 'a volume with a snapshot stays, with its reason, and another goes',
    world: {
      pools: { A: [1000, 150], B: [1000, 900] },
      volumes: [
        { id: 'a', pool: 'A', sizeGib: 50, snapshots: 1 },
        { id: 'b', pool: 'A', sizeGib: 60 },
      ],
    },
    moves: ['b to B'],
  },
];

describe('storage balance', () => {
  test.each(SCENARIOS)('$clause', ({ clause: _, world, given = {}, ...expected }) => {
    expect(caseProblems(storageBalance, { cloud: world, parameters: given, ...expected })).toEqual([]);
  });
});
