// The service that lists runs: workers ask Restate's SQL, so that clients need its ingress alone.
import type { Context } from '@restatedev/restate-sdk';
import { isListed, type RunFilter, type RunSummary } from '../../engine/store.ts';
import { readInvocations } from './invocations.ts';
import { onAdmin } from './onAdmin.ts';
import { SERVICES } from './protocol.ts';
import { summaryIn } from './runSummary.ts';
import type { Sdk } from './sdk.ts';
import { type RunStanding, readHeads, readStale, readStanding, type StandingKind } from './standing.ts';

/** The service `EngineRuns`. `admin`: the URL of Restate's admin API, as this worker reaches it. */
export function runsService(sdk: Sdk, admin: URL) {
  // Recorded: an attempt after a lost connection must answer what the one before it has answered, or Restate refuses both.
  const read = async <Result>(ctx: Context, work: () => Promise<Result>): Promise<Result> =>
    await ctx.run('read', async () => await onAdmin(sdk, work));
  return sdk.service({
    name: SERVICES.runs,
    handlers: {
      /** The runs that have records, newest first. */
      list: async (ctx: Context, filter: RunFilter): Promise<readonly RunSummary[]> =>
        await read(ctx, async () => await list(admin, filter)),
      /** The open runs that no worker drives, and what is held by runs that are not driven. */
      stale: async (ctx: Context): Promise<readonly RunStanding[]> =>
        await read(ctx, async () => await readStale(admin)),
      /** Where a run stands. */
      standing: async (ctx: Context, runId: string): Promise<StandingKind> =>
        await read(ctx, async () => await readStanding(admin, runId)),
    },
    options: { journalRetention: 0 },
  });
}

async function list(admin: URL, filter: RunFilter): Promise<readonly RunSummary[]> {
  const { idPrefix = '' } = filter;
  const [{ heads, nows }, invocations] = await Promise.all([
    readHeads(admin, idPrefix),
    // Of a run that somebody has killed or paused, the state still names its last driver.
    readInvocations(admin, { idPrefix, isOpen: true }),
  ]);
  const driven = new Set(invocations.filter(({ status }) => status === 'driven').map(({ runId }) => runId));
  return [...heads]
    .flatMap(([runId, head]) => {
      const now = nows.get(runId);
      return now === undefined ? [] : [summaryIn({ head, now }, driven.has(runId))];
    })
    .filter((run) => isListed(run, filter))
    .sort((one, other) => other.startedAt.localeCompare(one.startedAt));
}
