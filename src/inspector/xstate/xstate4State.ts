// Events and states of XState 5 in the form that XState 4 reads.
import { shown } from './shown.ts';

/** A snapshot of a machine, as far as XState 4 has terms for it. */
export interface MachineState {
  readonly value: unknown;
  readonly context: unknown;
  readonly status: string;
  readonly tags?: unknown;
}

interface Event {
  readonly type: string;
}

const RENAMED: readonly (readonly [of5: string, of4: string])[] = [
  ['xstate.done.actor.', 'done.invoke.'],
  ['xstate.error.actor.', 'error.platform.'],
  ['xstate.done.state.', 'done.state.'],
];

/** An event under XState 4's name; what a call has returned or thrown is its `data` there. */
function eventForXState4(event: Event): Event {
  const [of5 = '', of4 = ''] = RENAMED.find(([prefix]) => event.type.startsWith(prefix)) ?? [];
  if (of5 === '') return shown(event) as Event;
  const { output, error } = event as { output?: unknown; error?: unknown };
  return { type: of4 + event.type.slice(of5.length), data: shown(output ?? error) } as Event;
}

/** An event with the envelope that XState 4 puts around it (SCXML's). */
export function scxmlEvent(event: Event): object {
  const data = eventForXState4(event);
  return { name: data.type, data, $$type: 'scxml', type: 'external' };
}

/** A state of XState 4: `State.create` accepts it. */
export function stateForXState4(state: MachineState, event: Event, sessionId: string): object {
  const { value, context, status, tags } = shown(state) as MachineState;
  return {
    ...{ value, context, tags, done: status === 'done' },
    ...{ event: eventForXState4(event), _event: scxmlEvent(event), _sessionid: sessionId },
    ...{ actions: [], activities: {}, meta: {}, events: [] },
    ...{ configuration: [], transitions: [], children: {} },
  };
}
