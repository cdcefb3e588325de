// The actor that inspectors see: it receives the same events as the run, and nothing done to it affects the run.
import {
  type Actor,
  type ActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
  fromCallback,
  type InspectionEvent,
  type Observer,
  type Snapshot,
} from 'xstate';
import { fromJournal, toJournal } from './events.ts';
import { safeCallback } from './safeCallback.ts';
import type { WorkflowPorts } from './workflow.ts';

/** Any XState 5 inspector. */
export type Inspect = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

export interface Mirror {
  readonly start: () => void;
  /** Receives a copy of an event of the run; `from` is the ID of the call or watch that sent it. */
  readonly send: (event: EventObject, from: string | null) => void;
  readonly stop: () => void;
}

/** Where the mirrored run begins. */
export interface Origin {
  readonly input: unknown;
  /** The snapshot of a resumed run; null for a new one. */
  readonly snapshot: AnyMachineSnapshot | null;
}

/**
 * Lets an inspector watch a run. Its actors, events and snapshots are copies: changing them, sending to them
 * or throwing has no effect on the run.
 */
export function createMirror(
  machine: AnyStateMachine,
  ports: WorkflowPorts,
  inspect: Inspect,
  origin: Origin,
): Mirror {
  const watches = new Map<string, (event: AnyEventObject) => void>();
  const see = safeCallback(
    (event: InspectionEvent) => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)),
    'inspect',
  );
  const provided = { actors: mirroredActors(ports, watches), actions: withoutEffects(machine) };
  const mirror = createActor(machine.provide(provided as never), {
    ...restored(machine, origin),
    inspect: see,
  });
  // Without a listener XState would rethrow the error and end the process.
  mirror.subscribe({ error: () => {} });
  const safely = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      safeCallback(() => {
        throw error;
      }, 'inspect')(undefined);
    }
  };
  return {
    start: () => safely(() => mirror.start()),
    send: (event, from) => safely(() => feed(mirror, watches, structuredClone(event), from)),
    stop: () => safely(() => mirror.stop()),
  };
}

const restored = (machine: AnyStateMachine, { input, snapshot }: Origin): object =>
  snapshot === null
    ? { input: structuredClone(input) }
    : { input, snapshot: JSON.parse(JSON.stringify(machine.getPersistedSnapshot(snapshot))) };

function feed(
  mirror: Actor<AnyStateMachine>,
  watches: Map<string, (event: AnyEventObject) => void>,
  event: EventObject,
  from: string | null,
): void {
  const kept = toJournal(event);
  if (kept === null) return;
  const direct = (): void => mirror.send(fromJournal(kept));
  if (kept.type === 'done' || kept.type === 'failed') {
    const children: Readonly<Record<string, AnyActorRef | undefined>> = mirror.getSnapshot().children;
    const child = children[kept.call];
    if (child === undefined || watches.has(kept.call)) direct();
    else if (kept.type === 'done') child.send({ type: RESOLVE, data: kept.output });
    else child.send({ type: REJECT, data: kept.fault });
    return;
  }
  const watch = watches.get(from ?? '') ?? direct;
  watch(event);
}

// The event names of XState's own promise actors, so that an inspector sees the same events.
const RESOLVE = 'xstate.promise.resolve';
const REJECT = 'xstate.promise.reject';

type CallSnapshot = Snapshot<unknown> & { readonly input: unknown };

// A stand-in for a call: it makes no call itself, and receives how the run's own call ended.
const call: ActorLogic<CallSnapshot, { type: string; data?: unknown }, unknown> = {
  getInitialSnapshot: (_, input) => ({ status: 'active', output: undefined, error: undefined, input }),
  transition: (snapshot, event) => {
    if (event.type === RESOLVE)
      return { ...snapshot, status: 'done', output: event.data, error: undefined } as CallSnapshot;
    if (event.type === REJECT)
      return { ...snapshot, status: 'error', output: undefined, error: event.data } as CallSnapshot;
    return event.type === 'xstate.stop' ? ({ ...snapshot, status: 'stopped' } as CallSnapshot) : snapshot;
  },
  getPersistedSnapshot: (snapshot) => snapshot,
};

const mirroredActors = (
  { calls, watches = {} }: WorkflowPorts,
  senders: Map<string, (event: AnyEventObject) => void>,
): object =>
  Object.fromEntries([
    ...Object.keys(calls).map((name) => [name, call]),
    ...Object.keys(watches).map((name) => [
      name,
      fromCallback(({ self, sendBack }) => {
        senders.set(self.id, sendBack);
        return () => void senders.delete(self.id);
      }),
    ]),
  ]);

// The run performs the machine's own actions; the mirror only changes the context as they do.
const withoutEffects = ({ implementations }: AnyStateMachine): object =>
  Object.fromEntries(
    Object.entries(implementations.actions ?? {})
      .filter(([, action]) => typeof action === 'function' && !('resolve' in action))
      .map(([name]) => [name, () => {}]),
  );
