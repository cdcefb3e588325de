// Where Cinder's scheduler can put a volume: what it would refuse, pool by pool.
import { describe, expect, test } from 'vitest';
import {
  newVolumeBlockers,
  type Placement,
  placeBlockers,
  staysOnItsPool,
} from '../../machines/placeReasons.ts';
import type { Pool } from '../../machines/types.ts';
import { beta, pool, volume, volumeType } from './walk.ts';

const placed = (changes: Partial<Placement> = {}): Placement => ({
  volume: volume(),
  destination: beta,
  snapshotIds: [],
  pools: [pool('p1', 'beta')],
  ...changes,
});

const free = (gib: number, capabilities: Pool['capabilities'] = {}) => ({
  capabilities: { volume_backend_name: 'beta', free_capacity_gb: gib, ...capabilities },
});
const elsewhere = { availabilityZone: 'east' };
const big = volume({ sizeGib: 101 });
const gold = volumeType('gold', { extraSpecs: { tier: 'gold', ssd: '<is> True' } });

const noRoom = (name: string, gib = 100) => `pool ${name} has ${gib} GiB free, but the volume needs 101 GiB`;
const snapshots = (what: string, ids: string) =>
  `the volume has ${what} (${ids}), and Cinder cannot move a volume with snapshots to another backend: delete ${what === 'a snapshot' ? 'it' : 'them'} first`;
const zones = (names: string) =>
  `the volume is in availability zone nova; the pools that serve volume type beta are in other zones: ${names}`;

const rows: readonly (readonly [string, Placement, readonly string[]])[] = [
  ['a pool takes it', placed(), []],
  [
    'one of two pools has room',
    placed({ volume: big, pools: [pool('p1', 'beta'), pool('p2', 'beta', free(101))] }),
    [],
  ],
  [
    'one of two pools is in its zone',
    placed({ pools: [pool('p1', 'beta', elsewhere), pool('p2', 'beta')] }),
    [],
  ],
  [
    'no pool serves the type',
    placed({ destination: gold, pools: [pool('p1', 'beta'), pool('p2', 'alpha')] }),
    ['no pool serves volume type gold (tier=gold, ssd=<is> True); pools: p1, p2'],
  ],
  [
    'there is no pool',
    placed({ pools: [] }),
    ['no pool serves volume type beta (volume_backend_name=beta); pools: none'],
  ],
  [
    'no pool serves the type, whatever else: nothing else matters then',
    placed({ volume: big, snapshotIds: ['s1'], pools: [pool('p2', 'alpha', elsewhere)] }),
    ['no pool serves volume type beta (volume_backend_name=beta); pools: p2'],
  ],

  ['too little room', placed({ volume: big }), [noRoom('p1')]],
  [
    'too little room on both pools; one that serves another type is not named',
    placed({ volume: big, pools: [pool('p1', 'beta'), pool('p2', 'beta', free(50)), pool('p3', 'alpha')] }),
    [noRoom('p1'), noRoom('p2', 50)],
  ],
  [
    'too little room in its zone; a pool of another zone is not named',
    placed({ volume: big, pools: [pool('p1', 'beta'), pool('p2', 'beta', { ...free(500), ...elsewhere })] }),
    [noRoom('p1')],
  ],

  [
    'pools in other zones only',
    placed({ pools: [pool('p1', 'beta', elsewhere), pool('p2', 'beta', { availabilityZone: 'west' })] }),
    [zones('p1 (east), p2 (west)')],
  ],
  [
    'pools in other zones, and too little room there',
    placed({ volume: big, pools: [pool('p1', 'beta', elsewhere)] }),
    [zones('p1 (east)')],
  ],
  [
    'a volume of no zone',
    placed({ volume: volume({ availabilityZone: null }), pools: [pool('p1', 'beta', elsewhere)] }),
    [],
  ],
  [
    'a pool of which no zone is known',
    placed({ pools: [pool('p1', 'beta', { availabilityZone: null })] }),
    [],
  ],

  ['one snapshot', placed({ snapshotIds: ['s1'] }), [snapshots('a snapshot', 's1')]],
  ['two snapshots', placed({ snapshotIds: ['s1', 's2'] }), [snapshots('2 snapshots', 's1, s2')]],
  [
    'snapshots, and too little room',
    placed({ volume: big, snapshotIds: ['s1'] }),
    [snapshots('a snapshot', 's1'), noRoom('p1')],
  ],
  [
    'snapshots, and pools in other zones only',
    placed({ snapshotIds: ['s1'], pools: [pool('p1', 'beta', elsewhere)] }),
    [snapshots('a snapshot', 's1'), zones('p1 (east)')],
  ],
];

