// The messages of @xstate/inspect 0.8, XState 4's inspector, about machines of XState 5.
import type { AnyEventObject, InspectedSnapshotEvent } from 'xstate';
import { definitionOf } from './inspected.ts';
import type { Protocol } from './protocol.ts';
import { machineForXState4 } from './xstate4Machine.ts';
import { type MachineState, scxmlEvent, stateForXState4 } from './xstate4State.ts';

// They are registered anew for each receiver that joins later; the oldest are forgotten.
const SERVICES = 20;

interface Service {
  readonly id: string;
  /** JSON. */
  readonly machine: string;
  /** JSON. */
  readonly state: string;
  readonly isOver: boolean;
}

/**
 * The protocol of @xstate/inspect. Its receivers know machines only, and of earlier events only the latest
 * state.
 */
export function createXState4Protocol(): Protocol {
  const services = new Map<string, Service>();
  const keep = (sessionId: string, service: Service): void => {
    services.set(sessionId, service);
    const [oldest] = services.keys();
    if (services.size > SERVICES && oldest !== undefined) services.delete(oldest);
  };
  return {
    tell: (inspection) => {
      const definition = definitionOf(inspection.actorRef);
      if (definition === null) return [];
      const { sessionId } = inspection.actorRef;
      const known = services.get(sessionId);
      if (inspection.type === '@xstate.event')
        return known === undefined ? [] : wordsOfEvent(sessionId, inspection.event);
      if (inspection.type !== '@xstate.snapshot') return [];
      const machine = known?.machine ?? JSON.stringify(machineForXState4(definition));
      const service = { id: definition.id ?? sessionId, machine, ...stateOf(inspection, sessionId) };
      keep(sessionId, service);
      return known === undefined ? registration(sessionId, service) : change(sessionId, service);
    },
    soFar: () => [...services].flatMap(([sessionId, service]) => registration(sessionId, service)),
  };
}

function stateOf(
  { snapshot, event }: InspectedSnapshotEvent,
  sessionId: string,
): Pick<Service, 'state' | 'isOver'> {
  const state = stateForXState4(snapshot as unknown as MachineState, event, sessionId);
  return { state: JSON.stringify(state), isOver: snapshot.status !== 'active' };
}

// Machine, state and event are strings in their messages.
const said = (messages: readonly object[]): string[] => messages.map((message) => JSON.stringify(message));

const wordsOfEvent = (sessionId: string, event: AnyEventObject): string[] =>
  said([{ type: 'service.event', event: JSON.stringify(scxmlEvent(event)), sessionId }]);

const registration = (sessionId: string, { id, machine, state, isOver }: Service): string[] =>
  said([{ type: 'service.register', machine, state, id, sessionId }, ...end(sessionId, isOver)]);

const change = (sessionId: string, { state, isOver }: Service): string[] =>
  said([{ type: 'service.state', state, sessionId }, ...end(sessionId, isOver)]);

const end = (sessionId: string, isOver: boolean): object[] =>
  isOver ? [{ type: 'service.stop', sessionId }] : [];
