// XState's events in the journal's form, and back.
import type { EventObject } from 'xstate';
import type { Fault } from '../../machines/types.ts';
import type { JournalEvent } from './records.ts';

const DONE = 'xstate.done.actor.';
const FAILED = 'xstate.error.actor.';

/** An event of the machine as the journal keeps it; null for XState's own, which a fold makes anew. */
export function toJournal(event: EventObject): JournalEvent | null {
  const { type } = event;
  if (type.startsWith(DONE)) {
    return {
      type: 'done',
      call: type.slice(DONE.length),
      output: (event as { output?: unknown }).output ?? null,
    };
  }
  if (type.startsWith(FAILED)) {
    return {
      type: 'failed',
      call: type.slice(FAILED.length),
      fault: (event as unknown as { error: Fault }).error,
    };
  }
  return type.startsWith('xstate.') ? null : (event as JournalEvent);
}

/** The event that the machine was told. */
export function fromJournal(event: JournalEvent): EventObject {
  if (event.type === 'done') return { type: `${DONE}${event.call}`, output: event.output } as EventObject;
  if (event.type === 'failed') return { type: `${FAILED}${event.call}`, error: event.fault } as EventObject;
  return event;
}
