// A plan as its display sees it: the one that this process drives, or one that it reads from the journal.
import type { PlanContext } from '../../../machines/plan/context.ts';

/** Where a running move is. */
export interface Phase {
  /** The path of its run's state; null until the run has reached one. */
  readonly state: string | null;
  readonly startedAtMs: number;
}

export interface FollowedPlan {
  readonly planId: string;
  readonly context: () => PlanContext;
  /** The path of the plan's state, such as `applying.paused`. */
  readonly state: () => string;
  /** Reads what `phaseOf` returns. */
  readonly refresh: () => Promise<void>;
  /** Null if nothing is known of the run of that move. */
  readonly phaseOf: (n: number) => Phase | null;
}
