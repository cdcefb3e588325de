// One transition of a machine as a pure step: the next snapshot, and the effects that it requests.
import {
  type ActorScope,
  type AnyActorLogic,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  initialTransition,
  transition,
} from 'xstate';
import { asStubs } from './childStub.ts';

/** What a transition requests from the engine. */
export type Effect =
  | { readonly kind: 'start'; readonly id: string; readonly src: string; readonly input: unknown }
  | { readonly kind: 'stop'; readonly id: string }
  /** One of the machine's own actions; replays do not perform it. */
  | { readonly kind: 'act'; readonly perform: () => void };

export interface Stepped {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
}

/** The first step of a run. */
export const begin = (machine: AnyStateMachine, input: unknown): Stepped =>
  stepped(initialTransition(light(machine), { input }) as Transitioned);

/** The next step. Throws if a guard or an action throws. */
export const next = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: EventObject): Stepped =>
  stepped(transition(light(machine), snapshot, event) as unknown as Transitioned);

interface Action {
  readonly type: string;
  readonly params?: unknown;
  readonly info?: unknown;
  readonly exec?: ((info: unknown, params: unknown) => void) | undefined;
}

type Transitioned = readonly [AnyMachineSnapshot, readonly Action[]];

// A run keeps its snapshot while it waits: in little memory.
const stepped = ([snapshot, actions]: Transitioned): Stepped => ({
  snapshot: {
    ...snapshot,
    // XState fills the context property by property, which makes it a hash table; a copy is a record, a fifth in size.
    context: isPlain(snapshot.context) ? { ...snapshot.context } : snapshot.context,
    children: asStubs(snapshot.children),
  } as AnyMachineSnapshot,
  effects: withoutPassing(actions.flatMap(effectOf)),
});

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

// What one transition starts and stops again was never under way.
function withoutPassing(effects: readonly Effect[]): Effect[] {
  const kept: Effect[] = [];
  for (const effect of effects) {
    const index =
      effect.kind === 'stop' ? kept.findLastIndex((one) => one.kind === 'start' && one.id === effect.id) : -1;
    if (index < 0) kept.push(effect);
    else kept.splice(index, 1);
  }
  return kept;
}

function effectOf({ type, params, info, exec }: Action): Effect[] {
  const { id = '', src, input, delay } = (params ?? {}) as SpawnParams;
  if (type === 'xstate.spawnChild') return [{ kind: 'start', id, src: String(src), input }];
  if (type === 'xstate.stopChild') return [{ kind: 'stop', id }];
  if (delay !== undefined) throw new Error(`${type} with a delay is not durable. Use a watch instead`);
  return exec === undefined ? [] : [{ kind: 'act', perform: () => exec(info, params) }];
}

interface SpawnParams {
  readonly id?: string;
  readonly src?: unknown;
  readonly input?: unknown;
  readonly delay?: unknown;
}

// XState's pure functions create an actor of the logic each time, and with it an initial snapshot that is not
// needed. This logic has the machine's transitions and an empty initial snapshot, except where that snapshot
// is requested: four times as fast.
const lights = new WeakMap<AnyStateMachine, AnyActorLogic>();

function light(machine: AnyStateMachine): AnyActorLogic {
  const known = lights.get(machine);
  if (known !== undefined) return known;
  const logic = {
    getInitialSnapshot: (scope: ActorScope<never, never>, given?: { readonly input: unknown }) =>
      given === undefined ? NONE : machine.getInitialSnapshot(scope as never, given.input as never),
    transition: (snapshot: never, event: never, scope: never) => machine.transition(snapshot, event, scope),
    getPersistedSnapshot: (snapshot: unknown) => snapshot,
  } as unknown as AnyActorLogic;
  lights.set(machine, logic);
  return logic;
}

const NONE = { status: 'active', output: undefined, error: undefined };
