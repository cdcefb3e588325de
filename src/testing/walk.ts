// Walks a path on the machine alone: no actor is started, no action with effects outside is executed.
import {
  type Actor,
  type ActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
  type InputFrom,
  type InspectedMicrostepEvent,
  type SnapshotFrom,
} from 'xstate';
import { type DeclaredTransition, declared } from '../../machines/transitions.ts';
import { type Alphabet, type Reply, repliesIn } from './alphabet.ts';
import { statePathOf } from './graph.ts';
import { type GuardAnswer, guardAnswers, takenIn } from './guardAnswers.ts';

/** What a reply did; the first step of a walk is the machine's start, which has no reply. */
export interface Step<M extends AnyStateMachine, R extends Reply = Reply> {
  readonly reply: R | null;
  /** The transitions taken, including eventless ones; empty if the reply was ignored. */
  readonly taken: readonly DeclaredTransition[];
  readonly guards: readonly GuardAnswer[];
  readonly snapshot: SnapshotFrom<M>;
  /** The path of the state that it led to. */
  readonly state: string;
}

/** The steps of a walk, from the machine's start on. */
export type Walk<M extends AnyStateMachine, R extends Reply = Reply> = readonly Step<M, R>[];

/**
 * Walks a path, whose replies are given by their words. The alphabet is called in each state, so that each
 * reply fits the walk's own context. Throws if a state has no such reply.
 */
export function walk<M extends AnyStateMachine, R extends Reply>(
  machine: M,
  { input, alphabet }: { readonly input: InputFrom<M>; readonly alphabet: Alphabet<R, SnapshotFrom<M>> },
  path: readonly string[],
): Walk<M, R> {
  let microsteps: InspectedMicrostepEvent[] = [];
  const actor = createActor(machine as AnyStateMachine, {
    input,
    inspect: (inspection) => {
      if (inspection.type === '@xstate.microstep') microsteps.push(inspection);
    },
  });
  // Machines that it invokes have microsteps of their own.
  const own = () => microsteps.filter(({ actorRef }) => actorRef === actor);
  let snapshot: AnyMachineSnapshot = actor.getSnapshot();
  const steps = [stepOf<M, R>(null, null, own(), snapshot)];
  for (const words of path) {
    const reply = repliesIn(snapshot, alphabet as Alphabet<R>).find((one) => one.words === words);
    if (reply === undefined) throw new Error(`${statePathOf(snapshot)} has no reply "${words}"`);
    microsteps = [];
    const next = machine.transition(snapshot, reply.event, inertScope(actor));
    steps.push(stepOf<M, R>(snapshot, reply, own(), next));
    snapshot = next;
  }
  return steps;
}

/** Nothing that a machine requests from its surroundings is done. */
const inertScope = (actor: Actor<AnyStateMachine>): ActorScope<AnyMachineSnapshot, EventObject> => ({
  self: actor,
  system: actor.system,
  id: actor.id,
  sessionId: actor.sessionId,
  logger: () => {},
  defer: () => {},
  emit: () => {},
  stopChild: () => {},
  actionExecutor: () => {},
});

function stepOf<M extends AnyStateMachine, R extends Reply>(
  before: AnyMachineSnapshot | null,
  reply: R | null,
  microsteps: readonly InspectedMicrostepEvent[],
  snapshot: AnyMachineSnapshot,
): Step<M, R> {
  const taken = microsteps.flatMap(takenIn);
  return {
    reply,
    taken: taken.map(declared),
    guards: guardAnswers(before, microsteps, snapshot),
    snapshot: snapshot as SnapshotFrom<M>,
    state: statePathOf(snapshot),
  };
}
