// Random clouds for strategies, from a seed: pools of every kind, types that fit some of them, servers, snapshots, groups, quotas.
import type { Quota } from '../../../machines/types.ts';
import { type Choices, choicesOf } from './choices.ts';
import type { TestCloud, TestPool, TestVolume } from './testCloud.ts';

/** What a driver may report as a capacity, however odd. */
const ODD: readonly unknown[] = [
  ...['infinite', 'unknown', 'auto', '', ' 12 ', '1e3', '0x10', 'NaN', '-5', '100.5', 'full'],
  ...[null, true, false, -1, 0, 1e308, 1e-9, Number.POSITIVE_INFINITY, 12.5],
  ...[[], [100], {}, { gib: 5 }, [[null]], 'ünendlich\u0000'],
];

const RATIOS: readonly unknown[] = ['auto', '2.0', '1.5', 20, 1, '1', 0.5, null, 'many', {}, undefined];

const TYPES = ['any', 'one', 'two', 'thick', 'multi'] as const;

/**
 * A cloud of up to 7 pools and 30 volumes, the same for the same seed. The types are `any`, `one` and `two` (of one pool each), `thick`
 * and `multi`; the projects `P` and `Q`. Nearly a third of the clouds have drivers that report odd capacities: `"unknown"`, null, text.
 */
export function randomCloud(seed: number): TestCloud {
  const choices = choicesOf(seed);
  const names = Array.from({ length: choices.whole(1, 7) }, (_, n) => `P${n}`);
  const isOdd = choices.chance(0.3);
  const pools = Object.fromEntries(names.map((name) => [name, randomPool(choices, isOdd)]));
  const volumes = Array.from({ length: choices.whole(0, 30) }, (_, n) => randomVolume(choices, names, n));
  const served = { one: choices.one(names), two: choices.one(names) };
  return {
    ...{ pools, volumes, types: typesOf(served), quotas: quotasOf(choices) },
    services: Object.fromEntries(
      names.filter(() => choices.chance(0.1)).map((name) => [name, { isEnabled: false }]),
    ),
    servers: {
      s0: { locked: choices.chance(0.2) },
      s1: { vmState: choices.one(['active', 'stopped', 'paused', 'error']) },
      s2: { taskState: choices.chance(0.2) ? 'rebooting' : null },
    },
  };
}

const typesOf = ({ one, two }: { one: string; two: string }): NonNullable<TestCloud['types']> => ({
  ...{ any: {}, one: { volume_backend_name: one }, two: { volume_backend_name: two } },
  ...{ thick: { 'provisioning:type': 'thick' }, multi: { multiattach: '<is> True' } },
});

function randomPool({ chance, one, whole }: Choices, isOdd: boolean): TestPool {
  const total = one([100, 200, 500, 1000]);
  const free = Math.round((total * (chance(0.4) ? whole(0, 30) : whole(40, 100))) / 100);
  const more = {
    ...(chance(0.5)
      ? {
          thin_provisioning_support: true,
          max_over_subscription_ratio: one(RATIOS),
          provisioned_capacity_gb: chance(0.2) ? 0 : whole(0, 2 * total),
        }
      : { provisioned_capacity_gb: chance(0.5) ? total - free : undefined }),
    ...(chance(0.1) ? { reserved_percentage: one([5, '10', 50, 100]) } : {}),
    ...(chance(0.2) ? { allocated_capacity_gb: whole(0, total) } : {}),
    ...(chance(0.1) ? { backend_state: 'down' } : {}),
    ...(chance(0.1) ? { multiattach: false } : {}),
  };
  const odd = <T>(value: T): unknown => (isOdd && chance(0.4) ? one(ODD) : value);
  const all = Object.entries(more).map(([key, value]) => [key, isOdd && chance(0.2) ? one(ODD) : value]);
  return [odd(total), odd(chance(0.1) ? String(free) : free), Object.fromEntries(all)];
}

function randomVolume({ chance, one, whole }: Choices, names: readonly string[], n: number): TestVolume {
  const id = `v${String(n).padStart(2, '0')}`;
  const on = chance(0.2) ? [one(['s0', 's1', 's2', 's3'])] : [];
  if (on.length > 0 && chance(0.1)) on.push('s4');
  return {
    ...{
      id,
      pool: one(names),
      sizeGib: chance(0.5) ? one([10, 20, 50]) : whole(0, 60),
      type: one(TYPES),
      on,
    },
    snapshots: chance(0.1) ? whole(1, 2) : 0,
    has: {
      ...{ projectId: one(['P', 'Q']), bootable: chance(0.3), name: chance(0.2) ? '' : id },
      ...(chance(0.05) ? { groupId: 'g' } : {}),
      ...(chance(0.05) ? { status: one(['error', 'in-use', 'retyping', 'maintenance']) } : {}),
      ...(chance(0.05) ? { migrationStatus: one(['migrating', 'success', 'error', 'starting']) } : {}),
      ...(chance(0.05) ? { multiattach: true } : {}),
      ...(chance(0.03) ? { host: null } : {}),
    },
  };
}

function quotasOf({ chance, whole }: Choices): Readonly<Record<string, readonly Quota[]>> {
  const names = TYPES.flatMap((type) => [`volumes_${type}`, `gigabytes_${type}`]);
  const of = (): readonly Quota[] =>
    [...names, 'volumes', 'gigabytes'].map((name) => ({
      ...{ name, limit: chance(0.5) ? null : whole(0, 150), inUse: whole(0, 60), reserved: whole(0, 5) },
    }));
  return chance(0.5) ? { P: of(), Q: of() } : {};
}
