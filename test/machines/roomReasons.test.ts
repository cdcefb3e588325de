// The room on a pool: the rule of Cinder's scheduler, and the floor on physical space.
import { describe, expect, test } from 'vitest';
import { roomReasons } from '../../machines/roomReasons.ts';
import type { Pool } from '../../machines/types.ts';
import { pool, volume, volumeType } from './walk.ts';

type Row = readonly [string, Pool['capabilities'], readonly string[]];

const room = (capabilities: Pool['capabilities'], type = volumeType('alpha')) =>
  roomReasons(volume({ sizeGib: 10 }), pool('p', '', { capabilities }), type);

const needs = (gib: number) => [`pool p has ${gib} GiB free, but the volume needs 10 GiB`];
const unusable = (why: string) => [`pool p ${why}: Cinder places nothing there`];

describe('of a thick pool', () => {
  const reserved = { total_capacity_gb: 100, reserved_percentage: 15, allocated_capacity_gb: 76 };
  test.each<Row>([
    ['as much as it needs', { free_capacity_gb: 10 }, []],
    ['a little less', { free_capacity_gb: 9.5 }, needs(9.5)],
    ['none', { free_capacity_gb: 0 }, needs(0)],
    ['more', { free_capacity_gb: 1000 }, []],
    ['unknown', { free_capacity_gb: 'unknown' }, []],
    ['infinite', { free_capacity_gb: 'infinite' }, []],
    ['not reported', {}, []],
    ['as a text', { free_capacity_gb: '9.5' }, needs(9.5)],
    [
      'reserved: what is left is provisioned',
      { ...reserved, free_capacity_gb: 24, provisioned_capacity_gb: 76 },
      needs(9),
    ],
    [
      'reserved: allocated counts if provisioned is not reported',
      { ...reserved, free_capacity_gb: 24 },
      needs(9),
    ],
    ['reserved, with room', { ...reserved, free_capacity_gb: 25, allocated_capacity_gb: 75 }, []],
    [
      'reserved, no whole number of GiB: Cinder rounds it down',
      { free_capacity_gb: 11, total_capacity_gb: 11, reserved_percentage: 17 },
      [],
    ],
    ['reserved, as a text', { ...reserved, free_capacity_gb: 24, reserved_percentage: '15' }, needs(9)],
    [
      'reserved, of an unknown total',
      { free_capacity_gb: 10, total_capacity_gb: 'unknown', reserved_percentage: 15 },
      unusable('reserves 15 % of a total capacity that is unknown'),
    ],
    ['of an unknown total, nothing reserved', { free_capacity_gb: 10, total_capacity_gb: 'unknown' }, []],
    [
      'of an infinite total, and too little',
      { free_capacity_gb: 1, total_capacity_gb: 'infinite', reserved_percentage: 5 },
      [...needs(1), ...unusable('reserves 5 % of a total capacity that is infinite')],
    ],
    [
      'of nothing',
      { free_capacity_gb: 10, total_capacity_gb: 0 },
      unusable('reports a total capacity of 0 GiB'),
    ],
    [
      'provisioned beyond its total',
      { free_capacity_gb: 50, total_capacity_gb: 100, provisioned_capacity_gb: 95 },
      needs(5),
    ],
    ['thin, as a word: not thin', { free_capacity_gb: 1, thin_provisioning_support: 'True' }, needs(1)],
    [
      'out of service',
      { free_capacity_gb: 100, backend_state: 'down' },
      ['pool p is out of service: its backend_state is down'],
    ],
    ['in service', { free_capacity_gb: 100, backend_state: 'up' }, []],
  ])('%s', (_, capabilities, reasons) => {
    expect(room(capabilities)).toEqual(reasons);
  });
});

describe('of a thin pool', () => {
  const thin = { total_capacity_gb: 1000, free_capacity_gb: 900, thin_provisioning_support: true };
  const over = (provisioned: number, most: number, ratio: number) =>
    `pool p has ${provisioned} GiB provisioned and accepts at most ${most} GiB (over-subscription ratio ${ratio}), but the volume needs 10 GiB`;
  test.each<Row>([
    [
      'over-subscribed, with room',
      { ...thin, provisioned_capacity_gb: 1990, max_over_subscription_ratio: '2.0' },
      [],
    ],
    [
      'over-subscribed, without',
      { ...thin, provisioned_capacity_gb: 1991, max_over_subscription_ratio: '2.0' },
      [over(1991, 2000, 2)],
    ],
    [
      'of a ratio as a number',
      { ...thin, provisioned_capacity_gb: 1495, max_over_subscription_ratio: 1.5 },
      [over(1495, 1500, 1.5)],
    ],
    ['of no ratio: 20', { ...thin, provisioned_capacity_gb: 19_990 }, []],
    [
      'of no ratio: 20, and too little',
      { ...thin, provisioned_capacity_gb: 19_991 },
      [over(19_991, 20_000, 20)],
    ],
    ['of ratio auto, nothing provisioned', { ...thin, max_over_subscription_ratio: 'auto' }, []],
    [
      'of ratio auto',
      { ...thin, free_capacity_gb: 501, provisioned_capacity_gb: 500, max_over_subscription_ratio: 'auto' },
      [],
    ],
    [
      'of a ratio below 1, which Cinder rejects',
      { ...thin, provisioned_capacity_gb: 0, max_over_subscription_ratio: 0.5 },
      [over(0, 500, 0.5)],
    ],
    [
      'with a reserve',
      { ...thin, provisioned_capacity_gb: 895, reserved_percentage: 10, max_over_subscription_ratio: 1 },
      [over(895, 900, 1)],
    ],
    ['of no physical space, which Cinder does not check', { ...thin, free_capacity_gb: 9 }, needs(9)],
    [
      'of neither',
      { ...thin, free_capacity_gb: 9, provisioned_capacity_gb: 2000, max_over_subscription_ratio: 2 },
      [...needs(9), over(2000, 2000, 2)],
    ],
  ])('%s', (_, capabilities, reasons) => {
    expect(room(capabilities)).toEqual(reasons);
  });

  test('for a type that is provisioned thick, it is judged as thick', () => {
    const thick = volumeType('alpha', { extraSpecs: { 'provisioning:type': 'thick' } });
    const full = { ...thin, provisioned_capacity_gb: 995, max_over_subscription_ratio: 2 };
    expect(room(full, thick)).toEqual(needs(5));
    expect(room(full, volumeType('alpha', { extraSpecs: { 'provisioning:type': 'thin' } }))).toEqual([]);
  });
});
