// A reply to the production machine: what it receives, and how the staged cloud is made to send it.
import type { PortName, WatchName } from '../../../machines/actors.ts';
import type { MigrationContext, RunEvent } from '../../../machines/context.ts';
import type { Fault, MoveSighting, SourceCopy, SwapSighting, Volume } from '../../../machines/types.ts';
import type { Reply } from '../alphabet.ts';
import { BROKEN, refused, unavailable } from './rows.ts';
import { DEADLINE_MS, STALL_MS, type Stage } from './stage.ts';

/** A reply, and how the staged cloud is made to send it. */
export interface SteeredReply extends Reply {
  /** Makes the staged cloud give this reply; called before the machine requests it. */
  readonly steer: (stage: Stage) => void;
  /** Obvious: titles omit it. */
  readonly isPlain: boolean;
  /** Comes from whoever runs the machine, not from the cloud. */
  readonly isOwn: boolean;
}

/** Where the machine is when it receives something. */
export interface Situation {
  /** The state's path. */
  readonly state: string;
  readonly context: MigrationContext;
}

/** What an actor of the machine may report, likeliest first. */
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

/** The result of a call. */
export const answered = (port: PortName, output: unknown, words: string, steer = nothing): SteeredReply =>
  reply(words, doneEvent(port, output), steer);

/** The obvious result of a call. */
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

/** Nothing readable has changed for that long. */
export function stallsFor(forMs: number, words: string): SteeredReply {
  return told({ type: 'watch.stalled', forMs }, words, (stage) => {
    stage.answer({ method: 'GET' }, 'unavailable');
    stage.pass(forMs);
  });
}

/** The possible ends of any watch, whatever it reads. */
export const watchEnds = (watch: WatchName): SteeredReply[] => [
  ...endsLater,
  reply(
    'the watch breaks',
    { type: `xstate.error.actor.${watch}`, error: BROKEN } as { type: string },
    (stage) => stage.breakWatch(BROKEN),
  ),
];

/** The same for a watch that has started: what breaks, breaks at its start. */
export const endsLater: readonly SteeredReply[] = [
  stallsFor(STALL_MS, 'no news for a long time'),
  told(
    { type: 'watch.deadline', afterMs: DEADLINE_MS, lastFault: unavailable() },
    'no response until the deadline',
    (stage) => {
      stage.answer({ method: 'GET' }, 'unavailable');
      stage.pass(DEADLINE_MS);
    },
  ),
  told({ type: 'watch.failed', fault: refused() }, 'the cloud rejects the reads', (stage) =>
    stage.answer({ method: 'GET' }, 'refused'),
  ),
];

/** A watch that has read something ends because nothing new comes. */
export const deadlinePasses = told(
  { type: 'watch.deadline', afterMs: DEADLINE_MS, lastFault: null },
  'nothing more until the deadline',
  (stage) => stage.pass(DEADLINE_MS),
);
