// Whether a pool still has room once a move has its slots: the move of another plan may have started and ended since its own plan read
// the other runs.
import { FIGURES_LAG_MS, mostThatFitsGib } from '../../machines/plan/ledger.ts';
import { spaceSlot, UNLIMITED } from '../../machines/plan/slots.ts';
import { slotAmount } from '../../machines/slotAmount.ts';
import type { Clock, Cloud } from '../../services/index.ts';
import { type JournalStore, LimitReachedError, type RunSummary } from '../engine/store.ts';
import type { Workflow } from '../engine/workflow.ts';
import { readPools } from './readPools.ts';

/** A move that a plan starts. */
export interface MoveToCheck {
  readonly planId: string;
  /** As the plan limits them. */
  readonly slots: Readonly<Record<string, number>>;
  readonly cloud: Cloud;
  readonly store: Pick<JournalStore, 'list'>;
  readonly clock: Clock;
}

/**
 * The workflow of a move, which starts only if its pool has room beside everything that other runs have brought there. If not, the
 * start rejects with `LimitReachedError`, which names the space of the pool. While the runs cannot be listed, its slots decide.
 */
export const checkingRoom = (workflow: Workflow, move: MoveToCheck): Workflow => ({
  ...workflow,
  ports: async (run) => ({
    ...(await workflow.ports(run)),
    confirm: async () => {
      for (const [name, limit] of Object.entries(move.slots)) {
        const { slot, amount } = slotAmount(name);
        if (slot.startsWith(SPACE) && limit < UNLIMITED)
          await checkRoom(move, { runId: run.runId, pool: slot.slice(SPACE.length), sizeGib: amount, limit });
      }
    },
  }),
});

const SPACE = spaceSlot('');

interface Bringing {
  readonly runId: string;
  readonly pool: string;
  readonly sizeGib: number;
  /** How many GiB all runs may have on their way to the pool, as its plan knew it. */
  readonly limit: number;
}

// Whatever ends after the list still has its slots while this run has its own: the store has counted them together.
async function checkRoom(
  { planId, cloud, store, clock }: MoveToCheck,
  { runId, pool, sizeGib, limit }: Bringing,
): Promise<void> {
  const endedSince = new Date(clock.now() - 2 * FIGURES_LAG_MS).toISOString();
  const listed = await store.list({ unfinished: true, endedSince }).catch(() => []);
  const bringing = listed.filter(
    (run) => run.runId !== runId && run.scope === cloud.endpoints.identity && broughtGib(run, pool) > 0,
  );
  const ended = bringing.filter(({ endedAt }) => endedAt !== null);
  // The plan knows what its own moves have brought.
  if (ended.every(({ parent }) => parent === planId)) return;
  const { readAt, pools } = await readPools(cloud, { pools: [pool] }, clock);
  const [figures] = pools;
  if (figures === undefined) return;
  const sum = (runs: readonly RunSummary[]): number =>
    runs.reduce((gib, run) => gib + broughtGib(run, pool), 0);
  const unseenMs = Date.parse(readAt) - FIGURES_LAG_MS;
  const most = mostThatFitsGib(figures, sum(ended.filter((run) => Date.parse(run.endedAt ?? '') > unseenMs)));
  if (most >= limit) return;
  const onTheWay = sizeGib + sum(bringing.filter(({ endedAt }) => endedAt === null));
  if (onTheWay > most) throw new LimitReachedError([spaceSlot(pool)]);
}

/** How many GiB a run brings, or has brought, to a pool. */
const broughtGib = ({ slots }: RunSummary, pool: string): number =>
  slots.reduce((gib, name) => {
    const { slot, amount } = slotAmount(name);
    return slot === spaceSlot(pool) ? gib + amount : gib;
  }, 0);
