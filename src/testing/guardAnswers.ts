// Which guards a step evaluated, where, and with which results: derived from the transitions that it took.
import {
  type AnyMachineSnapshot,
  type AnyStateNode,
  type AnyTransitionDefinition,
  getStateNodes,
  type InspectedMicrostepEvent,
} from 'xstate';
import { type DeclaredTransition, declared } from '../../machines/transitions.ts';

/** A guard in its place: the transition that it guards. */
export interface GuardAnswer {
  readonly transition: DeclaredTransition;
  readonly answer: boolean;
}

/**
 * The transitions that a microstep took. XState, from 5.27 to 5.33, says so only here: `getMicrosteps()` returns
 * snapshots and actions, `getNextTransitions()` all that are possible, and `getTransitionData()` knows no eventless
 * ones.
 */
export const takenIn = ({ _transitions }: InspectedMicrostepEvent): readonly AnyTransitionDefinition[] =>
  _transitions;

/**
 * XState evaluates the alternatives of a state in order until one is enabled, the innermost state first:
 * those before the one that was taken were false, and all were if none was taken. `before` is null for the
 * machine's start.
 */
export function guardAnswers(
  before: AnyMachineSnapshot | null,
  microsteps: readonly InspectedMicrostepEvent[],
  after: AnyMachineSnapshot,
): GuardAnswer[] {
  let nodes = before === null ? null : nodesOf(before);
  const answers = microsteps.flatMap((microstep) => {
    const taken = takenIn(microstep);
    const type = taken.some(({ eventType }) => eventType === '') ? '' : microstep.event.type;
    const asked = askedIn(nodes ?? taken.map(({ source }) => source), type, taken);
    nodes = nodesOf(microstep.snapshot as AnyMachineSnapshot);
    return asked;
  });
  return after.status === 'active' ? [...answers, ...askedIn(nodesOf(after), '', [])] : answers;
}

const nodesOf = ({ machine, value }: AnyMachineSnapshot): readonly AnyStateNode[] =>
  getStateNodes(machine.root, value);

function askedIn(
  nodes: readonly AnyStateNode[],
  eventType: string,
  taken: readonly AnyTransitionDefinition[],
): GuardAnswer[] {
  const seen = new Set<AnyStateNode>();
  const innermost = nodes.filter(({ type }) => type === 'atomic' || type === 'final');
  return innermost.flatMap((atomic) => {
    const asked: GuardAnswer[] = [];
    for (let node: AnyStateNode | undefined = atomic; node && !seen.has(node); node = node.parent) {
      seen.add(node);
      const alternatives = alternativesOf(node, eventType);
      const index = alternatives.findIndex((one) => taken.includes(one));
      asked.push(...answersOf(alternatives, index));
      if (index >= 0) break;
    }
    return asked;
  });
}

function alternativesOf(node: AnyStateNode, eventType: string): readonly AnyTransitionDefinition[] {
  if (eventType === '') return node.always ?? [];
  return node.transitions.get(eventType) ?? node.transitions.get('*') ?? [];
}

function answersOf(alternatives: readonly AnyTransitionDefinition[], taken: number): GuardAnswer[] {
  const asked = taken < 0 ? alternatives : alternatives.slice(0, taken + 1);
  return asked.flatMap((one, index) =>
    one.guard === undefined ? [] : [{ transition: declared(one), answer: index === taken }],
  );
}
