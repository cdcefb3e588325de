// The pools of a plan, with their figures before and after it.
import type { PlanAction } from '../../machines/plan/types.ts';
import type { PlanPool } from '../plan/file/types.ts';
import { book, isKnown, ledgersOf, type PoolLedger, usedGib, usedPercent } from './capacity.ts';
import { loadOf } from './moves.ts';
import type { IndexedView } from './view/indexed.ts';

/** The pools to which or from which a plan moves something, by name. */
export function planPools(
  view: Pick<IndexedView, 'volumesOfPool'>,
  ledgers: Iterable<PoolLedger>,
): PlanPool[] {
  return [...ledgers]
    .filter(({ arrivingGib, leavingGib }) => arrivingGib + leavingGib > 0)
    .map((ledger) => {
      const untouched = { ...ledger, arrivingGib: 0, leavingGib: 0 };
      const volumes = view.volumesOfPool.get(ledger.pool.name)?.length ?? 0;
      return {
        name: ledger.pool.name,
        before: { volumes, ...figuresOf(untouched) },
        after: { volumes: volumes + ledger.arrivals - ledger.departures, ...figuresOf(ledger) },
      };
    });
}

/** The same for moves of which nothing is booked yet. Where Cinder puts a retype is not known: it only leaves its pool. */
export function poolsOfMoves(view: IndexedView, actions: readonly PlanAction[]): PlanPool[] {
  const ledgers = ledgersOf(view);
  for (const { parameters } of actions) {
    const volume = view.volumes.get(parameters.resourceId);
    if (volume === undefined) continue;
    const to = ledgers.get(parameters.destinationNode ?? '');
    book(ledgers.get(volume.host ?? ''), to, loadOf(view, volume));
  }
  return planPools(view, ledgers.values());
}

function figuresOf(ledger: PoolLedger): Readonly<Record<string, unknown>> {
  if (!isKnown(ledger)) return { total_gib: null, used_gib: null, used_percent: null };
  return {
    total_gib: ledger.totalGib,
    used_gib: rounded(usedGib(ledger)),
    used_percent: rounded(usedPercent(ledger)),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
