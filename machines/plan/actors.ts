// The calls and watches of a plan: names and types. The code that runs the machine provides them.
import { type EventObject, fromCallback, fromPromise, type PromiseActorLogic } from 'xstate';
import type { MigrationParameters } from '../types.ts';
import type { FirstReading } from './events.ts';
import type { SlotLimits } from './slots.ts';
import type { MoveEnd, MoveFacts, PlanAction, PlanSchedule, PoolLeft } from './types.ts';

/** The input of the call that makes a move. */
export interface MoveCallInput {
  readonly n: number;
  readonly parameters: MigrationParameters;
  /** The slots that the move takes, each with the number of runs that may have it at once. */
  readonly slots: SlotLimits;
}

type Empty = Record<string, never>;

const notProvided = (name: string): never => {
  throw new Error(`plan: the actor ${name} is not provided`);
};

const call = <Output, Input>(name: string): PromiseActorLogic<Output, Input> =>
  fromPromise<Output, Input>(async () => notProvided(name));

const watch = <Input>(name: string) => fromCallback<EventObject, Input>(() => notProvided(name));

export const actors = {
  /** Cinder: where the volumes of the moves are, and which servers have them. */
  surveyVolumes: call<readonly MoveFacts[], { readonly moves: readonly PlanAction[] }>('surveyVolumes'),
  /** Cinder: the capacity of the pools that moves go to, before the first move; and the other runs that move volumes there. */
  readPools: call<FirstReading, { readonly pools: readonly string[] }>('readPools'),
  /** Cinder: the volumes that are still on the pools that the plan was to empty. */
  listLeft: call<readonly PoolLeft[], { readonly pools: readonly string[] }>('listLeft'),
  /** Makes one move, as a run of its own. */
  makeMove: call<MoveEnd, MoveCallInput>('makeMove'),
  /** Asks the runs of the moves that are under way to cancel; a watch, so that it asks again when the plan is resumed. */
  cancelMoves: watch<Empty>('cancelMoves'),
  /** Requests of users, from any process. */
  watchRequests: watch<{ readonly after: number }>('watchRequests'),
  /** Cinder: the capacity of the pools that moves go to. */
  watchPools: watch<{ readonly pools: readonly string[] }>('watchPools'),
  /** The unfinished runs of the journal that are not moves of this plan. */
  watchOtherRuns: watch<Empty>('watchOtherRuns'),
  /** The moments at which a schedule opens or closes. */
  watchClock: watch<{ readonly schedules: readonly PlanSchedule[] }>('watchClock'),
};
