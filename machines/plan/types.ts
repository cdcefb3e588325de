// The vocabulary of a plan of many moves: what its machine is given, what it knows of each move, how it ends.
import type { MigrationParameters } from '../types.ts';

/** A day of the week. */
export type PlanDay = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** The hours in which moves may start. */
export interface PlanWindow {
  /** `HH:MM`, inclusive. */
  readonly from: string;
  /** `HH:MM`, exclusive. Earlier than `from`: the window ends on the next day. */
  readonly to: string;
  /** The days on which the window opens; null for every day. */
  readonly days: readonly PlanDay[] | null;
  /** IANA name, such as `Europe/Berlin`; `UTC` by default. */
  readonly timeZone: string;
}

/** When a move may start. */
export interface PlanSchedule {
  /** ISO 8601 with an offset: the move does not start before this moment. */
  readonly notBefore: string | null;
  readonly window: PlanWindow | null;
}

/** How many moves of one pool may run at once. */
export interface PlanPoolLimits {
  /** Moves out of the pool. */
  readonly source?: number;
  /** Moves into the pool. */
  readonly destination?: number;
}

/** How many moves may run at once: whole numbers from 1. An absent limit is the default. */
export interface PlanLimits {
  /** All moves. @default 8 */
  readonly total?: number;
  /** The default of `perSource` and `perDestination`. @default 2 */
  readonly perPool?: number;
  /** Moves out of one pool. @default perPool */
  readonly perSource?: number;
  /** Moves into one pool. @default perPool */
  readonly perDestination?: number;
  /** At most 1: Nova holds one lock for each server, so volumes of one server take turns. @default 1 */
  readonly perServer?: number;
  /** Moves out of and into the pools of one backend, `host@backend`. @default none */
  readonly perBackend?: number;
  /** Moves from one pool to one other pool. @default none */
  readonly perPair?: number;
  /** By pool name, `host@backend#pool`; instead of `perSource` and `perDestination`. */
  readonly pools?: Readonly<Record<string, PlanPoolLimits>>;
}

/** Schedules for classes of volumes, in addition to those of each move. */
export interface PlanClasses {
  /** Volumes that are attached to a server. */
  readonly attached: PlanSchedule | null;
  /** Volumes that are the root disk of a server. */
  readonly root: PlanSchedule | null;
}

/** A move that a plan asks for. */
export interface PlanAction extends PlanSchedule {
  readonly parameters: MigrationParameters;
  /** The name of the volume, for people. */
  readonly resourceName: string | null;
  /** Why the plan holds this move, for people. */
  readonly reason: string | null;
  /**
   * IDs of volumes: the move starts once the plan has moved them, and is skipped if one of them was not moved. The moves of these
   * volumes must be in the plan, and must not wait for each other in a circle. @default none
   */
  readonly after?: readonly string[];
}

/** `fast`: the move whose most loaded resource has the most work left; `as-given`: in the order of the plan. */
export type PlanOrder = 'fast' | 'as-given';

/** What the machine of a plan is started with. */
export interface PlanInput {
  readonly planId: string;
  /** ISO 8601: the machine has no clock. */
  readonly startedAt: string;
  readonly moves: readonly PlanAction[];
  readonly limits: PlanLimits;
  readonly classes: PlanClasses;
  readonly order: PlanOrder;
  /** Stop starting moves after this number of failures; null for no limit. */
  readonly maxFailures: number | null;
  /** Pools that are to be empty at the end, by name: they are listed again then. @default none */
  readonly empties?: readonly string[];
}

/** What a pool that was to be emptied still holds. */
export interface PoolLeft {
  readonly pool: string;
  /** IDs of its volumes, at most 20. */
  readonly volumeIds: readonly string[];
  readonly volumes: number;
}

/** What the cloud shows of a move's volume before the plan starts. */
export interface MoveFacts {
  /** The pool that holds the volume, `host@backend#pool`; null if the cloud does not show it. */
  readonly source: string | null;
  readonly sizeGib: number;
  readonly serverIds: readonly string[];
  readonly isRoot: boolean;
  /** The name of the volume; absent if the plan gives one, if the volume has none, and in records of earlier versions. */
  readonly name?: string;
  /** `done`: the volume already is where the move would take it; `missing`: there is no such volume. */
  readonly state: 'waiting' | 'done' | 'missing';
}

/** The capacity of a pool, as Cinder reports it. */
export interface PoolFigures {
  readonly name: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** How a move ended. Each is a run of its own, which has the details. */
export type MoveStatus = 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'SKIPPED' | 'PENDING';

/** The end of a move. */
export interface MoveEnd {
  readonly status: Exclude<MoveStatus, 'PENDING'>;
  /** Null if no run was started for it. */
  readonly runId: string | null;
  /** The stable code of a failure; null otherwise. */
  readonly code: string | null;
  readonly message: string | null;
  readonly reasons: readonly string[];
  /** Whether the cloud had accepted the move. */
  readonly isAccepted: boolean;
  /** How long its run lasted; null if there was none. */
  readonly elapsedMs: number | null;
  /** ISO 8601; null if there was none. */
  readonly endedAt: string | null;
}

/** Another open run that has the volume of a move. */
export interface VolumeHolder {
  readonly runId: string;
  /** The plan whose run it is; null if it is not part of a plan. */
  readonly parent: string | null;
  /** How to end it, if no process drives it; null while one does, or may soon do so again. */
  readonly remedy: string | null;
  /** When it counts as interrupted unless it is resumed before, as ISO 8601. Only while no process drives it and `remedy` is null. */
  readonly waitsUntil?: string;
}

/** A move in the result of a plan. */
export interface PlanResultMove {
  readonly resourceId: string;
  readonly status: MoveStatus;
  readonly runId: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly reasons: readonly string[];
}

/** How many moves have each status. */
export type PlanCounts = Readonly<Record<MoveStatus, number>>;

/** The output of the machine of a plan. */
export interface PlanResult {
  readonly planId: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly counts: PlanCounts;
  readonly moves: readonly PlanResultMove[];
  /** Why moves are left, or why the plan could not start. */
  readonly reasons: readonly string[];
}
