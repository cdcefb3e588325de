// What the strategies accept as parameters: Watcher's audits by the same names, and every problem of wrong ones at once.
import { describe, expect, test } from 'vitest';
import { makePlan, type Strategy, storageBalance, zoneMigration } from '../../src/index.ts';
import { buildView, movesOf, poolName, type TestCloud } from '../../src/strategies/testing/index.ts';

const [A, B] = [poolName('A'), poolName('B')];
const toB = { storage_pools: [{ src_pool: A, dst_pool: B }] };
const CLOUD: TestCloud = {
  pools: { A: [1000, 100], B: [1000, 900] },
  volumes: [
    { id: 'a', pool: 'A', sizeGib: 10 },
    { id: 'b', pool: 'A', sizeGib: 10, on: ['s'] },
  ],
};

const faultsOf = (strategy: Strategy, given: unknown): readonly string[] => {
  try {
    makePlan(strategy, buildView(CLOUD), given);
  } catch (error) {
    return (error as { readonly faults?: readonly string[] }).faults ?? [String(error)];
  }
  return [];
};

test.each<[string, object, readonly string[], RegExp]>([
  [
    "all of Watcher's, with its defaults: attached volumes move, as in Watcher",
    {
      ...{
        ...toB,
        parallel_total: 6,
        parallel_per_pool: 2,
        parallel_per_node: 2,
        with_attached_volume: false,
      },
      priority: {
        project: ['P'],
        storage_pool: [A],
        compute_node: ['c'],
        storage: 'size',
        compute: 'vcpu_num',
      },
    },
    ['a to B', 'b to B'],
    /with_attached_volume has no effect.*to leave them out, set attached_volumes: false/,
  ],
  ['without attached volumes', { ...toB, attached_volumes: false }, ['a to B'], /A@A#A keeps 1 of 2 volumes/],
])('zone migration accepts %s', (_, given, moves, notes) => {
  const plan = makePlan(zoneMigration, buildView(CLOUD), given);
  expect(movesOf(plan)).toEqual(moves);
  expect(plan.notes.join('\n')).toMatch(notes);
});

describe('zone migration names every problem of its parameters', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing given', {}, ['storage_pools: expected a list of pools to empty, got nothing']],
    ['no rules', { storage_pools: [] }, ['storage_pools: expected at least one pool to empty']],
    [
      'pools that are not named in full',
      { storage_pools: [{ src_pool: 'A@A', dst_pool: ' A@A#A' }] },
      [
        'storage_pools[0].src_pool: expected a pool in full, as host@backend#pool',
        'storage_pools[0].dst_pool: expected a pool in full, as host@backend#pool',
      ],
    ],
    [
      'neither a destination nor a type, and both',
      { storage_pools: [{ src_pool: A }, { src_pool: B, dst_pool: A, dst_type: 'x' }] },
      [
        'storage_pools[0]: expected either dst_pool or dst_type',
        'storage_pools[1]: expected either dst_pool or dst_type',
      ],
    ],
    [
      'no destinations',
      { storage_pools: [{ src_pool: A, dst_pool: [] }] },
      ['storage_pools[0].dst_pool: expected at least one pool'],
    ],
    [
      'the source as its own destination',
      { storage_pools: [{ src_pool: A, dst_pool: A }] },
      ['storage_pools[0].dst_pool: expected a pool other than src_pool'],
    ],
    [
      'pools and types that the cloud does not know, also beside those that it has',
      {
        storage_pools: [
          { src_pool: 'Z@ZZZ#ZZZ', dst_pool: [B, 'B@B#Z'] },
          { src_pool: A, src_type: 'nope', dst_type: 'nada' },
        ],
      },
      [
        'storage_pools[0].src_pool: Cinder lists no pool Z@ZZZ#ZZZ (known: A@A#A, B@B#B)',
        'storage_pools[0].dst_pool: Cinder lists no pool B@B#Z (did you mean B@B#B?)',
        'storage_pools[1].src_type: the cloud has no volume type nope (known: T)',
        'storage_pools[1].dst_type: the cloud has no volume type nada (known: T)',
      ],
    ],
    [
      'a rule that never applies',
      { storage_pools: [toB.storage_pools[0], { src_pool: A, dst_pool: poolName('C') }] },
      [
        expect.stringMatching(
          /^storage_pools\[1\]: never applies: storage_pools\[0\] covers the same volumes/,
        ),
      ],
    ],
    [
      'misspelt keys',
      { ...toB, paralel_total: 1 },
      ['paralel_total: unknown key (did you mean parallel_total?)'],
    ],
    [
      'a misspelt key of a rule',
      { storage_pools: [{ src_pool: A, dst_pool: B, srctype: 'x' }] },
      ['storage_pools[0].srctype: unknown key (did you mean src_type?)'],
    ],
    [
      'servers',
      { compute_nodes: [{ src_node: 'c1', dst_node: 'c2' }] },
      [
        'storage_pools: expected a list of pools to empty, got nothing',
        'compute_nodes: servers are not moved; use Watcher or Nova for that',
      ],
    ],
    [
      'wrong values of everything',
      {
        ...{ ...toB, parallel_total: 0, parallel_per_pool: 1.5, parallel_per_node: '2', together: 'no' },
        priority: { storage: 'x', compute: 'x', project: 'P' },
      },
      [
        'parallel_total: expected a whole number from 1',
        'parallel_per_pool: expected a whole number',
        'parallel_per_node: expected a whole number',
        'priority.project: expected a list of project IDs, got "P"',
        'priority.storage: expected "size" or "created_at"',
        'priority.compute: expected "vcpu_num", "mem_size", "disk_size" or "created_at"',
        'together: expected true or false',
      ],
    ],
  ])('%s', (_, given, faults) => expect(faultsOf(zoneMigration as Strategy, given)).toEqual(faults));
});

describe('storage balance names every problem of its parameters', () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      'a fraction, which Watcher accepts and no pool is ever below',
      { volume_threshold: 0.8 },
      ['volume_threshold: expected a percentage from 1 to 100, got 0.8'],
    ],
    [
      'wrong values of everything',
      {
        ...{ volume_threshold: '80', margin: -1, headroom_gib: null, ex_pools: 'x', parallel_total: 0 },
        ...{ allow_unknown_pools: 'no', margn: 1 },
      },
      [
        'volume_threshold: expected a percentage, got "80"',
        'margin: expected percentage points from 0 to 100',
        'headroom_gib: expected GiB',
        'allow_unknown_pools: expected true or false',
        'ex_pools: expected a list of pools, got "x"',
        'parallel_total: expected a whole number from 1',
        'margn: unknown key (did you mean margin?)',
      ],
    ],
    [
      'excluded pools that the cloud does not have, by their full name or the part after #',
      { ex_pools: ['B', B, 'B@B#BB', 'pool9'] },
      [
        'ex_pools: Cinder lists no pool B@B#BB (did you mean B@B#B?)',
        'ex_pools: Cinder lists no pool pool9 (known: A@A#A, B@B#B, A, B)',
      ],
    ],
    ['a margin above 100', { margin: 200 }, ['margin: expected percentage points from 0 to 100']],
  ])('%s', (_, given, faults) => expect(faultsOf(storageBalance as Strategy, given)).toEqual(faults));
});
