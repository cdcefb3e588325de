// The steps that an event makes a machine take: which guards are evaluated, which transition is taken.
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  type EventObject,
  getInitialMicrosteps,
  getMicrosteps,
  getNextTransitions,
} from 'xstate';
import { declared } from '../../machines/transitions.ts';
import { askGuard } from './guardTrace.ts';
import { statePath } from './statePath.ts';
import type { ChartStep, GuardAsked } from './timelineTypes.ts';

type Microstep = readonly [AnyMachineSnapshot, unknown];

/** The first steps of a run. */
export function firstSteps(machine: AnyStateMachine, input: unknown): ChartStep[] {
  const [first, ...rest] = getInitialMicrosteps(machine, input as never) as unknown as readonly Microstep[];
  if (first === undefined) return [];
  const event = { type: 'xstate.init', input };
  const start = { guards: [], taken: null, state: statePath(first[0].value) };
  return [start, ...stepsFrom(machine, first[0], event, rest, false)];
}

/** The steps that follow an event. */
export function stepsAfter(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  event: EventObject,
): ChartStep[] {
  const microsteps = getMicrosteps(machine, before as never, event) as unknown as readonly Microstep[];
  return stepsFrom(machine, before, event, microsteps, true);
}

// The event triggers the first step; the following ones are eventless.
function stepsFrom(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  event: EventObject,
  microsteps: readonly Microstep[],
  isForEvent: boolean,
): ChartStep[] {
  return microsteps.map(([after], index) => {
    const from = index === 0 ? before : (microsteps[index - 1]?.[0] ?? before);
    const wanted = index === 0 && isForEvent ? event.type : '';
    return { ...selected(machine, from, event, wanted), state: statePath(after.value) };
  });
}

// XState's selection: a state's candidates come before those of its ancestors; the first whose guard holds is
// taken.
function selected(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  wanted: string,
): Omit<ChartStep, 'state'> {
  const guards: GuardAsked[] = [];
  const candidates = (
    getNextTransitions(snapshot as never) as unknown as readonly AnyTransitionDefinition[]
  ).filter(({ eventType }) => matches(eventType, wanted));
  for (const transition of candidates) {
    const asked = ask(machine, snapshot, event, transition);
    if (asked !== null) guards.push(asked);
    if (asked?.answer !== false) return { guards, taken: declared(transition) };
  }
  return { guards, taken: null };
}

interface Composite {
  readonly check: (snapshot: AnyMachineSnapshot, args: object, guard: object) => boolean;
}

const matches = (eventType: string, wanted: string): boolean =>
  eventType === wanted ||
  (wanted !== '' && eventType.endsWith('*') && wanted.startsWith(eventType.slice(0, -1)));

function ask(
  { implementations }: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  { guard }: AnyTransitionDefinition,
): GuardAsked | null {
  if (guard === undefined) return null;
  const { context } = snapshot;
  const name = typeof guard === 'string' ? guard : 'type' in guard ? String(guard.type) : guard.name;
  const inline = typeof guard === 'function' ? guard : undefined;
  const implementation = inline ?? implementations.guards[name];
  if (typeof implementation !== 'function') throw new Error(`the machine has no guard ${name}`);
  // `and`, `or`, `not` and `stateIn`: XState evaluates them on the snapshot.
  if ('check' in implementation) {
    const { check } = implementation as unknown as Composite;
    return { guard: name, answer: check(snapshot, { context, event }, implementation), given: {} };
  }
  const given = typeof guard === 'object' ? (guard as { params?: unknown }).params : undefined;
  const params = typeof given === 'function' ? given({ context, event }) : given;
  return askGuard(name, implementation as never, { context, event }, params);
}