describe('why no pool can take a volume', () => {
  test.each(rows)('%s', (_, placement, reasons) => {
    expect(placeBlockers(placement)).toEqual(reasons);
  });
});

const zoned = (of: string) =>
  volumeType('beta', { extraSpecs: { volume_backend_name: 'beta', 'RESKEY:availability_zones': of } });
const east = [pool('p1', 'beta', elsewhere)];
const home = [pool('p1', 'beta')];
const only = (names: string, allowed: string) =>
  `the volume is in availability zone nova, and the type allows only ${allowed}; the pools that serve volume type beta are in other zones: ${names}`;

// Source: cinder/volume/api.py retype, cinder/volume/flows/api/create_volume.py _extract_availability_zones.
describe('a type that names its zones', () => {
  const asked = (of: string, pools: readonly Pool[], changes: Partial<Placement> = {}) =>
    placed({ destination: zoned(of), pools, ...changes });
  const nowhere = volume({ availabilityZone: null });
  test.each<readonly [string, Placement, readonly string[], readonly string[]]>([
    ['of the volume', asked('nova', home), [], []],
    ['of another, where a pool is', asked('east', east), [], [only('p1 (east)', 'east')]],
    ['of both', asked('nova, east', east), [], [only('p1 (east)', 'nova, east')]],
    [
      'of another, where no pool is',
      asked('east', home),
      [only('p1 (nova)', 'east')],
      [only('p1 (nova)', 'east')],
    ],
    ['in an empty list', asked('', home), [], [only('p1 (nova)', 'none')]],
    [
      'in an empty list, and the pool is elsewhere',
      asked('', east),
      [only('p1 (east)', 'none')],
      [only('p1 (east)', 'none')],
    ],
    ['in a list of commas', asked(',,', home), [], [only('p1 (nova)', 'none')]],
    ['for a volume of no zone', asked('east', east, { volume: nowhere }), [], []],
  ])('%s', (_, placement, retype, newVolume) => {
    expect(placeBlockers(placement)).toEqual(retype);
    expect(newVolumeBlockers(placement)).toEqual(newVolume);
  });
});

// On its own backend nothing is copied: neither space nor snapshots matter.
describe('a volume that may stay where it is', () => {
  const own = pool('node1@alpha#alpha', 'beta');
  const inNeed = { volume: big, snapshotIds: ['s1'] };
  test.each([
    ['on its own pool', placed({ ...inNeed, pools: [own] }), true],
    ['on another pool of its backend', placed({ ...inNeed, pools: [pool('node1@alpha#two', 'beta')] }), true],
    ['beside a pool elsewhere', placed({ ...inNeed, pools: [pool('p1', 'beta'), own] }), true],
    [
      'on the backend of its cluster',
      placed({
        ...inNeed,
        volume: { ...big, host: 'node9@x#y', clusterName: 'cluster@alpha#z' },
        pools: [pool('cluster@alpha#alpha', 'beta')],
      }),
      true,
    ],
    ['not on another node', placed({ ...inNeed, pools: [pool('node2@alpha#alpha', 'beta')] }), false],
    [
      'not where its host is not known',
      placed({ ...inNeed, volume: { ...big, host: null }, pools: [own] }),
      false,
    ],
    [
      'not where its backend serves another type',
      placed({ ...inNeed, pools: [pool('node1@alpha#alpha', 'alpha'), pool('p1', 'beta')] }),
      false,
    ],
    [
      'not where its backend is in another zone',
      placed({ ...inNeed, pools: [{ ...own, ...elsewhere }, pool('p1', 'beta')] }),
      false,
    ],
  ])('%s', (_, placement, stays) => {
    expect(placeBlockers(placement).length === 0).toBe(stays);
  });
});

describe('a retype leaves the volume on its pool', () => {
  const own = pool('node1@alpha#alpha', 'beta');
  test.each([
    ['that serves the new type too', placed({ pools: [own] }), true],
    ['not for another pool of its backend', placed({ pools: [pool('node1@alpha#two', 'beta')] }), false],
    ['not where it serves another type', placed({ pools: [pool('node1@alpha#alpha', 'alpha')] }), false],
    ['not where the type allows another zone', placed({ pools: [{ ...own, ...elsewhere }] }), false],
  ])('%s', (_, placement, stays) => {
    expect(staysOnItsPool(placement)).toBe(stays);
  });
});
