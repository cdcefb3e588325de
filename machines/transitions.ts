// Every transition that a machine declares, each with a name: what drawings, timelines and coverage agree on.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

export interface DeclaredTransition {
  /** `source|event|place among its alternatives`, as `cold.askingDestination||1`: unique in the machine. */
  readonly id: string;
  /** Path of the state that it leaves, as `cold.askingDestination`; empty for the whole chart. */
  readonly source: string;
  /** Empty where it needs none (`always`). */
  readonly event: string;
  /** Null where nothing is asked. */
  readonly guard: string | null;
  /** Path of the state that it names; null where the run stays. */
  readonly target: string | null;
}

/** A state's path from the root, as `cold.migrating.watchingMigration`; empty for the root. */
export const pathOf = (node: AnyStateNode): string => node.path.join('.');

/** All states of a machine, the root first, each before those within it. */
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

/** A transition as XState holds it (`_transitions` of a microstep), by its name. */
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
