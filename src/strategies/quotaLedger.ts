// The quotas of owners while a plan is made: what its retypes need of them, and what they give back.
import { neededOf } from '../../machines/quotaRules.ts';
import type { Quota, Volume } from '../../machines/types.ts';
import type { IndexedView } from './view/indexed.ts';

/** A retype in the eyes of quotas. */
export interface RetypeLoad {
  readonly volume: Volume;
  /** The name of the type that it gets. */
  readonly typeName: string;
}

/** The quotas of owners, with what the plan so far needs of them. */
export interface QuotaLedger {
  /** Why the quotas have no room for the retype besides those before; empty if they have. */
  readonly reasons: (load: RetypeLoad) => string[];
  /**
   * The volumes of the plan that must leave the type first, so that the quotas have room; null if that is not enough. Several
   * retypes never count on the same space.
   */
  readonly after: (load: RetypeLoad) => readonly string[] | null;
  /** Notes that the volume is retyped, once it may wait for others. */
  readonly take: (load: RetypeLoad) => void;
  /** Notes that it is not retyped after all. */
  readonly giveBack: (load: RetypeLoad) => void;
  /** Notes that the plan holds the retype: what it frees in its old type can be used by retypes that wait for it. */
  readonly confirm: (load: RetypeLoad) => void;
}

interface Freed {
  readonly volumeId: string;
  left: number;
}

/** What is taken of one quota: of its room now, and of what moves free. */
interface Taken {
  readonly now: number;
  readonly of: ReadonlyMap<Freed, number>;
}

interface Account {
  readonly quota: Quota;
  taken: number;
  readonly freed: Freed[];
  readonly takenBy: Map<string, Taken>;
}

/** A ledger of the quotas of a view. A quota that the view does not show has room for everything. */
export function createQuotaLedger({ view }: IndexedView): QuotaLedger {
  const accounts = accountsOf(view.quotas);
  const ofType = (projectId: string, typeName: string): Account[] =>
    KINDS.flatMap((kind) => accounts.get(keyOf(projectId, `${kind}_${typeName}`)) ?? []);
  const needed = ({ volume, typeName }: RetypeLoad) =>
    ofType(volume.projectId, typeName).map((account) => ({
      account,
      amount: neededOf(account.quota, volume.sizeGib),
    }));
  return {
    reasons: (load) => needed(load).flatMap(({ account, amount }) => shortage(account, load.volume, amount)),
    after: (load) => {
      const all = needed(load).map(({ account, amount }) => taking(account, amount));
      if (all.includes(null)) return null;
      return [
        ...new Set(all.flatMap((taken) => [...(taken?.of.keys() ?? [])].map(({ volumeId }) => volumeId))),
      ];
    },
    take: (load) => {
      for (const { account, amount } of needed(load))
        apply(account, load.volume.id, taking(account, amount) ?? { now: amount, of: new Map() });
    },
    giveBack: (load) => {
      for (const { account } of needed(load)) withdraw(account, load.volume.id);
    },
    confirm: ({ volume, typeName }) => {
      if (volume.volumeType === null || volume.volumeType === typeName) return;
      for (const { quota, freed } of ofType(volume.projectId, volume.volumeType))
        freed.push({ volumeId: volume.id, left: neededOf(quota, volume.sizeGib) });
    },
  };
}

const KINDS = ['volumes', 'gigabytes'] as const;

const keyOf = (projectId: string, name: string): string => `${projectId}\n${name}`;

function accountsOf(quotas: Readonly<Record<string, readonly Quota[]>>): ReadonlyMap<string, Account> {
  return new Map(
    Object.entries(quotas).flatMap(([projectId, all]) =>
      all.map((quota): [string, Account] => [
        keyOf(projectId, quota.name),
        { quota, taken: 0, freed: [], takenBy: new Map() },
      ]),
    ),
  );
}

const roomNow = ({ quota: { limit, inUse, reserved }, taken }: Account): number =>
  limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - inUse - reserved - taken);

function shortage(account: Account, { projectId }: Volume, amount: number): string[] {
  if (amount === 0 || roomNow(account) >= amount) return [];
  const { name, limit, inUse, reserved } = account.quota;
  return [
    `project ${projectId}: quota ${name}: ${inUse + reserved + account.taken + amount} of ${limit} summed over the plan. Raise it first`,
  ];
}

// First the room that there is, then what other moves free, in the order of the plan.
function taking(account: Account, amount: number): Taken | null {
  const now = Math.min(roomNow(account), amount);
  const of = new Map<Freed, number>();
  let left = amount - now;
  for (const freed of account.freed) {
    if (left === 0) break;
    const some = Math.min(left, freed.left);
    if (some > 0) of.set(freed, some);
    left -= some;
  }
  return left === 0 ? { now, of } : null;
}

function apply(account: Account, volumeId: string, taken: Taken): void {
  account.taken += taken.now;
  for (const [freed, amount] of taken.of) freed.left -= amount;
  account.takenBy.set(volumeId, taken);
}

function withdraw(account: Account, volumeId: string): void {
  const taken = account.takenBy.get(volumeId);
  if (taken === undefined) return;
  account.taken -= taken.now;
  for (const [freed, amount] of taken.of) freed.left += amount;
  account.takenBy.delete(volumeId);
}
