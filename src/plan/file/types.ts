// A plan file as a program sees it: the moves that `volume-migrate apply` makes, with their limits and schedules.
import type { PlanAction, PlanClasses, PlanLimits } from '../../../machines/plan/types.ts';

/** A volume that the strategy left out of the plan. */
export interface PlanSkipped {
  readonly resourceId: string;
  readonly reasons: readonly string[];
}

/** A pool as the strategy saw it, and as it expects it after the plan. */
export interface PlanPool {
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** How full the pool may be, in percent of its size. @default no limit */
  readonly thresholdPercent?: number;
}

/** A plan as `readPlan` returns it. */
export interface Plan {
  /** Keystone URL of the cloud that the plan was made for. */
  readonly cloud: string | null;
  /** ISO 8601 with an offset. */
  readonly createdAt: string | null;
  readonly limits: PlanLimits;
  readonly classes: PlanClasses;
  readonly actions: readonly PlanAction[];
  readonly skipped: readonly PlanSkipped[];
  readonly pools: readonly PlanPool[];
  /** Pools that are to be empty at the end. */
  readonly empties: readonly string[];
  /** What the reader should know, such as which actions of an export were left out, and why. */
  readonly notes: readonly string[];
}
