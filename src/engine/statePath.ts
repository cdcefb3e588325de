// Names the state that a snapshot is in.
import type { AnyStateMachine, StateValue } from 'xstate';

/**
 * The path of a state, such as `cold.migrating.watchingMigration`; parallel regions are separated by commas.
 */
export function statePath(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([parent, child]) => {
      const path = child === undefined ? '' : statePath(child);
      return path === '' ? parent : `${parent}.${path}`;
    })
    .join(',');
}

/** The machine's description of a state, or its path if it has none. */
export function describe({ root }: AnyStateMachine, path: string): string {
  let node: { readonly states: Record<string, unknown>; readonly description?: string | undefined } =
    root as never;
  for (const key of path.split('.')) node = (node.states[key] ?? node) as typeof node;
  return node.description ?? path;
}
