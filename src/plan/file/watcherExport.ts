// The plan in an export of Watcher: its pending moves of volumes, and notes about everything that is left out.
import { isUuid } from '../../../services/uuid.ts';
import type { Formed } from './form.ts';
import type { Path } from './path.ts';
import { partAt } from './plainValue.ts';
import type { Problem } from './problem.ts';
import { exportNotes, leftOutNotes } from './watcherNotes.ts';
import { rowOf, type WatcherRow } from './watcherRows.ts';

/**
 * @param items The actions of the export.
 * @param prefix Where they stand in the file.
 * @param next The link to the next page, if the API returned one.
 */
export function exportedPlan(items: readonly unknown[], prefix: Path, next: unknown = null): Formed {
  const all = items.map((item, index) => ({
    path: [...prefix, index],
    row: rowOf(item, [...prefix, index]),
  }));
  const rows = all.flatMap(({ row }) => (row === null ? [] : [row]));
  const pending = rows.filter(({ state }) => state === 'PENDING');
  const kept = pending.filter(({ type }) => type === 'volume_migrate');
  const strange: Problem[] = all.flatMap(({ path, row }) =>
    row === null ? [{ path, message: 'expected an action of Watcher' }] : [],
  );
  const complete = kept.filter(({ parameters }) => parameters != null);
  const moves = complete.map(({ parameters }) => ({ parameters, isToPool: isSwapToPool(parameters) }));
  const swaps = moves.filter(({ isToPool }) => isToPool).length;
  return {
    data: moves.length === 0 ? undefined : { version: 1, actions: moves.map(moveOf) },
    notes: exportNotes({ rows, kept, swaps }),
    pathInFile: ([, index, ...path]) =>
      typeof index === 'number' ? [...(complete[index]?.parametersPath ?? prefix), ...path] : prefix,
    problems: [...strange, ...incomplete(rows, next), ...withoutMoves(rows, kept)],
  };
}

function moveOf({ parameters, isToPool }: { parameters: unknown; isToPool: boolean }): unknown {
  return isToPool ? { ...(parameters as object), migration_type: 'migrate' } : parameters;
}

// Since 2025.2, Watcher's `swap` is a migration to a pool and ignores `destination_type`; the specification's needs a type.
function isSwapToPool(parameters: unknown): boolean {
  return (
    partAt(parameters, ['migration_type']) === 'swap' &&
    partAt(parameters, ['destination_node']) != null &&
    partAt(parameters, ['destination_type']) == null
  );
}

function incomplete(rows: readonly WatcherRow[], next: unknown): Problem[] {
  if (next == null || next === '') return [];
  return [{ path: ['next'], message: `the export is incomplete: export all actions with ${command(rows)}` }];
}

function withoutMoves(rows: readonly WatcherRow[], kept: readonly WatcherRow[]): Problem[] {
  if (kept.length === 0) {
    const why = leftOutNotes(rows).join('; ');
    return [{ path: [], message: `the export has no pending volume_migrate actions${why && `: ${why}`}` }];
  }
  const bare = kept.filter(({ parameters }) => parameters == null);
  if (bare.length === 0) return [];
  const which =
    bare.length === kept.length ? 'the actions have' : `${bare.length} of ${kept.length} actions have`;
  return [{ path: [], message: `${which} no Parameters: export them with ${command(rows)}` }];
}

function command(rows: readonly WatcherRow[]): string {
  return exportCommand(rows.find(({ actionPlan }) => actionPlan !== null)?.actionPlan ?? '');
}

/** The command that exports the actions of an action plan. */
export function exportCommand(actionPlan: string): string {
  const uuid = isUuid(actionPlan) ? actionPlan : 'UUID';
  return `openstack optimize action list --action-plan ${uuid} --detail --limit 0 -f json`;
}
