// What a plan knows while it runs. Its collections are shared between snapshots: no event copies all moves.
import type { Chunks } from './chunks.ts';
import type { MaxTree } from './maxTree.ts';
import type { Queues } from './queues.ts';
import type { Route, SlotName } from './slots.ts';
import type {
  MoveEnd,
  MoveFacts,
  MoveStatus,
  PlanInput,
  PlanLimits,
  PoolFigures,
  PoolLeft,
  VolumeHolder,
} from './types.ts';

/** Where a move stands. */
export type MoveState = 'waiting' | 'running' | MoveEnd;

/** A resource from which, or to which, no more moves start because of repeated failures. */
export interface PausedSlot {
  readonly code: string;
  readonly message: string;
  readonly failures: number;
}

/** Failures of one kind in a row, of the moves of a pool. */
export interface FailureRow {
  readonly code: string;
  /** That of the last one. */
  readonly message: string;
  /** How many there were, by the slot of their destination. */
  readonly towards: Readonly<Record<SlotName, number>>;
}

/** The space of a move that has ended and that Cinder's figures may not show yet. */
export interface Arrival {
  readonly pool: string;
  readonly sizeGib: number;
  readonly endedAtMs: number;
}

/** How long the moves of a route have taken. */
export interface RouteRate {
  readonly moves: number;
  /** Of a move of 0 GiB: creation, checks, deletion. */
  readonly fixedMs: number;
  readonly msPerGib: number;
}

export interface PlanContext {
  readonly input: PlanInput;
  /** Empty until the cloud has been read. */
  readonly facts: readonly MoveFacts[];
  readonly queues: Queues;
  /** By queue: the first place that may still hold a waiting move. */
  readonly heads: Chunks<number>;
  /** By queue: the slots that its moves need, with the limits that apply now. */
  readonly routes: readonly Route[];
  /** By side of the queues: the slots that all moves there need. */
  readonly sideSlots: readonly Route[];
  readonly limits: PlanLimits;
  readonly moves: Chunks<MoveState>;
  readonly running: readonly number[];
  readonly counts: Readonly<Record<Exclude<MoveStatus, 'PENDING'> | 'waiting', number>>;
  /** Slots that the running moves take. */
  readonly inUse: Readonly<Record<SlotName, number>>;
  /** Slots that other runs of the journal take; of `space POOL`, the GiB that they bring to the pool. */
  readonly others: Readonly<Record<SlotName, number>>;
  /** What other runs have brought to pools lately, by the ID of the run. */
  readonly otherArrivals: Readonly<Record<string, Arrival>>;
  /** Slots that another run took first; they count as full until the other runs are read again. */
  readonly contended: readonly SlotName[];
  /** By slot: how to end each other run that has the slot and that no process drives. */
  readonly interrupted: Readonly<Record<SlotName, readonly string[]>>;
  /** By move: the other run that has its volume. Such a move waits for the end of that run. */
  readonly holders: Readonly<Record<number, VolumeHolder>>;
  /** By slot: GiB of the moves that need it and have not ended. */
  readonly load: Readonly<Record<SlotName, number>>;
  /** By chain: the same. */
  readonly chainGib: MaxTree;
  /** GiB that running moves will take, by pool. */
  readonly booked: Readonly<Record<string, number>>;
  readonly arrivals: readonly Arrival[];
  /** Null until the pools have been read. */
  readonly figures: {
    readonly readAtMs: number;
    readonly pools: Readonly<Record<string, PoolFigures>>;
  } | null;
  /** By pool: since when figures in a row have shown it as down, or not at all although earlier ones did. */
  readonly outOfServiceSinceMs: Readonly<Record<string, number>>;
  /** By queue; null if none of its moves has succeeded. */
  readonly rates: Chunks<RouteRate | null>;
  /** The one that was learned last. */
  readonly lastRate: RouteRate | null;
  /** By slot: the failures of one kind in a row. */
  readonly failures: Readonly<Record<SlotName, FailureRow>>;
  /** The slots that repeated failures have paused. */
  readonly pausedSlots: Readonly<Record<SlotName, PausedSlot>>;
  /** The last time that the clock has told; `UNKNOWN_TIME` before. */
  readonly nowMs: number;
  /** `running`: the running moves are cancelled as well. */
  readonly cancel: 'no' | 'waiting' | 'running';
  /** Whether a user paused the plan while the cloud was being read. */
  readonly isPausedEarly: boolean;
  /** The last message from a person that was taken into account. */
  readonly lastMessage: number;
  /** What the pools that were to be emptied still hold; null until they have been listed, or if they could not be. */
  readonly left: readonly PoolLeft[] | null;
  /** Why the plan could not start, or its end could not be verified. */
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly reasons: readonly string[];
  } | null;
}
