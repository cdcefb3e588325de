// The watches of a plan: requests of people, the pools' capacity, other runs, the hours.
import { isDeepStrictEqual } from 'node:util';
import type { OtherRuns } from '../../machines/plan/events.ts';
import type { PlanSchedule } from '../../machines/plan/types.ts';
import { nextChange } from '../../machines/plan/windows.ts';
import type { Clock, Cloud } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';
import type { WorkflowWatch } from '../engine/workflow.ts';
import { otherRunsReader } from './otherRuns.ts';
import { readPools } from './readPools.ts';
import type { RequestBell } from './requestBell.ts';

/** How often a plan reads what it does not learn from its own moves. */
export interface PlanPace {
  /** Requests of people, in milliseconds. @default 1_000 */
  readonly requestsMs?: number;
  /** The pools' capacity, in milliseconds. @default 60_000 */
  readonly poolsMs?: number;
  /** Other runs of the journal, in milliseconds. @default 5_000 */
  readonly otherRunsMs?: number;
  /**
   * How long another run must have been without a process before it counts as interrupted, in milliseconds. Moves that only wait
   * for interrupted runs are skipped in the end.
   * @default 60_000
   */
  readonly interruptedAfterMs?: number;
}

/** What the watches of a plan need. */
export interface PlanWatching {
  readonly planId: string;
  /** IDs of the volumes, by move. */
  readonly volumeIds: readonly string[];
  readonly cloud: Cloud;
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly pace: PlanPace;
  readonly signals: PlanSignals;
  readonly bell: RequestBell;
}

/** What the calls of a plan tell its watches. */
export interface PlanSignals {
  /** Set when other runs took a slot, or the volume of a move, first: what was read of them before is out of date. */
  areOthersStale: boolean;
  /** When this process read the pools before the first move, by the monotonic clock; null if it did not. */
  poolsReadAtMs: number | null;
  /** Cancels the runs of the moves. */
  readonly cancelMoves: () => void;
}

/** The watches of one plan. */
export function planWatches(watching: PlanWatching): Record<string, WorkflowWatch> {
  const { planId, cloud, store, clock, pace, signals, bell } = watching;
  const { requestsMs = 1_000, poolsMs = 60_000, otherRunsMs = 5_000 } = pace;
  return {
    watchRequests: ({ after }: { readonly after: number }, send, signal) => {
      let last = after;
      const read = async (): Promise<void> => {
        for (const { n, event } of await store.requests(planId, last)) {
          last = n;
          send({ ...event, message: n });
        }
      };
      void repeat(() => bell.wait(clock, requestsMs, signal), signal, read);
    },
    watchPools: (input: { readonly pools: readonly string[] }, send, signal) => {
      if (input.pools.length === 0) return;
      const { poolsReadAtMs } = signals;
      const firstAfterMs =
        poolsReadAtMs === null ? 0 : Math.max(0, poolsReadAtMs + poolsMs - clock.monotonic());
      const read = async (): Promise<void> =>
        send({ type: 'poolFigures', ...(await readPools(cloud, input, clock, signal)) });
      const pause = (): Promise<void> => clock.sleep(poolsMs, signal);
      void clock.sleep(firstAfterMs, signal).then(() => repeat(pause, signal, read));
    },
    watchOtherRuns: (_, send, signal) => {
      const read = readerOf(watching);
      let sent: OtherRuns | null = null;
      const told = new Set<string>();
      const pause = (): Promise<void> => clock.sleep(otherRunsMs, signal);
      void repeat(pause, signal, async () => {
        const isStale = signals.areOthersStale;
        signals.areOthersStale = false;
        const others = withoutTold(await read(), told);
        const { arrived = [] } = others;
        for (const { runId } of arrived) told.add(runId);
        const standing = { ...others, arrived: [] };
        if (!isStale && arrived.length === 0 && isDeepStrictEqual(standing, sent)) return;
        sent = standing;
        send(others);
      });
    },
    cancelMoves: () => signals.cancelMoves(),
    watchClock: ({ schedules }: { readonly schedules: readonly PlanSchedule[] }, send, signal) =>
      void tellTime(clock, schedules, send, signal),
  };
}

// What has arrived is told once: the plan remembers it, and its journal grows with every event. Forgets what is no longer read.
function withoutTold(others: OtherRuns, told: Set<string>): OtherRuns {
  const { arrived = [] } = others;
  const read = new Set(arrived.map(({ runId }) => runId));
  for (const runId of told) if (!read.has(runId)) told.delete(runId);
  return { ...others, arrived: arrived.filter(({ runId }) => !told.has(runId)) };
}

// A reading that fails is made again later: a plan can do without it.
async function repeat(
  pause: () => Promise<void>,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(() => undefined);
    await pause();
  }
}

/** A function that reads what other runs take from a plan now. */
export function readerOf(watching: Omit<PlanWatching, 'signals' | 'bell'>): () => Promise<OtherRuns> {
  const { store, planId, volumeIds, cloud, clock, pace } = watching;
  return otherRunsReader({
    ...{ store, planId, volumeIds, scope: cloud.endpoints.identity, clock },
    interruptedAfterMs: pace.interruptedAfterMs ?? 60_000,
  });
}

// Sleeps are short enough for a clock that is set, and for a timer, which holds 24 days at most.
const LONGEST_SLEEP_MS = 60_000;

async function tellTime(
  clock: Clock,
  schedules: readonly PlanSchedule[],
  send: (event: object) => void,
  signal: AbortSignal,
): Promise<void> {
  if (schedules.length === 0) return;
  while (!signal.aborted) {
    const nowMs = clock.now();
    send({ type: 'clock', at: new Date(nowMs).toISOString() });
    const change = nextChange(schedules, nowMs);
    if (change === null) return;
    // If the clock was set back, its time is sent again.
    let lastMs = nowMs;
    for (let ms = clock.now(); !signal.aborted && ms >= lastMs && ms < change; ms = clock.now()) {
      lastMs = ms;
      await clock.sleep(Math.min(change - ms, LONGEST_SLEEP_MS), signal);
    }
  }
}
