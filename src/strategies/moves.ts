// What the strategies share: a move that a view allows, in the ledger, or the reasons against it.
import type { PlanAction } from '../../machines/plan/types.ts';
import type { MigrationParameters, Volume } from '../../machines/types.ts';
import type { Load } from './capacity.ts';
import { likenessOf } from './likeness.ts';
import type { IndexedView } from './view/indexed.ts';
import { walkOnView } from './view/reasons.ts';

/** The parameters of a migration to a pool. */
export const toPool = (resourceId: string, destinationNode: string): MigrationParameters => ({
  ...{ resourceId, migrationType: 'migrate', destinationNode, destinationType: null },
  ...{ swapMethod: 'auto', allowEncryptionChange: false },
});

/** The parameters of a retype. */
export const toType = (resourceId: string, destinationType: string): MigrationParameters => ({
  ...{ resourceId, migrationType: 'retype', destinationNode: null, destinationType },
  ...{ swapMethod: 'auto', allowEncryptionChange: false },
});

/** An action of a plan. `after`: IDs of volumes that must have moved before. */
export const actionOf = (
  volume: Volume,
  parameters: MigrationParameters,
  reason: string,
  after: readonly string[] = [],
): PlanAction => ({
  ...{ parameters, resourceName: volume.name === '' ? null : volume.name, reason },
  ...{ notBefore: null, window: null, ...(after.length === 0 ? {} : { after }) },
});

/**
 * Everything against a move that does not depend on the other moves of the plan, in the words of `check`: all but the quotas. To be
 * asked once the destination is known to have room.
 */
export type Against = (volume: Volume, parameters: MigrationParameters) => readonly string[];

/** Answers from a view. Of volumes that are alike, only one is walked through the chart unless something blocks them. */
export function createAgainst(given: IndexedView): Against {
  const view = { ...given, view: { ...given.view, quotas: {} } };
  const clear = new Set<string>();
  return (volume, parameters) => {
    const key = likenessOf(view, volume, parameters);
    if (key !== null && clear.has(key)) return [];
    const { reasons } = walkOnView(view, parameters);
    if (key !== null && reasons.length === 0) clear.add(key);
    return reasons;
  };
}

/** A volume with its own type, as it moves. */
export const loadOf = ({ types }: IndexedView, { sizeGib, volumeTypeId, volumeType }: Volume): Load => ({
  ...{ sizeGib, type: types.get(volumeTypeId ?? volumeType ?? '') ?? null },
});
