// A zone migration in the making: the view, what the plan so far brings where, and what it needs of quotas.
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { MigrationParameters, Volume } from '../../../machines/types.ts';
import type { PlanSkipped } from '../../plan/file/types.ts';
import { book, ledgersOf, type PoolLedger } from '../capacity.ts';
import { createAgainst, loadOf } from '../moves.ts';
import { createQuotaLedger } from '../quotaLedger.ts';
import type { IndexedView } from '../view/indexed.ts';
import type { ViewVolumeType } from '../view/types.ts';
import type { ZoneMigrationParameters } from './parameters.ts';

export interface Planning {
  readonly view: IndexedView;
  readonly parameters: ZoneMigrationParameters;
  /** The pools to empty. */
  readonly sources: ReadonlySet<string>;
  readonly ledgers: ReadonlyMap<string, PoolLedger>;
  readonly against: ReturnType<typeof createAgainst>;
  readonly quotas: ReturnType<typeof createQuotaLedger>;
  readonly actions: PlanAction[];
  readonly skipped: PlanSkipped[];
  /** Whether all other moves are planned: then a retype may wait for those that free the quota it needs. */
  isLast: boolean;
}

/** A plan without actions. */
export const createPlanning = (view: IndexedView, parameters: ZoneMigrationParameters): Planning => ({
  ...{ view, parameters, sources: new Set(parameters.storage_pools.map(({ src_pool }) => src_pool)) },
  ...{ ledgers: ledgersOf(view), against: createAgainst(view), quotas: createQuotaLedger(view) },
  ...{ actions: [], skipped: [], isLast: false },
});

/** A move that nothing is against. */
export interface Chosen {
  readonly volume: Volume;
  readonly parameters: MigrationParameters;
  /** The destination; for a retype, where Cinder's scheduler is expected to put it. */
  readonly pool: string;
  /** The volume type that a retype gives it; null for a migration. */
  readonly newType: ViewVolumeType | null;
  /** IDs of volumes of the plan that must leave the new type first, because of a quota. */
  readonly after: readonly string[];
}

/** Books a move, or with `times` -1 takes it back. */
export function take(
  { view, ledgers, quotas }: Planning,
  { volume, pool, newType }: Chosen,
  times: 1 | -1 = 1,
): void {
  const load = { ...loadOf(view, volume), ...(newType === null ? {} : { type: newType }) };
  book(ledgers.get(volume.host ?? ''), ledgers.get(pool), load, times);
  if (newType === null) return;
  if (times === 1) quotas.take({ volume, typeName: newType.name });
  else quotas.giveBack({ volume, typeName: newType.name });
}
