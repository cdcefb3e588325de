// The actions of an export of Watcher, with the labels of the openstack command or the names of the API.
import { printable } from '../../printable.ts';
import type { Path } from './path.ts';
import { partAt } from './plainValue.ts';

/** An action of Watcher. */
export interface WatcherRow {
  /** Where it stands in the file. */
  readonly path: Path;
  readonly uuid: string;
  readonly state: string;
  /** `volume_migrate`, `migrate`, `sleep`, `nop` … */
  readonly type: string;
  readonly actionPlan: string | null;
  readonly hasParents: boolean;
  readonly parameters: unknown;
  /** Where the parameters stand in the file. */
  readonly parametersPath: Path;
}

// The labels of `openstack optimize action list`: python-watcherclient, v1/resource_fields.py, ACTION_FIELD_LABELS.
const LABELS = {
  uuid: 'UUID',
  state: 'State',
  type: 'Action',
  actionPlan: 'Action Plan',
  parents: 'Parents',
  parameters: 'Parameters',
};

// The names of `GET /v1/actions/detail`: watcher, api/controllers/v1/action.py.
const NAMES = {
  uuid: 'uuid',
  state: 'state',
  type: 'action_type',
  actionPlan: 'action_plan_uuid',
  parents: 'parents',
  parameters: 'input_parameters',
};

const has = (item: unknown, ...keys: readonly string[]): boolean =>
  typeof item === 'object' && item !== null && keys.every((key) => Object.hasOwn(item, key));

/** Whether an item of a list is an action of Watcher. */
export const isRow = (item: unknown): boolean =>
  has(item, LABELS.uuid, LABELS.state) || has(item, NAMES.uuid, NAMES.type) || has(item, NAMES.parameters);

/** Reads an item of an export; null if it is not an object. */
export function rowOf(item: unknown, path: Path): WatcherRow | null {
  if (typeof item !== 'object' || item === null) return null;
  const keys = has(item, LABELS.uuid) ? LABELS : NAMES;
  const textOf = (key: string): string | null => {
    const value = partAt(item, [key]);
    return typeof value === 'string' ? printable(value.slice(0, 80)) : null;
  };
  const parents = partAt(item, [keys.parents]);
  return {
    path,
    uuid: textOf(keys.uuid) ?? 'an action without UUID',
    state: textOf(keys.state) ?? 'without state',
    type: textOf(keys.type) ?? 'without type',
    actionPlan: textOf(keys.actionPlan),
    hasParents: Array.isArray(parents) ? parents.length > 0 : parents != null && parents !== '',
    parameters: partAt(item, [keys.parameters]),
    parametersPath: [...path, keys.parameters],
  };
}
