// The store of runs that workers drive on Restate. It reads everything and sends every request over Restate's ingress.
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/engineError.ts';
import { checkRequestable } from '../../engine/exclusivity.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import {
  isListed,
  type JournalBatch,
  type JournalStore,
  RunHeldError,
  type RunSummary,
} from '../../engine/store.ts';
import { createIngress, type Ingress, RestateStoreError } from './ingress.ts';
import { checkOrderSize } from './orderSize.ts';
import {
  type RecordsPage,
  type RunDetail,
  type RunOrder,
  type RunReport,
  SERVICES,
  type SentRequest,
  type WakeUp,
} from './protocol.ts';
import type { Repaired } from './repairObject.ts';
import { summaryIn } from './runSummary.ts';
import { sharedList } from './sharedList.ts';
import type { RunStanding, StandingKind } from './standing.ts';
import { checkToken, parseStoreUrl, storeUrlOf } from './storeUrl.ts';
import { wakeRun } from './wakeRun.ts';

/** A store whose runs are driven by workers, not by this process. */
export interface RestateStore extends JournalStore {
  /** Its URL, such as `restate+http://127.0.0.1:8080`. */
  readonly url: string;
  /** Submits a run to the workers. Does nothing if a run with this ID exists. Resolves once Restate has stored it. */
  readonly submit: (runId: string, order: RunOrder) => Promise<void>;
  /** Waits until a run has ended, however long that takes, and resolves to how it ended. */
  readonly report: (runId: string, signal: AbortSignal) => Promise<RunReport>;
  /** Cancels a run; its machine decides what can still be cancelled. */
  readonly cancel: (runId: string) => Promise<void>;
  /**
   * Makes a worker resume an open run immediately instead of after a pause. Resolves to false if a worker already drives the
   * run, if it has ended, or if it was paused or killed in Restate: then use `resume`.
   *
   * @param settings Added to those of its order.
   */
  readonly wake: (runId: string, settings?: object) => Promise<boolean>;
  /**
   * Resumes a run that no worker drives: one that is waiting, was paused in Restate, or was killed in Restate (it then
   * continues from its records).
   *
   * @param settings Added to those of its order.
   */
  readonly resume: (runId: string, settings?: object) => Promise<ResumedRun>;
  /**
   * Finds a run by its full ID, without Restate's admin API; null if there is none. `holder` may be a worker that no longer
   * drives it.
   */
  readonly summary: (runId: string) => Promise<RunSummary | null>;
  /** Whether anything drives a run, or it has ended. */
  readonly standing: (runId: string) => Promise<StandingKind>;
  /** Lists the open runs that no worker drives, and the runs that hold a resource or slots although nothing drives them. */
  readonly stale: () => Promise<readonly RunStanding[]>;
  /**
   * Releases what an ended run still holds. Refused unless Restate's records show that the run has ended.
   *
   * @param options `isUnknownOver`: also release what is held by a run of which Restate has no records any more.
   */
  readonly free: (runId: string, options?: { readonly isUnknownOver?: boolean }) => Promise<Repaired>;
}

/** The result of `resume`. `woken`: a worker returns to the run at once. */
export type ResumedRun = { readonly kind: 'woken' } | Exclude<Repaired, { readonly kind: 'freed' }>;

/** Whether the runs of a store are driven by workers. */
export const isRestateStore = (store: JournalStore): store is RestateStore => 'submit' in store;

/** How a store on Restate is reached. */
export interface RestateStoreOptions {
  /**
   * A bearer token for a proxy in front of Restate. It is sent only to https URLs and to this host.
   * @default none: Restate itself needs none
   */
  readonly token?: string;
}

/** Opens the store at a URL, such as `restate+http://127.0.0.1:8080`. Throws `InvalidStoreUrlError`; nothing is sent yet. */
export function openRestateStore(text: string, { token }: RestateStoreOptions = {}): RestateStore {
  const url = parseStoreUrl(text);
  if (token !== undefined) checkToken(url, token);
  return storeOn(createIngress(url, token), storeUrlOf(url));
}

