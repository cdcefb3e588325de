// Whether the owner's quota allows a retype: only that of the new type counts.
import { expect, test } from 'vitest';
import { retypeQuotaReasons } from '../../machines/retypeQuota.ts';
import type { Quota } from '../../machines/types.ts';
import { quota, volume } from './walk.ts';

const full = (name: string, limit: number, needed: number) => [
  `project demo: quota ${name} is ${limit}, with 5 in use and 2 reserved, and the retype requires ${needed}. Raise it first`,
];
const used = { inUse: 5, reserved: 2 };

test.each<readonly [string, Quota, readonly string[]]>([
  ['no limit', quota('volumes_beta', used), []],
  ['volumes of the type, with room for one', quota('volumes_beta', { limit: 8, ...used }), []],
  ['volumes of the type, full', quota('volumes_beta', { limit: 7, ...used }), full('volumes_beta', 7, 1)],
  ['gigabytes of the type, with room', quota('gigabytes_beta', { limit: 17, ...used }), []],
  [
    'gigabytes of the type, full',
    quota('gigabytes_beta', { limit: 16, ...used }),
    full('gigabytes_beta', 16, 10),
  ],
  ['volumes of the project: they count it already', quota('volumes', { limit: 7, ...used }), []],
  ['gigabytes of the project', quota('gigabytes', { limit: 7, ...used }), []],
  ['the size of one volume', quota('per_volume_gigabytes', { limit: 1 }), []],
  ['snapshots of the type, with room', quota('snapshots_beta', { limit: 9, ...used }), []],
  [
    'snapshots of the type, full',
    quota('snapshots_beta', { limit: 8, ...used }),
    full('snapshots_beta', 8, 2),
  ],
  ['another type', quota('volumes_alpha', { limit: 7, ...used }), []],
])('%s', (_, one, reasons) => {
  const retyped = { ...volume({ sizeGib: 10 }), snapshots: 2, typeName: 'beta' };
  expect(retypeQuotaReasons([one], retyped)).toEqual(reasons);
});

test('a volume without snapshots needs no quota for them, even if it is exceeded already', () => {
  const retyped = { ...volume(), snapshots: 0, typeName: 'beta' };
  expect(retypeQuotaReasons([quota('snapshots_beta', { limit: 1, inUse: 5 })], retyped)).toEqual([]);
});
