// How the plan of the crash tests is driven, in the test's own process or in one of its own.
import type { PlanAction, PlanLimits } from '../../machines/plan/types.ts';
import type { PlanKillPoint } from './planPoints.ts';

export const PLAN_ID = '88888888-8888-4888-8888-888888888888';

/** Two moves at once, one of them to each pool. */
export const LIMITS: PlanLimits = { total: 2, perPool: 2, perDestination: 1 };

/** Readings by the hour record nothing that differs from one time to the next. */
export const QUICK = {
  pollMinMs: 4,
  pace: { requestsMs: 5, poolsMs: 3_600_000, otherRunsMs: 5 },
} as const;

/** The task of a process that drives the plan, or the rest of it. */
export interface PlanTask {
  readonly entry: object;
  /** The file of the journal. */
  readonly journal: string;
  readonly moves: readonly PlanAction[];
  /** The names of the volumes, by their IDs. */
  readonly names: Readonly<Record<string, string>>;
  /** The record after which the process ends, once that is durable; null if it does not. */
  readonly point: PlanKillPoint | null;
  /** The signal that it sends itself then. */
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}
