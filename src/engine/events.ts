// Converts XState's events to the journal's form and back.
import type { EventObject } from 'xstate';
import type { SerializedError, WorkflowEvent } from './records.ts';

const DONE = 'xstate.done.actor.';
const FAILED = 'xstate.error.actor.';
// A machine's own event of such a type is recorded as `{ type: 'event', event }`.
const OWN: ReadonlySet<string> = new Set(['done', 'failed', 'event']);

/** A machine's event in the journal's form; null for XState's own events, which a replay produces again. */
export function toJournal(event: EventObject): WorkflowEvent | null {
  const { type } = event;
  if (type.startsWith(DONE)) {
    const { output = null } = event as { output?: unknown };
    return { type: 'done', call: type.slice(DONE.length), output };
  }
  if (type.startsWith(FAILED)) {
    const { error } = event as unknown as { error: SerializedError };
    return { type: 'failed', call: type.slice(FAILED.length), fault: error };
  }
  if (type.startsWith('xstate.')) return null;
  return OWN.has(type) ? ({ type: 'event', event } as WorkflowEvent) : event;
}

/** The event as the machine received it. */
export function fromJournal(event: WorkflowEvent): EventObject {
  if (event.type === 'done') return { type: `${DONE}${event.call}`, output: event.output } as EventObject;
  if (event.type === 'failed') return { type: `${FAILED}${event.call}`, error: event.fault } as EventObject;
  if (event.type === 'event') return event['event'] as EventObject;
  return event;
}
