// What happens to a random plan: how its moves end, what pools and other runs report, what people ask for.
import type { PlanContext } from '../../../../machines/plan/context.ts';
import type { OtherArrival, OtherRuns, PlanRequest } from '../../../../machines/plan/events.ts';
import type { MoveEnd, PoolFigures, VolumeHolder } from '../../../../machines/plan/types.ts';
import { type Choices, randomLimits } from './randomPlan.ts';

/** The end of a move. `failing`: the part of the moves that fail. */
export function randomEnd(
  { chance, one, whole }: Choices,
  failing: number,
  nowMs: number,
  cancel: PlanContext['cancel'],
): MoveEnd {
  const endedAt = new Date(nowMs).toISOString();
  const made = { runId: 'r', message: null, reasons: [], elapsedMs: whole(0, 9) * 1000, endedAt };
  if (cancel === 'running' && chance(0.5))
    return { ...made, status: 'CANCELLED', code: null, isAccepted: chance(0.5) };
  if (!chance(failing)) return { ...made, status: 'SUCCEEDED', code: null, isAccepted: true };
  if (chance(0.3)) return { ...UNMADE, status: 'FAILED', code: 'RunHeld' };
  return { ...made, status: 'FAILED', code: one(['MigrationFailed', 'Stalled']), isAccepted: chance(0.8) };
}

const UNMADE = {
  ...{ runId: null, message: null, reasons: [], isAccepted: false },
  elapsedMs: null,
  endedAt: null,
};

/** What other runs take: slots, and volumes of a plan with so many moves; some of them were interrupted. */
export function randomOthers(
  choices: Choices,
  pools: readonly string[],
  moves: number,
  nowMs: number,
): OtherRuns {
  const { chance, one, whole } = choices;
  const slots = randomSlots(choices, pools);
  const interrupted = Object.fromEntries(
    Object.entries(slots)
      .filter(() => chance(0.4))
      .map(([slot, count]) => [slot, Array.from({ length: whole(1, count) }, () => 'Resume it')]),
  );
  const holders: Record<number, VolumeHolder> = {};
  for (let left = chance(0.6) || moves === 0 ? 0 : whole(1, 4); left > 0; left -= 1)
    holders[whole(0, moves - 1)] = randomHolder(choices);
  const arrived = Array.from({ length: chance(0.3) ? whole(1, 2) : 0 }, () =>
    randomArrival(choices, pools, nowMs),
  );
  const more = { interrupted, arrived, holders: one([holders, {}]) };
  return { type: 'otherRuns', slots, ...(chance(0.2) ? {} : more) };
}

// What a run that ended lately brought to a pool.
const randomArrival = ({ one, whole }: Choices, pools: readonly string[], nowMs: number): OtherArrival => ({
  ...{ runId: one(['r1', 'r2', 'r3']), pool: one(pools), sizeGib: whole(1, 60) },
  endedAt: new Date(nowMs - whole(0, 4) * 60_000).toISOString(),
});

/** A run that has a volume. */
export const randomHolder = ({ chance }: Choices): VolumeHolder => ({
  ...{ runId: 'r', parent: chance(0.5) ? 'p2' : null, remedy: chance(0.5) ? 'Resume it' : null },
});

function randomSlots(
  { chance, one, whole }: Choices,
  pools: readonly string[],
): Readonly<Record<string, number>> {
  const ofPools = pools.flatMap((pool) => [`source ${pool}`, `destination ${pool}`]);
  const slots = ['total', 'server s1', ...ofPools];
  const space = chance(0.3) ? { [`space ${one(pools)}`]: whole(1, 90) } : {};
  return chance(0.5) ? space : { ...space, [one(slots)]: whole(1, 4), [one(slots)]: whole(1, 2) };
}

/** A request of a person. */
export function randomRequest(choices: Choices, pools: readonly string[]): PlanRequest {
  const { chance, one } = choices;
  if (chance(0.04)) return { type: one(['cancelWaiting', 'cancelRunning'] as const) };
  if (chance(0.4)) return { type: 'changeLimits', limits: randomLimits(choices, pools) };
  return { type: one(['pause', 'resume', 'resume'] as const) };
}

/** What Cinder reports of the pools; now and then one is missing. */
export const randomFigures = (
  { one, whole, chance }: Choices,
  pools: readonly string[],
): readonly PoolFigures[] =>
  pools.filter(() => chance(0.9)).map((name) => ({ name, capabilities: one(CAPABILITIES)(whole(0, 300)) }));

// What drivers report, odd things among them.
const CAPABILITIES: readonly ((gib: number) => Record<string, unknown>)[] = [
  (gib) => ({ free_capacity_gb: gib, total_capacity_gb: 1000, allocated_capacity_gb: 10 }),
  (gib) => ({ free_capacity_gb: gib, total_capacity_gb: 1000, reserved_percentage: 90 }),
  () => ({ free_capacity_gb: 500, total_capacity_gb: 1000 }),
  () => ({ free_capacity_gb: 'infinite', total_capacity_gb: 'infinite' }),
  () => ({ free_capacity_gb: 'unknown', total_capacity_gb: 'unknown', reserved_percentage: 5 }),
  () => ({ free_capacity_gb: null, total_capacity_gb: null }),
  () => ({}),
  () => ({ backend_state: 'down' }),
  (gib) => ({
    ...{ free_capacity_gb: String(gib), total_capacity_gb: '1000', thin_provisioning_support: true },
    max_over_subscription_ratio: 'auto',
  }),
  () => ({ free_capacity_gb: { odd: true }, total_capacity_gb: [], max_over_subscription_ratio: 'odd' }),
];
