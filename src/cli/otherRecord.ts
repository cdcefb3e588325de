// A record of a run of another workflow as one line of text.
import type { WorkflowEvent, WorkflowRecord } from '../engine/records.ts';
import { duration } from './render.ts';

const MOST_LETTERS = 160;

/** Any value in one line: JSON, cut where it is long. */
export function briefJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** The record in words. */
export function otherRecordInWords(record: WorkflowRecord): string {
  switch (record.kind) {
    case 'started':
      return `started with ${briefJson(record.input)}`;
    case 'intent':
      return `calls ${record.call}${record.input == null ? '' : ` with ${briefJson(record.input)}`}`;
    case 'request':
      return `request of ${record.request.call}: ${briefJson(record.request)}`;
    case 'event':
      return eventInWords(record.event);
    case 'resumed':
      return 'resumed by another process';
    case 'ended':
      return `ended${record.result == null ? '' : ` with ${briefJson(record.result)}`}`;
    case 'givenUp':
      return `given up: ${record.why}`;
    default:
      return (record as { readonly kind: string }).kind;
  }
}

function eventInWords(event: WorkflowEvent): string {
  if (event.type === 'done') return `${event.call} returned ${briefJson(event.output)}`;
  if (event.type === 'failed') return `${event.call} failed: ${event.fault.message}`;
  const { type, ...rest } = event;
  return `event ${type}${Object.keys(rest).length === 0 ? '' : ` ${briefJson(rest)}`}`;
}

/** The record with the time since the run started, for a list of records. */
export const timed = (
  afterMs: number,
  words: string,
  paint: (style: 'dim', text: string) => string,
): string => `${paint('dim', duration(afterMs).padStart(9))}    ${words}`;
