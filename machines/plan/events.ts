// The events of a plan: what people ask for, and what its calls and watches report.
import type { SlotName } from './slots.ts';
import type { MoveEnd, MoveFacts, PlanLimits, PoolFigures, PoolLeft, VolumeHolder } from './types.ts';

/** What a person may ask of a plan that is running, from any process. */
export type PlanRequest =
  /** Start no more moves for now. */
  | { readonly type: 'pause' }
  /** Start moves again; also from and to pools that were paused because of failures. */
  | { readonly type: 'resume' }
  /** Start no more moves, and end once the running ones have ended. */
  | { readonly type: 'cancelWaiting' }
  /** Cancel the running moves as well, each as far as its current step allows. */
  | { readonly type: 'cancelRunning' }
  /** Use other limits from now on. */
  | { readonly type: 'changeLimits'; readonly limits: PlanLimits };

/** A request, numbered: it may be delivered again after a crash, and counts once. */
export type PlanMessage = PlanRequest & { readonly message: number };

/** What Cinder reports of pools. */
export interface PoolReading {
  readonly type: 'poolFigures';
  /** ISO 8601. */
  readonly readAt: string;
  readonly pools: readonly PoolFigures[];
}

/** The unfinished runs of the journal that are not moves of the plan. */
export interface OtherRuns {
  readonly type: 'otherRuns';
  /** By slot: how many of them have it; of `space POOL`, how many GiB they bring to the pool. */
  readonly slots: Readonly<Record<SlotName, number>>;
  /** What runs that have ended lately have brought to pools: Cinder's figures may not show it. @default none */
  readonly arrived?: readonly OtherArrival[];
  /** By slot: how to end each run that has the slot and that no process drives. @default none */
  readonly interrupted?: Readonly<Record<SlotName, readonly string[]>>;
  /** By move: the run that has its volume. @default none */
  readonly holders?: Readonly<Record<number, VolumeHolder>>;
}

/** A volume that another run may have brought to a pool. */
export interface OtherArrival {
  readonly runId: string;
  readonly pool: string;
  readonly sizeGib: number;
  /** ISO 8601: when its run ended. */
  readonly endedAt: string;
}

/** What is read before the first move: the pools, and the other runs if the journal could be read. */
export interface FirstReading extends Omit<PoolReading, 'type'> {
  readonly others?: OtherRuns;
}

/** Everything that the machine of a plan receives. */
export type PlanEvent =
  | PlanMessage
  /** The signal of the run was aborted: as `cancelRunning`. */
  | { readonly type: 'cancel' }
  | PoolReading
  | OtherRuns
  | { readonly type: 'clock'; readonly at: string }
  | { readonly type: 'xstate.done.actor.surveyVolumes'; readonly output: readonly MoveFacts[] }
  | { readonly type: 'xstate.error.actor.surveyVolumes'; readonly error: PlanFault }
  | { readonly type: 'xstate.done.actor.readPools'; readonly output: FirstReading }
  | { readonly type: 'xstate.error.actor.readPools'; readonly error: PlanFault }
  | { readonly type: 'xstate.done.actor.listLeft'; readonly output: readonly PoolLeft[] }
  | { readonly type: 'xstate.error.actor.listLeft'; readonly error: PlanFault }
  | { readonly type: `xstate.done.actor.move.${number}`; readonly output: MoveEnd }
  | { readonly type: `xstate.error.actor.move.${number}`; readonly error: PlanFault };

/** An error of a call, as data. */
export interface PlanFault {
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
  /** With code `LimitReached`: the slots that other runs took first. */
  readonly slots?: readonly SlotName[];
  /** With code `VolumeHeld`: the run that has the volume. */
  readonly holder?: VolumeHolder;
}

/** The call that makes a move has this ID. */
export const moveCall = (n: number): `move.${number}` => `move.${n}`;

/** The number of the move whose call has ended. */
export const moveOf = ({ type }: { readonly type: string }): number =>
  Number(type.slice(type.lastIndexOf('.') + 1));
