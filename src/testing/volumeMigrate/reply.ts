// A reply to the production machine: what it is told, and how the staged cloud is made to tell it.
import type { ObserverName, PortName } from '../../../machines/actors.ts';
import type { Context, RunEvent } from '../../../machines/context.ts';
import type { Fault, MoveSighting, SourceCopy, SwapSighting, Volume } from '../../../machines/types.ts';
import type { Reply } from '../alphabet.ts';
import { BROKEN, refused, unavailable } from './rows.ts';
import { DEADLINE_MS, STALL_MS, type Stage } from './stage.ts';

export interface SteeredReply extends Reply {
  /** Makes the staged cloud give this reply; called before the machine asks for it. */
  readonly steer: (stage: Stage) => void;
  /** Goes without saying: titles leave it out. */
  readonly isPlain: boolean;
  /** Comes from whoever runs the machine, not from the cloud. */
  readonly isOwn: boolean;
}

/** Where the machine is when it is told something. */
export interface Situation {
  /** The state's path. */
  readonly state: string;
  readonly context: Context;
}

/** What an actor of the machine may tell it, the likeliest first. */
export type RepliesOf = (situation: Situation) => readonly SteeredReply[];

type Steer = SteeredReply['steer'];

const nothing: Steer = () => {};

const reply = (words: string, event: { type: string }, steer: Steer, isPlain = false): SteeredReply => ({
  words,
  event,
  steer,
  isPlain,
  isOwn: false,
});

/** The answer of a call. */
export const answered = (port: PortName, output: unknown, words: string, steer = nothing): SteeredReply =>
  reply(words, doneEvent(port, output), steer);

/** The answer that goes without saying. */
export const plainly = (port: PortName, output: unknown, words: string, steer = nothing): SteeredReply =>
  reply(words, doneEvent(port, output), steer, true);

const doneEvent = (port: PortName, output: unknown) => ({ type: `xstate.done.actor.${port}`, output });

/** The failure of a call. */
export const failed = (port: PortName, error: Fault, words: string, steer: Steer): SteeredReply =>
  reply(words, { type: `xstate.error.actor.${port}`, error } as { type: string }, steer);

const told = (event: RunEvent, words: string, steer: Steer, isPlain = false): SteeredReply =>
  reply(words, event, steer, isPlain);

export const seesVolume = (volume: Volume | null, words: string, steer = nothing): SteeredReply =>
  told({ type: 'volume.seen', volume }, words, steer);

export const seesMove = (move: MoveSighting, words: string, steer = nothing): SteeredReply =>
  told({ type: 'move.seen', move }, words, steer);

export const seesSwap = (swap: SwapSighting, words: string, steer = nothing): SteeredReply =>
  told({ type: 'swap.seen', swap }, words, steer);

export const seesCopies = (copies: readonly SourceCopy[], words: string, steer = nothing): SteeredReply =>
  told({ type: 'sourceCopies.seen', copies }, words, steer, copies.length === 0);

export const cancels: SteeredReply = { ...told({ type: 'cancel' }, 'cancelled', nothing), isOwn: true };

/** Nothing that could be read has changed for so long. */
export function stallsFor(forMs: number, words: string): SteeredReply {
  return told({ type: 'watch.stalled', forMs }, words, (stage) => {
    stage.answer({ method: 'GET' }, 'unavailable');
    stage.pass(forMs);
  });
}

/** What may come of any watch, whatever it looks at. */
export const watchEnds = (observer: ObserverName): SteeredReply[] => [
  ...endsLater,
  reply(
    'the watch breaks',
    { type: `xstate.error.actor.${observer}`, error: BROKEN } as { type: string },
    (stage) => stage.breakWatch(BROKEN),
  ),
];

/** The same of a watch that has begun: what breaks, breaks at its beginning. */
export const endsLater: readonly SteeredReply[] = [
  stallsFor(STALL_MS, 'nothing new for long'),
  told(
    { type: 'watch.deadline', afterMs: DEADLINE_MS, lastFault: unavailable() },
    'no answer until the deadline',
    (stage) => {
      stage.answer({ method: 'GET' }, 'unavailable');
      stage.pass(DEADLINE_MS);
    },
  ),
  told({ type: 'watch.failed', fault: refused() }, 'the cloud refuses to be asked', (stage) =>
    stage.answer({ method: 'GET' }, 'refused'),
  ),
];

/** A watch that has seen something ends for want of anything new. */
export const deadlinePasses = told(
  { type: 'watch.deadline', afterMs: DEADLINE_MS, lastFault: null },
  'nothing more until the deadline',
  (stage) => stage.pass(DEADLINE_MS),
);
