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

/** How a machine is walked: its input, and the replies that each state can get. */
export interface WalkOptions<M extends AnyStateMachine, R extends Reply> {
  readonly input: InputFrom<M>;
  readonly alphabet: Alphabet<R, SnapshotFrom<M>>;
}

/**
 * Walks a path, whose replies are given by their words. The alphabet is called in each state, so that each
 * reply fits the walk's own context. Throws if a state has no such reply.
 */
export const walk = <M extends AnyStateMachine, R extends Reply>(
  machine: M,
  options: WalkOptions<M, R>,
  path: readonly string[],
): Walk<M, R> => createWalker(machine, options)(path);

/** A step, with those that replies have led to from it. */
interface Visited<M extends AnyStateMachine, R extends Reply> {
  readonly step: Step<M, R>;
  readonly after: Map<string, Visited<M, R>>;
}

/** Walks many paths from the same start: what a path has in common with those before it is not walked again. */
export function createWalker<M extends AnyStateMachine, R extends Reply>(
  machine: M,
  { input, alphabet }: WalkOptions<M, R>,
): (path: readonly string[]) => Walk<M, R> {
  let microsteps: InspectedMicrostepEvent[] = [];
  const actor = createActor(machine as AnyStateMachine, {
    input,
    inspect: (inspection) => {
      if (inspection.type === '@xstate.microstep') microsteps.push(inspection);
    },
  });
  const scope = inertScope(actor);
  // Machines that it invokes have microsteps of their own.
  const own = () => microsteps.filter(({ actorRef }) => actorRef === actor);
  const visited = (step: Step<M, R>): Visited<M, R> => ({ step, after: new Map() });
  const start = visited(stepOf<M, R>(null, null, own(), actor.getSnapshot()));
  const go = ({ snapshot }: Step<M, R>, words: string): Step<M, R> => {
    const reply = repliesIn(snapshot, alphabet as Alphabet<R>).find((one) => one.words === words);
    if (reply === undefined) throw new Error(`${statePathOf(snapshot)} has no reply "${words}"`);
    microsteps = [];
    const next = machine.transition(snapshot, reply.event, scope);
    return stepOf<M, R>(snapshot, reply, own(), next);
  };
  return (path) => {
    const steps = [start.step];
    let here = start;
    for (const words of path) {
      const next = here.after.get(words) ?? visited(go(here.step, words));
      here.after.set(words, next);
      here = next;
      steps.push(here.step);
    }
    return steps;
  };
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
