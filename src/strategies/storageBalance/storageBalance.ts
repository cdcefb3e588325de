// The strategy storage_balance: pools above a threshold give volumes to pools below it, with the fewest bytes moved.
import { beyondGib, isKnown, type PoolLedger, percent, usedPercent } from '../capacity.ts';
import { planPools } from '../planPools.ts';
import type { Proposal, Strategy } from '../types.ts';
import { byKey, indexed } from '../view/indexed.ts';
import type { CloudView } from '../view/types.ts';
import { type Balancing, createBalancing, isExcluded, overfull } from './balancing.ts';
import { gapBetween, rounded } from './destination.ts';
import { checkExcludedPools } from './excludedPools.ts';
import { generalNotes } from './notes.ts';
import { type StorageBalanceParameters, storageBalanceSchema } from './parameters.ts';
import { type Against, relieve } from './relieve.ts';

/** Brings overfull pools below a threshold. */
export const storageBalance: Strategy<StorageBalanceParameters> = {
  name: 'storage-balance',
  description: 'brings overfull pools below a threshold',
  parameters: storageBalanceSchema as Strategy<StorageBalanceParameters>['parameters'],
  propose,
};

function propose(view: CloudView, parameters: StorageBalanceParameters): Proposal {
  const own = indexed(view);
  checkExcludedPools(own, parameters);
  const balancing = createBalancing(own, parameters);
  const against = new Map<PoolLedger, Against>();
  // A pool that has given volumes away may take some of another, so the overfull ones are asked until nothing more moves.
  for (let moves = -1; moves < balancing.actions.length; ) {
    moves = balancing.actions.length;
    for (const ledger of overfull(balancing)) against.set(ledger, relieve(balancing, ledger));
  }
  for (const ledger of overfull(balancing)) explain(balancing, ledger, against.get(ledger) ?? new Map());
  const { actions, skipped, ledgers, volume_threshold: thresholdPercent } = balancing;
  const notes = [...balancing.notes, ...generalNotes(balancing)];
  return {
    ...{ actions, skipped, notes },
    pools: planPools(own, ledgers.values()).map((pool) => ({ ...pool, thresholdPercent })),
    limits: { total: parameters.parallel_total, perPool: parameters.parallel_per_pool },
  };
}

// Why a pool stays above the threshold, as a whole and volume by volume.
function explain(balancing: Balancing, ledger: PoolLedger, against: Against): void {
  const excess = rounded(beyondGib(ledger, balancing.volume_threshold));
  balancing.notes.push(
    `${ledger.pool.name} ends at ${percent(usedPercent(ledger))}, ${excess} GiB above the threshold: ${whyNot(balancing, ledger)}`,
  );
  for (const [resourceId, reasons] of [...against].toSorted(byKey(([id]) => id)))
    if (!balancing.moved.has(resourceId)) balancing.skipped.push({ resourceId, reasons });
}

function whyNot(balancing: Balancing, from: PoolLedger): string {
  const others = [...balancing.ledgers.values()].filter(
    (ledger) => ledger !== from && !isExcluded(balancing, ledger.pool.name),
  );
  const silent = others.filter((ledger) => !isKnown(ledger)).map(({ pool }) => pool.name);
  const best = Math.max(...others.filter(isKnown).map((ledger) => gapBetween(from, ledger)));
  const reasons = [
    ...(Number.isFinite(best) && best <= 0 ? ['no other pool is emptier'] : []),
    ...(best > 0 && best < balancing.margin
      ? [`the emptiest destination is only ${rounded(best)} points below`]
      : []),
    ...(silent.length > 0 && !balancing.allow_unknown_pools
      ? [
          `${silent.join(', ')} ${silent.length === 1 ? 'reports' : 'report'} no capacity (allow_unknown_pools)`,
        ]
      : []),
  ];
  return reasons.join('; ') || whatStays(balancing, from);
}

function whatStays({ view, moved }: Balancing, { pool }: PoolLedger): string {
  const volumes = view.volumesOfPool.get(pool.name) ?? [];
  if (volumes.length === 0) return 'the cloud shows no volumes on it';
  return volumes.every(({ id }) => moved.has(id))
    ? `all of its ${volumes.length} volumes move away, and something else uses the rest of its space`
    : 'no further volume can move; see skipped';
}
