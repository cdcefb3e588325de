// The scheduler's judgement of a pool's figures: what fits, and which pool comes first.
import { describe, expect, test } from 'vitest';
import { capacityWeight, hasCapacity } from '../../src/simulator/volume/capacityFilter.ts';

type Figures = Record<string, unknown>;

const thick = (total: unknown, free: unknown, more: Figures = {}): Figures => ({
  ...{ total_capacity_gb: total, free_capacity_gb: free, reserved_percentage: 0, allocated_capacity_gb: 0 },
  ...more,
});
const thin = (total: unknown, free: unknown, provisioned: unknown, ratio: unknown, more: Figures = {}) =>
  thick(total, free, {
    ...{ thin_provisioning_support: true, max_over_subscription_ratio: ratio },
    ...{ provisioned_capacity_gb: provisioned, ...more },
  });

describe('a volume', () => {
  const lines: [clause: string, figures: Figures, sizeGib: number, fits: boolean][] = [
    ['that fills the free space exactly fits', thick(100, 40), 40, true],
    ['larger than the free space does not', thick(100, 40), 41, false],
    ['fits no pool that reports no free space', thick(100, null), 1, false],
    ['fits no pool whose free space is missing', { total_capacity_gb: 100 }, 1, false],
    ['fits where free is infinite', thick(100, 'infinite'), 5000, true],
    ['fits where free is unknown', thick('unknown', 'unknown', { reserved_percentage: 10 }), 5000, true],
    ['fits where only total is unknown and nothing is reserved', thick('unknown', 0), 5000, true],
    [
      'does not if total is infinite and some is reserved',
      thick('infinite', 9, { reserved_percentage: 1 }),
      1,
      false,
    ],
    ['fits no pool of size 0', thick(0, 10), 1, false],
    [
      'fits above the reserve: it counts against the provisioned space only',
      thick(100, 10, { reserved_percentage: 50 }),
      10,
      true,
    ],
    [
      'does not if provisioned and reserved leave too little',
      thick(100, 50, { reserved_percentage: 50, provisioned_capacity_gb: 45 }),
      6,
      false,
    ],
    [
      'is judged by what is allocated if nothing is provisioned',
      thick(100, 100, { allocated_capacity_gb: 95 }),
      6,
      false,
    ],
    ['the reserve is rounded down', thick(19, 19, { reserved_percentage: 10 }), 18, true],
    ['fits a thin pool without physical space', thin(100, 0, 150, '2.0'), 50, true],
    ['does not exceed the ratio of a thin pool', thin(100, 100, 150, '2.0'), 51, false],
    ['counts the reserve before the ratio', thin(100, 100, 150, 2, { reserved_percentage: 20 }), 11, false],
    ['fits no thin pool with a ratio below 1', thin(100, 100, 0, 0.9), 1, false],
    [
      'fits up to 20 times the size with an automatic ratio and nothing provisioned',
      thin(100, 100, 0, 'auto'),
      2000,
      true,
    ],
    ['follows the automatic ratio, 1 + 150/(100 − 51 + 1) = 4', thin(100, 51, 150, 'auto'), 250, true],
    ['does not exceed the automatic ratio', thin(100, 51, 150, 'auto'), 251, false],
  ];
  test.each(lines)('%s', (_, figures, sizeGib, fits) => {
    expect(hasCapacity(figures, sizeGib, true)).toBe(fits);
  });

  test('of a thick type is judged without the ratio of a thin pool', () => {
    expect(hasCapacity(thin(1000, 900, 1950, '2.0'), 1, true)).toBe(true);
    expect(hasCapacity(thin(1000, 900, 1950, '2.0'), 1, false)).toBe(false);
  });
});

test('the pool with the most virtual space comes first, those without a figure last', () => {
  const pools: Record<string, Figures> = {
    infinite: thick('infinite', 'infinite'),
    small: thick(100, 10),
    unknown: thick(100, 'unknown'),
    oversubscribed: thin(100, 5, 0, '20.0'),
    large: thick(1000, 500),
  };
  const order = Object.entries(pools)
    .map(([name, figures]) => ({ name, weight: capacityWeight(figures, true) }))
    .sort((left, right) => right.weight - left.weight)
    .map(({ name }) => name);
  expect(order).toEqual(['oversubscribed', 'large', 'small', 'infinite', 'unknown']);
});
