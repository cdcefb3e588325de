// Plans that have not been applied, made by the strategies from views: for tests and pictures of the page.
import { planPreviewOf } from '../../src/cli/plan/planPreview.ts';
import { type PlanSight, sightOfView } from '../../src/cli/plan/planSight.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { createPlanChecks, type PlanChecks } from '../../src/inspector/planChecks.ts';
import type { FoundChecks, PlanPreview } from '../../src/inspector/planPreview.ts';
import type { Plan } from '../../src/plan/file/types.ts';
import { makePlan } from '../../src/strategies/makePlan.ts';
import { storageBalance } from '../../src/strategies/storageBalance/storageBalance.ts';
import { buildView, type TestVolume } from '../../src/strategies/testing/testCloud.ts';
import type { CloudView } from '../../src/strategies/view/types.ts';
import { zoneMigration } from '../../src/strategies/zoneMigration/zoneMigration.ts';

const idOf = (n: number): string =>
  `${((n * 2654435761) >>> 0).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const poolName = (n: number): string =>
  `storage${1 + (n % 6)}@ceph#pool-${String(n).padStart(2, '0')}`;

const SIZES_GIB = [10, 20, 40, 80];

/** A view of pools of which the first ones are nearly full. The 5th volume of each 20 has a snapshot, so it cannot move. */
export function manyVolumes(volumes: number, pools = 20): CloudView {
  const full = Math.max(1, pools >> 2);
  const world = buildView({
    pools: Object.fromEntries(Array.from({ length: pools }, (_, n) => [String(n), [1, 1]])),
    volumes: Array.from(
      { length: volumes },
      (_, n): TestVolume => ({
        ...{ id: idOf(n), pool: 'A', sizeGib: SIZES_GIB[n % SIZES_GIB.length] ?? 10 },
        ...{ has: { name: `data-${n}`, host: poolName(n % full) }, snapshots: n % 20 === 4 ? 1 : 0 },
        ...(n % 3 === 0 ? { on: [`server-${n % 7}`] } : {}),
      }),
    ),
  });
  // What the volumes need, and some more.
  const totalGib = Math.ceil((volumes / full) * 45);
  return {
    ...world,
    pools: world.pools.map((pool, n) => ({
      ...{ ...pool, name: poolName(n) },
      capabilities: {
        ...pool.capabilities,
        ...{ total_capacity_gb: totalGib, free_capacity_gb: totalGib * (n < full ? 0.09 : 0.6 - n / 200) },
      },
    })),
    services: Array.from({ length: 6 }, (_, n) => ({
      ...{ host: `storage${1 + n}@ceph`, cluster: null, availabilityZone: 'nova', isUp: true },
      ...{ isEnabled: true, disabledReason: null, isFrozen: false },
    })),
  };
}

/** A plan that empties the first pools of the view. */
export const emptying = (view: CloudView): Plan =>
  makePlan(zoneMigration as never, view, {
    storage_pools: view.pools.slice(0, Math.max(1, view.pools.length >> 2)).map(({ name }) => ({
      ...{ src_pool: name },
      dst_pool: view.pools.slice(Math.max(1, view.pools.length >> 2)).map((pool) => pool.name),
    })),
  });

/** A plan that brings the full pools below a threshold, in percent. */
export const balancing = (view: CloudView, threshold: number): Plan =>
  makePlan(storageBalance as never, view, { volume_threshold: threshold });

/** The preview of a plan, with what the view shows unless `sight` says otherwise. */
export async function previewOf(
  view: CloudView,
  plan: Plan,
  given: Partial<PlanPreview> = {},
  sight: PlanSight = sightOfView(view, null),
): Promise<PlanPreview> {
  const origin = { title: 'plan.yaml', command: 'volume-migrate apply plan.yaml', isChecked: false };
  return { ...(await planPreviewOf(plan, sight, createMemoryStore(), origin)), ...given };
}

/** Checks of the first moves: the 3rd of each 12 is blocked, the 7th has a warning. */
export const checksOf = (moves: number): FoundChecks =>
  Array.from({ length: moves }, (_, n) => {
    if (n % 12 === 2)
      return [
        n,
        { state: 'blocked', message: 'Invalid state for migrating', reasons: BLOCKED, warnings: [] },
      ];
    return [n, { state: 'clear', message: null, reasons: [], warnings: n % 12 === 6 ? WARNED : [] }];
  });

const BLOCKED = [
  'the volume has a snapshot, and a volume with snapshots cannot leave its pool: delete the snapshot, or leave the volume out',
  'the service of storage3@ceph is down since 2026-01-01T00:00:00: start it, or choose another destination',
];
const WARNED = ['the volume is attached to a server that is paused: its owner may start it during the move'];

/** The same as a server has them. */
export function madeChecks(moves: number): PlanChecks {
  const checks = createPlanChecks();
  for (const [n, check] of checksOf(moves)) checks.add(n, check);
  return checks;
}
