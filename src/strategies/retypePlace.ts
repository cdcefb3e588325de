// Where Cinder's scheduler is expected to put a volume that gets another type.
import { mismatches } from '../../machines/extraSpecs.ts';
import { placeBlockers, staysOnItsPool } from '../../machines/placeReasons.ts';
import type { Volume } from '../../machines/types.ts';
import { bySchedulersChoice, type PoolLedger, roomFor } from './capacity.ts';
import type { IndexedView } from './view/indexed.ts';
import type { ViewVolumeType } from './view/types.ts';

/** Where a retype may put a volume, besides everything that the plan so far brings. */
export interface RetypePlace {
  /** Whether the volume stays where it is, because its pool serves the new type too. */
  readonly stays: boolean;
  /** The pools that serve the type, and may take the volume as far as zones go. */
  readonly serving: readonly PoolLedger[];
  /** The one that the scheduler prefers among those with room; null if there is none. */
  readonly chosen: PoolLedger | null;
  /** Why none has room. */
  readonly reasons: readonly string[];
}

/** Answers by the view and the ledgers of its pools. */
export function retypePlace(
  view: IndexedView,
  ledgers: ReadonlyMap<string, PoolLedger>,
  volume: Volume,
  destination: ViewVolumeType,
): RetypePlace {
  const placement = { volume, destination, snapshotIds: [] };
  const load = { sizeGib: volume.sizeGib, type: destination };
  const stays = staysOnItsPool({ ...placement, pools: [...view.pools.values()] });
  const serving = [...ledgers.values()].filter(
    ({ pool }) =>
      mismatches(destination, pool).length === 0 &&
      placeBlockers({ ...placement, pools: [pool] }).length === 0,
  );
  const [chosen = null] = serving
    .filter((ledger) => roomFor(ledger, load).length === 0)
    .toSorted(bySchedulersChoice(destination));
  const reasons = chosen === null ? [...new Set(serving.flatMap((ledger) => roomFor(ledger, load)))] : [];
  return { stays, serving, chosen, reasons };
}
