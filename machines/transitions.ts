// Every transition that a machine declares, each with an ID that drawings, timelines and coverage share.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A transition as a machine declares it. */
export interface DeclaredTransition {
  /**
   * `source|event|place among its alternatives`, such as `cold.askingDestination||1`: unique in the machine.
   */
  readonly id: string;
  /** Path of the source state, such as `cold.askingDestination`; empty for the root. */
  readonly source: string;
  /** Empty for an eventless transition (`always`). */
  readonly event: string;
  /** Null if it has no guard. */
  readonly guard: string | null;
  /** Path of the target state; null if the run stays in its state. */
  readonly target: string | null;
}

/** A state's path from the root, such as `cold.migrating.watchingMigration`; empty for the root. */
export const pathOf = (node: AnyStateNode): string => node.path.join('.');

/** All states of a machine, the root first, each before its children. */
export const statesOf = (machine: AnyStateMachine): AnyStateNode[] => withDescendants(machine.root);

const withDescendants = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(withDescendants),
];

/** All transitions of a machine, in the order of its states. */
export const transitionsOf = (machine: AnyStateMachine): DeclaredTransition[] =>
  statesOf(machine).flatMap((node) => definitionsOf(node).map(declared));

const definitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

/** Names a transition as XState holds it (`_transitions` of a microstep). */
export function declared(definition: AnyTransitionDefinition): DeclaredTransition {
  const { source, eventType, guard, target } = definition;
  const alternatives = eventType === '' ? source.always : source.transitions.get(eventType);
  const [first] = target ?? [];
  return {
    id: `${pathOf(source)}|${eventType}|${alternatives?.indexOf(definition) ?? 0}`,
    source: pathOf(source),
    event: eventType,
    guard: nameOf(guard),
    target: first === undefined ? null : pathOf(first),
  };
}

function nameOf(guard: AnyTransitionDefinition['guard']): string | null {
  if (guard === undefined) return null;
  if (typeof guard === 'string') return guard;
  return 'type' in guard ? String(guard.type) : guard.name;
}
