// How far a plan is, for programs that show it.
import type { AnyMachineSnapshot } from 'xstate';
import { at } from '../../machines/plan/chunks.ts';
import type { PlanContext } from '../../machines/plan/context.ts';
import { routeOf } from '../../machines/plan/moves.ts';
import type { PlanCounts, PlanLimits, VolumeHolder } from '../../machines/plan/types.ts';
import { statePath } from '../engine/statePath.ts';
import { type Forecast, forecast } from './forecast.ts';

/** A move that is under way. */
export interface RunningMove {
  readonly resourceId: string;
  /** Null if the cloud does not show it. */
  readonly from: string | null;
  /** A pool, or `type NAME` if Cinder chooses the pool. */
  readonly to: string;
  readonly sizeGib: number;
}

/** How far a plan is. */
export interface PlanProgress {
  readonly planId: string;
  /** Such as `applying.dispatching` or `applying.paused`. */
  readonly state: string;
  /** The running moves count as `PENDING` too. */
  readonly counts: PlanCounts;
  readonly running: readonly RunningMove[];
  /** Moves that wait because another open run has their volume. */
  readonly held: readonly ({ readonly resourceId: string } & VolumeHolder)[];
  /** GiB of the moves that have ended, and of all. */
  readonly doneGib: number;
  readonly totalGib: number;
  readonly limits: PlanLimits;
  /** Pools for which no more moves start, because of failures in a row. */
  readonly pausedPools: readonly { readonly name: string; readonly code: string; readonly message: string }[];
  readonly forecast: Forecast;
}

/** How far a plan is, by its snapshot. */
export function progressOf({ value, context: given }: AnyMachineSnapshot): PlanProgress {
  const context = given as PlanContext;
  const { input, counts, running, facts, limits, pausedSlots } = context;
  const { waiting, ...ended } = counts;
  const isDone = (n: number): boolean => typeof at(context.moves, n) !== 'string';
  const gib = (isCounted: (n: number) => boolean): number =>
    facts.reduce((sum, { sizeGib }, n) => (isCounted(n) ? sum + sizeGib : sum), 0);
  return {
    ...{ planId: input.planId, state: statePath(value), limits },
    counts: { ...ended, PENDING: facts.length === 0 ? input.moves.length : waiting + running.length },
    running: running.map((n) => {
      const { source, destination } = routeOf(context, n);
      const resourceId = input.moves[n]?.parameters.resourceId ?? '';
      return { resourceId, from: source, to: destination, sizeGib: facts[n]?.sizeGib ?? 0 };
    }),
    held: Object.entries(context.holders)
      .filter(([n]) => at(context.moves, Number(n)) === 'waiting')
      .map(([n, holder]) => ({ resourceId: input.moves[Number(n)]?.parameters.resourceId ?? '', ...holder })),
    ...{ doneGib: gib(isDone), totalGib: gib(() => true) },
    pausedPools: Object.entries(pausedSlots).map(([slot, { code, message }]) => ({
      ...{ name: slot.slice(slot.indexOf(' ') + 1), code, message },
    })),
    forecast: forecast(context),
  };
}
