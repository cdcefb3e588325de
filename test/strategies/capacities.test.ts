// What storage balance makes of every capacity that drivers report: one line a case.
import { describe, expect, test } from 'vitest';
import { storageBalance } from '../../src/index.ts';
import {
  caseProblems,
  type StrategyCase,
  type TestCloud,
  type TestPool,
} from '../../src/strategies/testing/index.ts';

const THREE = [60, 40, 30].map((sizeGib, n) => ({ id: 'abc'[n] ?? '', pool: 'A', sizeGib }));
const SILENT = /pool B@B#B reports no capacity \(allow_unknown_pools\)/;
const NONE = { a: SILENT, b: SILENT, c: SILENT };
const ALL = ['a to B', 'b to B', 'c to B'];
const thin = (more: Readonly<Record<string, unknown>>) => ({ thin_provisioning_support: true, ...more });
const allStay = (words: RegExp) => ({ a: words, b: words, c: words });

type Expected = Omit<StrategyCase, 'cloud'>;

const problemsOf = (cloud: Partial<TestCloud>, expected: Expected): string[] =>
  caseProblems(storageBalance, {
    cloud: { pools: { A: [1000, 50], B: [1000, 900] }, volumes: THREE, ...cloud },
    skips: {},
    ...expected,
  });

test.each<[string, TestPool, Expected]>([
  ['numbers', [1000, 900], { moves: ALL }],
  ['texts of numbers', ['1000', '900.5'], { moves: ALL }],
  ['more free than there is in total', [1000, 5000], { moves: ALL }],
  ['no free capacity', [1000, null], { moves: [], skips: NONE }],
  ['NaN', [1000, Number.NaN], { moves: [], skips: NONE }],
  ['a text that is no number', [1000, 'lots'], { moves: [], skips: NONE }],
  ['a negative free capacity', [1000, -5], { moves: [], skips: allStay(/above 80 %/) }],
  ['a total of 0', [0, 900], { moves: [], skips: NONE }],
  ['an infinite total', ['infinite', 900], { moves: [], skips: NONE }],
  ['an unknown total', ['unknown', 900], { moves: [], skips: NONE }],
  [
    'a reserve that binds through what is provisioned',
    [1000, 900, { reserved_percentage: 50, provisioned_capacity_gb: 480 }],
    { moves: [], skips: allStay(/B@B#B has 20 GiB free/) },
  ],
  [
    'a reserve of everything',
    [1000, 900, { reserved_percentage: 100 }],
    { moves: [], skips: allStay(/has 0 GiB free/) },
  ],
  [
    'a reserve as text',
    [1000, 900, { reserved_percentage: '95' }],
    { moves: ['b to B'], skips: { a: /needs 100 GiB/, c: /needs 70 GiB/ } },
  ],
  ['thin, without a ratio: 20', [1000, 900, thin({ provisioned_capacity_gb: 15_000 })], { moves: ALL }],
  [
    'thin, ratio 1',
    [1000, 900, thin({ provisioned_capacity_gb: 990, max_over_subscription_ratio: 1 })],
    { moves: [], skips: allStay(/990 GiB provisioned and accepts at most 1000 GiB/) },
  ],
  [
    'thin, a ratio below 1',
    [1000, 900, thin({ max_over_subscription_ratio: 0.5 })],
    { moves: [], skips: allStay(/over-subscription ratio 0.5/) },
  ],
  [
    'thin, "auto"',
    [1000, 900, thin({ provisioned_capacity_gb: 50, max_over_subscription_ratio: 'auto' })],
    { moves: ALL },
  ],
  [
    'thin, "2.0"',
    [1000, 900, thin({ provisioned_capacity_gb: 1000, max_over_subscription_ratio: '2.0' })],
    { moves: ALL },
  ],
  [
    'thin as text, which Cinder takes for thick',
    [1000, 900, { thin_provisioning_support: 'True', provisioned_capacity_gb: 990 }],
    { moves: [], skips: allStay(/has 10 GiB free/) },
  ],
  [
    'only what is allocated',
    [1000, 900, { allocated_capacity_gb: 990 }],
    { moves: [], skips: allStay(/has 10 GiB free/) },
  ],
  [
    'that it is down',
    [1000, 900, { backend_state: 'down' }],
    { moves: [], skips: allStay(/backend_state is down/) },
  ],
  [
    'a filter_function',
    [1000, 900, { filter_function: 'volume.size < 10' }],
    { moves: ALL, notes: /B@B#B has a filter_function/ },
  ],
])('a destination that reports %s', (_, B, expected) => {
  expect(problemsOf({ pools: { A: [1000, 50], B } }, expected)).toEqual([]);
});

test.each<[string, TestPool, readonly string[]]>([
  ['texts of numbers', ['1000', '50'], ALL],
  ['a negative free capacity', [1000, -10], ALL],
  ['unknown figures', ['unknown', 'unknown'], []],
  ['infinite figures', ['infinite', 'infinite'], []],
  ['nothing', [undefined, undefined], []],
])('a source that reports %s', (_, A, moves) => {
  expect(problemsOf({ pools: { A, B: [1000, 900] } }, { moves })).toEqual([]);
});

describe('what a balance says', () => {
  test.each<[string, Partial<TestCloud>, Expected]>([
    [
      'why no pool serves the type',
      { types: { T: { volume_backend_name: 'A' } } },
      {
        moves: [],
        skips: allStay(/volume type T requires volume_backend_name "A", but pool B@B#B reports "B"/),
      },
    ],
    [
      'that a pool is excluded, by its full name or the part after #',
      {},
      {
        parameters: { ex_pools: ['B'] },
        ...{ moves: [], skips: allStay(/pool B@B#B is excluded by ex_pools/) },
      },
    ],
    [
      'that a balance does not leave the availability zone',
      { services: { B: { availabilityZone: 'z2' } } },
      { moves: [], skips: allStay(/pool B@B#B is in availability zone z2, but the volume is in nova/) },
    ],
    [
      'that all volumes go, and it is not enough',
      {},
      {
        moves: ALL,
        notes: /A@A#A ends at 82.0 %, 20 GiB above the threshold: all of its 3 volumes move away/,
      },
    ],
    [
      'that a full pool holds no volumes',
      { volumes: [] },
      { moves: [], notes: /the cloud shows no volumes on it/ },
    ],
    [
      'that no other pool is emptier',
      { pools: { A: [1000, 50], B: [1000, 50] } },
      { moves: [], skips: allStay(/only 0 points emptier/), notes: /no other pool is emptier/ },
    ],
    [
      'that there is no other pool',
      { pools: { A: [1000, 50] } },
      { moves: [], skips: allStay(/no other pool/) },
    ],
    [
      'that a pool without figures is left as it is',
      { services: { A: { isEnabled: false } } },
      { moves: [], notes: /A@A#A is left as it is: Cinder does not list this pool. It holds 3 volumes/ },
    ],
    ['nothing, without pools and volumes', { pools: {}, volumes: [] }, { moves: [], notes: /^$/ }],
  ])('%s', (_, cloud, expected) => {
    expect(problemsOf(cloud, expected)).toEqual([]);
  });
});
