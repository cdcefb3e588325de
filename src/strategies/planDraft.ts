// A draft of a plan, for your own strategies: it accepts a move only if nothing blocks it, not even the moves before it.
import type { PlanAction } from '../../machines/plan/types.ts';
import type { Volume } from '../../machines/types.ts';
import type { PlanSkipped } from '../plan/file/types.ts';
import { book, ledgersOf, type PoolLedger, roomFor } from './capacity.ts';
import { type Against, actionOf, createAgainst, loadOf, toPool, toType } from './moves.ts';
import { createQuotaLedger, type QuotaLedger } from './quotaLedger.ts';
import { retypePlace } from './retypePlace.ts';
import { type IndexedView, indexed } from './view/indexed.ts';
import type { CloudView } from './view/types.ts';

/** A draft of a plan. It is a proposal itself: a strategy can return it. */
export interface PlanDraft {
  readonly actions: readonly PlanAction[];
  readonly skipped: readonly PlanSkipped[];
  /**
   * Adds a migration to a pool, `host@backend#pool`, or skips the volume with everything that blocks it: what `check` would report, and
   * a lack of room on the pool after the moves before. Returns whether the plan moves the volume.
   */
  readonly migrate: (volume: Volume, pool: string, reason: string) => boolean;
  /** The same for a retype, by the name or ID of the type; the quotas of the owner are summed over the plan too. */
  readonly retype: (volume: Volume, type: string, reason: string) => boolean;
  /** Skips a volume. */
  readonly skip: (volume: Volume, ...reasons: string[]) => void;
}

interface Ledgers {
  readonly view: IndexedView;
  readonly pools: ReadonlyMap<string, PoolLedger>;
  readonly quotas: QuotaLedger;
  readonly against: Against;
}

/** A draft without moves. The view is indexed when the first move is added. */
export function createPlanDraft(given: CloudView): PlanDraft {
  const actions: PlanAction[] = [];
  const skipped: PlanSkipped[] = [];
  const planned = new Set<string>();
  let known: Ledgers | null = null;
  const ledgers = (): Ledgers => {
    known ??= ledgersFor(indexed(given));
    return known;
  };
  const once = ({ id }: Volume): void => {
    if (planned.has(id)) throw new Error(`volume ${id} is in the plan already`);
    planned.add(id);
  };
  const add = (volume: Volume, { reasons, take }: Found, action: PlanAction): boolean => {
    once(volume);
    if (reasons.length > 0) skipped.push({ resourceId: volume.id, reasons });
    else {
      take();
      actions.push(action);
    }
    return reasons.length === 0;
  };
  return {
    ...{ actions, skipped },
    migrate: (volume, pool, reason) =>
      add(volume, migration(ledgers(), volume, pool), actionOf(volume, toPool(volume.id, pool), reason)),
    retype: (volume, type, reason) =>
      add(volume, retype(ledgers(), volume, type), actionOf(volume, toType(volume.id, type), reason)),
    skip: (volume, ...reasons) => {
      if (reasons.length === 0) throw new Error(`volume ${volume.id} is skipped without a reason`);
      once(volume);
      skipped.push({ resourceId: volume.id, reasons });
    },
  };
}

const ledgersFor = (view: IndexedView): Ledgers => ({
  ...{ view, pools: ledgersOf(view), quotas: createQuotaLedger(view), against: createAgainst(view) },
});

interface Found {
  readonly reasons: readonly string[];
  readonly take: () => void;
}

function migration({ view, pools, against }: Ledgers, volume: Volume, pool: string): Found {
  const [from, to] = [pools.get(volume.host ?? ''), pools.get(pool)];
  const load = loadOf(view, volume);
  const ofRoom = to === undefined ? [] : roomFor(to, load);
  const reasons = [...new Set([...ofRoom, ...against(volume, toPool(volume.id, pool))])];
  return { reasons, take: () => book(from, to, load) };
}

function retype({ view, pools, quotas, against }: Ledgers, volume: Volume, nameOrId: string): Found {
  const others = against(volume, toType(volume.id, nameOrId));
  const type = view.types.get(nameOrId);
  if (type === undefined) return { reasons: others, take: () => {} };
  const quota = { volume, typeName: type.name };
  const { stays, chosen, reasons } = retypePlace(view, pools, volume, type);
  return {
    reasons: [...new Set([...others, ...(stays ? [] : reasons), ...quotas.reasons(quota)])],
    take: () => {
      quotas.take(quota);
      if (!stays && chosen !== null)
        book(pools.get(volume.host ?? ''), chosen, { sizeGib: volume.sizeGib, type });
    },
  };
}
