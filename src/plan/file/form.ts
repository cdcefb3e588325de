// Which form a file has: a plan, a list of actions, or an export of Watcher.
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';
import { exportCommand, exportedPlan } from './watcherExport.ts';
import { isRow } from './watcherRows.ts';

/** The file's data as a plan of version 1. */
export interface Formed {
  /** It may be invalid; undefined if there is nothing to check, because of `problems`. */
  readonly data: unknown;
  readonly notes: readonly string[];
  /** Where a part of `data` stands in the file. */
  readonly pathInFile: (path: Path) => Path;
  /** Problems that only this form has; their paths are those of the file. */
  readonly problems: readonly Problem[];
}

const asItIs = (path: Path): Path => path;

export function formed(value: unknown): Formed {
  if (Array.isArray(value)) {
    return value.some(isRow) ? exportedPlan(value, []) : bareList(value, ([, ...path]) => path);
  }
  if (!isObject(value)) return { data: value, notes: [], pathInFile: asItIs, problems: [] };
  const { actions, version } = value;
  if (version === undefined && Array.isArray(actions) && actions.some(isRow)) {
    return exportedPlan(actions, ['actions'], value['next']);
  }
  if (isActionPlan(value)) return withoutActions(value);
  // One action, such as JSON Lines with one line.
  if (version === undefined && actions === undefined && value['resource_id'] !== undefined) {
    return bareList([value], ([, , ...path]) => path);
  }
  return { data: value, notes: [], pathInFile: asItIs, problems: [] };
}

function bareList(actions: readonly unknown[], pathInFile: (path: Path) => Path): Formed {
  return { data: { version: 1, actions }, notes: [], pathInFile, problems: [] };
}

// The output of `openstack optimize actionplan show UUID -f json`.
const isActionPlan = (value: Record<string, unknown>): boolean =>
  typeof value['UUID'] === 'string' && Object.hasOwn(value, 'Strategy');

function withoutActions({ UUID }: Record<string, unknown>): Formed {
  const message = `an action plan of Watcher without its actions: export them with ${exportCommand(String(UUID))}`;
  return { data: undefined, notes: [], pathInFile: asItIs, problems: [{ path: [], message }] };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
