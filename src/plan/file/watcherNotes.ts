// What the reader of a plan from Watcher should know: what was left out, and what was understood differently.
import type { WatcherRow } from './watcherRows.ts';

// The default of Watcher's option `[api] max_limit`.
const SERVER_LIMIT = 1_000;
const MOST_NAMED = 20;

/** `swaps`: how many kept actions were written as `swap`. */
export function exportNotes(of: {
  readonly rows: readonly WatcherRow[];
  readonly kept: readonly WatcherRow[];
  readonly swaps: number;
}): string[] {
  const { rows, kept, swaps } = of;
  const plans = new Set(kept.map(({ actionPlan }) => actionPlan)).size;
  return [
    ...leftOutNotes(rows),
    ...(kept.some(({ hasParents }) => hasParents)
      ? ['The parents of the actions are ignored: they are only chunks. The order of the list is kept']
      : []),
    ...(swaps === 0
      ? []
      : [
          `${actions(swaps)} of type swap with a destination_node: done as migrate to that pool, as Watcher does`,
        ]),
    ...(plans > 1 ? [`The actions are from ${plans} action plans`] : []),
    ...(rows.length === SERVER_LIMIT
      ? [`The export has exactly ${SERVER_LIMIT} actions: without --limit 0, Watcher leaves out the rest`]
      : []),
  ];
}

/** Actions that are not pending, by state; pending ones of other types, by name. */
export function leftOutNotes(rows: readonly WatcherRow[]): string[] {
  const done = rows.filter(({ state }) => state !== 'PENDING');
  const others = rows.filter(({ state, type }) => state === 'PENDING' && type !== 'volume_migrate');
  return [
    ...(done.length === 0 ? [] : [`${actions(done.length)} left out, not pending: ${counted(done)}`]),
    ...(others.length === 0
      ? []
      : [`${actions(others.length)} left out, not volume_migrate: ${named(others)}`]),
  ];
}

const actions = (count: number): string => (count === 1 ? '1 action' : `${count} actions`);

function counted(rows: readonly WatcherRow[]): string {
  const counts = new Map<string, number>();
  for (const { state, type } of rows) {
    const kind = `${state} ${type}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function named(rows: readonly WatcherRow[]): string {
  const names = rows.slice(0, MOST_NAMED).map(({ type, uuid }) => `${type} ${uuid}`);
  const more = rows.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
