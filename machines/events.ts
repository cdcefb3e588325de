// Reads the content of events: XState's done and error events are not in the machine's event type, so all casts are here.
import type { CallDone, CallFailed, ChartEvent } from './context.ts';
import type { VolumeSeen } from './ports.ts';
import type { Fault, MoveSighting, SourceCopy, SwapSighting, Volume } from './types.ts';

/** The result of the call that has just ended. */
export const answer = <T>(event: ChartEvent): T => (event as CallDone).output as T;

/**
 * Why the call that has just ended failed. Ports reject with a `Fault`; anything else is an error of this
 * program.
 */
export function faultOf(event: ChartEvent): Fault {
  if (event.type === 'watch.failed') return event.fault;
  const { error } = event as CallFailed;
  if (isFault(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return {
    name: 'InternalError',
    code: 'Internal',
    message,
    reasons: [],
    status: null,
    requestId: null,
    uncertain: true,
  };
}

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Error) &&
  'code' in value &&
  'uncertain' in value;

/** The volume that a watch has just read; null if it is gone, undefined if the event is another one. */
export function seenVolume(event: ChartEvent): Volume | null | undefined {
  if (event.type === 'move.seen') return event.move.volume;
  return event.type === 'volume.seen' ? (event as VolumeSeen).volume : undefined;
}

export const seenMove = (event: ChartEvent): MoveSighting | undefined =>
  event.type === 'move.seen' ? event.move : undefined;

export const seenSwap = (event: ChartEvent): SwapSighting | undefined =>
  event.type === 'swap.seen' ? event.swap : undefined;

export const seenSourceCopies = (event: ChartEvent): readonly SourceCopy[] | undefined =>
  event.type === 'sourceCopies.seen' ? event.copies : undefined;