function storeOn(ingress: Ingress, url: string): RestateStore {
  const { run, requests, runs, repair } = SERVICES;
  const list = sharedList(async (filter) => {
    try {
      return await ingress.call<readonly RunSummary[]>(runs, null, 'list', filter);
    } catch (error) {
      // One run is known without the admin API, if its full ID is given.
      const { idPrefix = '' } = filter;
      if (!isAdminUnreachable(error) || !WHOLE_ID.test(idPrefix)) throw error;
      const found = await byId(idPrefix);
      return found !== null && isListed(found, filter) ? [found] : [];
    }
  });
  const summaryOf = async (runId: string): Promise<RunSummary | null> =>
    (await list({ idPrefix: runId })).find((one) => one.runId === runId) ?? null;
  const byId = async (runId: string): Promise<RunSummary | null> => {
    const detail = await ingress.call<RunDetail | null>(run, runId, 'detail');
    return detail === null ? null : summaryIn(detail, true);
  };
  const readAfter: JournalStore['readAfter'] = async (runId, n) => {
    const entries: WorkflowEntry[] = [];
    for (;;) {
      const after = entries.at(-1)?.n ?? n;
      const page = await ingress.call<RecordsPage>(run, runId, 'records', after);
      entries.push(...page.entries);
      if (!page.hasMore || page.entries.length === 0) return entries;
    }
  };
  const wake = async (runId: string, settings: object = {}): Promise<boolean> =>
    await wakeRun(ingress, runId, { kind: 'resume', settings });
  return {
    url,
    read: async (runId) => await readAfter(runId, -1),
    readAfter,
    list,
    request: async (runId, event) => {
      checkRequestable(runId, await byId(runId));
      return await ingress.call<number>(requests, runId, 'add', event);
    },
    requests: async (runId, n) => await ingress.call<readonly SentRequest[]>(requests, runId, 'after', n),
    hold: async ({ runId }) => {
      const holder = (await summaryOf(runId))?.holder ?? null;
      if (holder !== null) throw new RunHeldError(runId, holder, drivenBy(runId, holder.host));
    },
    commit: async (batch) => await commit(batch, ingress),
    takeSlots: async () => {},
    release: async () => {},
    remove: async (runId) => {
      throw new EngineError(
        'RunOpen',
        `run ${runId}: Restate removes runs itself when their retention period is over`,
      );
    },
    close: async () => {},
    submit: async (runId, order) => {
      checkOrderSize(order);
      await ingress.send(run, runId, 'run', order);
    },
    report: async (runId, signal) => await ingress.attach<RunReport>(run, runId, signal),
    cancel: async (runId) => void (await ingress.call<boolean>(run, runId, 'cancel')),
    wake,
    resume: async (runId, settings = {}) => {
      if (await wake(runId, settings)) return { kind: 'woken' };
      const repaired = await ingress.call<ResumedRun>(repair, runId, 'resume', settings);
      if (repaired.kind === 'restored') await untilStored(async () => (await byId(runId)) !== null);
      return repaired;
    },
    summary: byId,
    standing: async (runId) => await ingress.call<StandingKind>(runs, null, 'standing', runId),
    stale: async () => await ingress.call<readonly RunStanding[]>(runs, null, 'stale'),
    free: async (runId, { isUnknownOver = false } = {}) =>
      await ingress.call<Repaired>(repair, runId, 'free', { isUnknownOver }),
  };
}

// For a moment Restate has no records of a run whose workflow starts again.
async function untilStored(isStored: () => Promise<boolean>): Promise<void> {
  const ends = performance.now() + STORED_WITHIN_MS;
  while (!(await isStored()) && performance.now() < ends) await sleep(READ_EVERY_MS);
}

const STORED_WITHIN_MS = 30_000;
const READ_EVERY_MS = 50;

const WHOLE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isAdminUnreachable = (error: unknown): boolean =>
  error instanceof RestateStoreError && error.code === 'AdminUnreachable';

const drivenBy = (runId: string, host: string): string =>
  `run ${runId} is being driven by a worker on ${host}`;

// Only workers write records. The one exception closes a run that no worker drives.
async function commit({ entries }: JournalBatch, ingress: Ingress): Promise<void> {
  const [entry, ...others] = entries;
  if (entry === undefined) return;
  const { runId, record } = entry;
  if (record.kind !== 'givenUp' || others.length > 0)
    throw new Error('runs of this store are driven by workers: submit them');
  const how: WakeUp = { kind: 'giveUp', entry };
  if (!(await wakeRun(ingress, runId, how))) {
    const closed = await ingress.call<Repaired>(SERVICES.repair, runId, 'close', entry);
    if (closed.kind === 'refused') throw new Error(`run ${runId} could not be given up: ${closed.why}`);
  }
  const report = await ingress.attach<RunReport>(SERVICES.run, runId, AbortSignal.timeout(30_000));
  if (report.kind !== 'givenUp') throw new Error(`run ${runId} could not be given up: it has ended`);
}
