// A balance in the making: the view, what the plan so far brings where, and which pools take part.
import { mismatches } from '../../../machines/extraSpecs.ts';
import type { PlanAction } from '../../../machines/plan/types.ts';
import { typeMismatches } from '../../../machines/reasons.ts';
import type { Volume } from '../../../machines/types.ts';
import { isMoving } from '../../../machines/volumeRules.ts';
import type { PlanSkipped } from '../../plan/file/types.ts';
import { beyondGib, book, isKnown, ledgersOf, type PoolLedger, usedPercent } from '../capacity.ts';
import { createAgainst, loadOf } from '../moves.ts';
import type { IndexedView } from '../view/indexed.ts';
import type { StorageBalanceParameters } from './parameters.ts';

export interface Balancing extends StorageBalanceParameters {
  readonly view: IndexedView;
  readonly ledgers: ReadonlyMap<string, PoolLedger>;
  readonly against: ReturnType<typeof createAgainst>;
  readonly actions: PlanAction[];
  readonly moved: Set<string>;
  readonly skipped: PlanSkipped[];
  readonly notes: string[];
  /** The pools that a volume's type allows, its own included. */
  readonly servingOf: (volume: Volume) => readonly PoolLedger[];
  /** Why no other pool is among them. */
  readonly whyNone: (from: PoolLedger, volume: Volume) => readonly string[];
}

/** A plan without actions. */
export function createBalancing(view: IndexedView, parameters: StorageBalanceParameters): Balancing {
  const ledgers = ledgersOf(view);
  // Cinder moves them already: what they leave need not be moved again.
  const leaving = view.view.volumes.filter(isLeaving);
  for (const volume of leaving) book(ledgers.get(volume.host ?? ''), undefined, loadOf(view, volume));
  const taking = [...ledgers.values()].filter(
    (ledger) =>
      !isExcluded(parameters, ledger.pool.name) && (isKnown(ledger) || parameters.allow_unknown_pools),
  );
  const byType = new Map<string, readonly PoolLedger[]>();
  const servingOf = ({ volumeTypeId, volumeType }: Volume): readonly PoolLedger[] => {
    const key = volumeTypeId ?? volumeType ?? '';
    const type = view.types.get(key) ?? null;
    const known = byType.get(key) ?? taking.filter(({ pool }) => mismatches(type, pool).length === 0);
    byType.set(key, known);
    return known;
  };
  return {
    ...{ ...parameters, view, ledgers, against: createAgainst(view), servingOf },
    whyNone: (from, volume) => whyNone({ view, ledgers, parameters }, from, volume),
    ...{ actions: [], moved: new Set(), skipped: [], notes: leavingNotes(leaving) },
  };
}

// In the last step of a move, Cinder deletes the copy that is left.
const isLeaving = (volume: Volume): boolean => isMoving(volume) || volume.migrationStatus === 'deleting';

// The volumes that leave each pool already.
const leavingNotes = (volumes: readonly Volume[]): string[] =>
  [...Map.groupBy(volumes, ({ host }) => host ?? 'an unknown pool')]
    .map(([pool, leaving]) => {
      const gib = leaving.reduce((sum, { sizeGib }) => sum + sizeGib, 0);
      const what = leaving.length === 1 ? '1 volume' : `${leaving.length} volumes`;
      return `${what} (${gib} GiB) of ${pool} ${leaving.length === 1 ? 'is' : 'are'} being moved already, and ${leaving.length === 1 ? 'counts' : 'count'} as gone`;
    })
    .toSorted();

// So many pools are named, each with its reason.
const MOST_NAMED = 8;

function whyNone(
  {
    view,
    ledgers,
    parameters,
  }: Pick<Balancing, 'view' | 'ledgers'> & { parameters: StorageBalanceParameters },
  from: PoolLedger,
  { volumeTypeId, volumeType }: Volume,
): string[] {
  const others = [...ledgers.values()].filter((ledger) => ledger !== from);
  if (others.length === 0) return ['Cinder lists no other pool'];
  const type = view.types.get(volumeTypeId ?? volumeType ?? '') ?? null;
  const named = others.slice(0, MOST_NAMED).flatMap(({ pool }) => {
    if (isExcluded(parameters, pool.name)) return [`pool ${pool.name} is excluded by ex_pools`];
    const ofType = typeMismatches(type, pool);
    return ofType.length > 0 ? ofType : [`pool ${pool.name} reports no capacity (allow_unknown_pools)`];
  });
  const more = others.length - MOST_NAMED;
  return more > 0 ? [...named, `and ${more} more pools cannot take it either`] : named;
}

/** Whether a person has left the pool out. */
export const isExcluded = ({ ex_pools }: StorageBalanceParameters, name: string): boolean =>
  ex_pools.includes(name) || ex_pools.includes(name.split('#')[1] ?? '');

/** The pools above the threshold, the fullest first. */
export const overfull = (balancing: Balancing): PoolLedger[] =>
  [...balancing.ledgers.values()]
    .filter(
      (ledger) =>
        isKnown(ledger) &&
        !isExcluded(balancing, ledger.pool.name) &&
        beyondGib(ledger, balancing.volume_threshold) > 0,
    )
    .toSorted(
      (one, other) => usedPercent(other) - usedPercent(one) || (one.pool.name < other.pool.name ? -1 : 1),
    );
