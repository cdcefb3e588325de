// The messages of @statelyai/inspect 0.7, XState 5's inspector: actors, events, snapshots, a JSON object each.
import { definitionOf, type InspectedActor, type Inspection } from './inspected.ts';
import type { Protocol } from './protocol.ts';
import { createRemembered } from './remembered.ts';
import { shown } from './shown.ts';

// The version of @statelyai/inspect whose messages these are: receivers accept nothing without one.
const VERSION = '0.7.2';

/** The protocol of @statelyai/inspect. */
export function createStatelyProtocol(): Protocol {
  const remembered = createRemembered();
  let told = 0;
  return {
    tell: (inspection) => {
      const { type, actorRef, rootId } = inspection;
      const said = wordsOf(inspection);
      if (said === null) return [];
      told += 1;
      const message = JSON.stringify({
        ...{ type, ...said, sessionId: actorRef.sessionId, rootId },
        ...{ id: String(told), createdAt: String(Date.now()), _version: VERSION },
      });
      const isRegistration = type === '@xstate.actor' && definitionOf(actorRef) !== null;
      remembered.add(message, isRegistration);
      return [message];
    },
    soFar: remembered.all,
  };
}

function wordsOf(inspection: Inspection): object | null {
  if (inspection.type === '@xstate.actor') return actorWords(inspection.actorRef);
  if (inspection.type === '@xstate.event') {
    return { event: shown(inspection.event), sourceId: inspection.sourceRef?.sessionId };
  }
  if (inspection.type !== '@xstate.snapshot') return null;
  return { event: shown(inspection.event), snapshot: shown(inspection.snapshot) };
}

// At this moment the actor has no snapshot yet: its first one follows as a message of its own.
function actorWords(actor: InspectedActor): object {
  const { id, sessionId, _parent: parent } = actor;
  const definition = definitionOf(actor);
  // An actor without a name of its own is named after its session; the machine's name says more.
  const name = id === sessionId ? (definition?.id ?? id) : id;
  return {
    ...{ name, parentId: parent?.sessionId },
    definition: JSON.stringify(shown(definition ?? { id: name })),
    snapshot: { status: 'active' },
  };
}
