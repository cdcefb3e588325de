// A plan before it is applied, as the page shows it.
import type { PlanLimits } from '../../machines/plan/types.ts';
import type { PlanCheckAction } from '../plan/checkPlan.ts';

/** A move of a plan that has not been applied. */
export interface PreviewedMove {
  readonly volumeId: string;
  readonly name: string | null;
  /** The pool that holds the volume; null if it is not known. */
  readonly from: string | null;
  /** A pool, or `type NAME` where Cinder chooses the pool. */
  readonly to: string;
  /** `migrate`, `retype`, `cold` or `swap`. */
  readonly migrationType: string;
  /** Null if it is not known. */
  readonly sizeGib: number | null;
  readonly reason: string | null;
  /** When the move may start, in words; empty if at any time. */
  readonly schedules: readonly string[];
  /** IDs of the volumes that are moved before; empty if it waits for none. */
  readonly after: readonly string[];
  /** `waiting`: it will be moved; null if the volume has not been read. */
  readonly state: 'waiting' | 'done' | 'missing' | null;
  /** Its place in the order in which the moves start, from 1; null if that is not known. */
  readonly place: number | null;
}

/** A volume that the plan leaves where it is. */
export interface PreviewedStay {
  readonly volumeId: string;
  readonly name: string | null;
  readonly reasons: readonly string[];
}

/** Figures of a pool; null where they are not known. */
export interface PreviewedFigures {
  readonly volumes: number | null;
  readonly usedGib: number | null;
  readonly usedPercent: number | null;
}

/** A pool before and after the plan. */
export interface PreviewedPool {
  readonly name: string;
  readonly totalGib: number | null;
  readonly before: PreviewedFigures;
  readonly after: PreviewedFigures;
  /** How full it may be, in percent of its size; null if the plan sets no limit. */
  readonly thresholdPercent: number | null;
  /** Whether the plan is to leave nothing on it. */
  readonly isEmptied: boolean;
}

/** What the check of a move found. */
export type PreviewedCheck = Pick<PlanCheckAction, 'state' | 'reasons' | 'warnings'> & {
  /** The message with which the move would fail; null if nothing blocks it. */
  readonly message: string | null;
};

/** The checks so far, by the number of the move. */
export type FoundChecks = readonly (readonly [n: number, check: PreviewedCheck])[];

/** A plan before it is applied. */
export interface PlanPreview {
  /** The name of the file, or of the strategy. */
  readonly title: string;
  /** The command that applies the plan; null if it is in no file. */
  readonly command: string | null;
  /** Keystone URL; null if the plan names none. */
  readonly cloud: string | null;
  /** ISO 8601; null if the plan does not say. */
  readonly createdAt: string | null;
  /** Where the facts about the volumes come from: the cloud as it was read, a saved view, or the plan alone. */
  readonly source: 'cloud' | 'view' | 'plan';
  readonly moves: readonly PreviewedMove[];
  readonly stays: readonly PreviewedStay[];
  readonly pools: readonly PreviewedPool[];
  readonly limits: PlanLimits;
  /** How long the plan takes, in words; null if it is not known. */
  readonly time: string | null;
  /** What limits the speed, and the option that raises it, in words; null if it is not known. */
  readonly speedLimit: string | null;
  readonly notes: readonly string[];
  /** Why the plan may not apply as it is. */
  readonly warnings: readonly string[];
  /** Whether the moves are checked. */
  readonly isChecked: boolean;
  /** The checks that were made before the page was written. */
  readonly checks: FoundChecks;
}
