// A record of the journal as one line of text.
import type { MoveSighting, SwapSighting } from '../../machines/types.ts';
import type { RequestTrace } from '../../services/index.ts';
import type { JournalEvent, JournalRecord } from '../volumeMigrate/records.ts';
import { duration, sighting } from './render.ts';

/** The record in words. */
export function recordInWords(record: JournalRecord): string {
  switch (record.kind) {
    case 'intent':
      return `calls ${record.call}`;
    case 'request':
      return requestInWords(record.request);
    case 'event':
      return eventInWords(record.event);
    case 'ended':
      return `ended ${record.result.status}`;
    case 'givenUp':
      return `given up: ${record.why}`;
    default:
      return record.kind;
  }
}

/** `GET volume /v3/… → 200 in 31 ms (req-…)`. */
export function requestInWords({
  method,
  service,
  path,
  status,
  ms,
  requestId,
  error,
}: RequestTrace): string {
  const from = requestId === null ? '' : ` (${requestId})`;
  return `${method} ${service} ${path} → ${status ?? `no response: ${error}`} in ${took(ms)}${from}`;
}

const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : duration(ms));

function eventInWords(event: JournalEvent): string {
  switch (event.type) {
    case 'done':
      return `${event.call} succeeded`;
    case 'failed':
      return `${event.call} failed: ${event.fault.message}`;
    case 'volume.seen':
      return event.volume === null ? 'the volume is gone' : sighting(event.volume);
    case 'move.seen':
      return moveInWords(event.move);
    case 'swap.seen':
      return swapInWords(event.swap);
    case 'sourceCopies.seen':
      return event.copies.length === 0
        ? 'no source copies left'
        : `source copies left: ${event.copies.length}`;
    case 'watch.stalled':
      return `no change for ${duration(event.forMs)}`;
    case 'watch.deadline':
      return `stopped waiting after ${duration(event.afterMs)}`;
    case 'watch.failed':
      return `the watch failed: ${event.fault.message}`;
    case 'cancel':
      return 'cancel requested';
  }
}

const swapInWords = ({ source, destination, result }: SwapSighting): string =>
  `source ${source?.status ?? 'gone'}, destination ${destination?.status ?? 'gone'}, Nova's result: ${result ?? 'none yet'}`;

const moveInWords = ({ volume, target, swap }: MoveSighting): string =>
  `${volume === null ? 'the volume is gone' : sighting(volume)}; target ${target?.status ?? 'gone'}, Nova's swap: ${swap}`;
