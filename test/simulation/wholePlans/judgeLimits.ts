// No limit of a plan is exceeded at any moment, and no server has two of its volumes moved at once.
import type { PlanLimits } from '../../../machines/plan/types.ts';
import { isDisplaced, type PlanMoveSpan } from './movesOfPlans.ts';
import type { PlayedPlans } from './playPlans.ts';

/** What decides which slots a move needs. */
export type SlotUse = Pick<PlanMoveSpan, 'source' | 'wanted' | 'serverId'>;

/** Violations of limits. */
export function judgeLimits(played: PlayedPlans, moves: readonly PlanMoveSpan[]): string[] {
  const own = moves.filter((move) => move.plan !== null && !isDisplaced(played, move, moves));
  return own.flatMap(({ startedAt }) => {
    const active = own.filter((move) => move.startedAt <= startedAt && holdsUntil(played, move) > startedAt);
    return active.flatMap((move) => exceededBy(played, move, active, startedAt));
  });
}

// Of two plans whose moves are admitted at the same time, the requests do not show which was first.
const AT_ONCE_MS = 1_000;

// Each move counts with those that were admitted before it: the limits of its own plan allowed it then.
function exceededBy(
  played: PlayedPlans,
  move: PlanMoveSpan,
  active: readonly PlanMoveSpan[],
  at: number,
): string[] {
  const before = active.filter(
    ({ admitted, admittedAt, plan }) =>
      admitted < move.admitted && (plan === move.plan || admittedAt < move.admittedAt - AT_ONCE_MS),
  );
  const allowed = limitsAt(played, move).map((limits) => slotsOf(move, limits));
  const slots = new Set(allowed.flatMap((each) => [...each.keys()]));
  return [...slots].flatMap((slot) => {
    // A change of the limits may be on its way to the plan: the most that one of them allows.
    const most = Math.max(...allowed.map((each) => each.get(slot) ?? Number.POSITIVE_INFINITY));
    const count = 1 + before.filter((other) => slotsHeld(other).has(slot)).length;
    const seconds = ((at - played.startedAt) / 1000).toFixed(1);
    return count > most
      ? [`at ${seconds} s, ${count} moves at once hold ${slot}, of which plan ${move.plan} allows ${most}`]
      : [];
  });
}

// Until the cloud shows its end; or until its run has ended, which then says that the move continues.
function holdsUntil(played: PlayedPlans, { endedAt, runId }: PlanMoveSpan): number {
  const cloudEnd = endedAt ?? Number.POSITIVE_INFINITY;
  const outcome = played.drivers
    .flatMap((driver) => driver.outcome?.actions ?? [])
    .find((action) => action.runId === runId)?.outcome;
  if (outcome == null || outcome.status === 'SUCCEEDED') return cloudEnd;
  return Math.min(cloudEnd, Date.parse(outcome.endedAt));
}

// How long a process may drive a plan before it has read what people ask for, and all its consequences have happened.
const ON_ITS_WAY_MS = 15_000;

// The limits that the plan may have known when the move was admitted.
function limitsAt(played: PlayedPlans, { plan, admittedAt }: PlanMoveSpan): PlanLimits[] {
  let limits = played.workload.plans[plan ?? 0]?.limits ?? {};
  const all = [limits];
  for (const { at, plan: which, request } of played.accepted) {
    if (request.type !== 'changeLimits' || which !== plan || at > admittedAt) continue;
    limits = changedLimits(limits, request.limits);
    if (drivenMs(played, plan, at, admittedAt) > ON_ITS_WAY_MS) all.length = 0;
    all.push(limits);
  }
  return all;
}

/** Limits after a change of some of them. */
export const changedLimits = (limits: PlanLimits, changed: PlanLimits): PlanLimits => ({
  ...{ ...limits, ...changed },
  pools: { ...limits.pools, ...changed.pools },
});

/** How long a process has driven a plan between two moments. */
export const drivenMs = ({ driven }: PlayedPlans, plan: number | null, from: number, until: number): number =>
  driven
    .filter((each) => each.plan === plan)
    .reduce((sum, each) => sum + Math.max(0, Math.min(until, each.until) - Math.max(from, each.from)), 0);

/** The slots that a move needs, with their limits; once more, by the documentation and not by the dispatcher's code. */
export function slotsOf({ source, wanted, serverId }: SlotUse, limits: PlanLimits): Map<string, number> {
  const { total = 8, perPool = 2, perSource = perPool, perDestination = perPool, pools = {} } = limits;
  const slots = new Map([['total', total]]);
  slots.set(`destination ${wanted}`, pools[wanted]?.destination ?? perDestination);
  if (serverId !== null) slots.set(`server ${serverId}`, 1);
  if (source === null) return slots;
  slots.set(`source ${source}`, pools[source]?.source ?? perSource);
  if (limits.perBackend !== undefined)
    for (const backend of backendsOf(source, wanted)) slots.set(`backend ${backend}`, limits.perBackend);
  if (limits.perPair !== undefined) slots.set(`pair ${source} ${wanted}`, limits.perPair);
  return slots;
}

export const backendsOf = (source: string, wanted: string): string[] =>
  [source, wanted].filter((pool) => pool.includes('@')).map((pool) => pool.split('#')[0] ?? '');

/** The names of all slots that a move holds, whoever limits them. */
export function slotsHeld({ source, wanted, serverId }: SlotUse): Set<string> {
  return new Set([
    ...[
      'total',
      `destination ${wanted}`,
      `source ${source}`,
      `server ${serverId}`,
      `pair ${source} ${wanted}`,
    ],
    ...backendsOf(source ?? '', wanted).map((backend) => `backend ${backend}`),
  ]);
}
