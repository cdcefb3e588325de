// volume-migrate resume
import process from 'node:process';
import { type CloudConfig, loadCloudConfig } from '../../services/index.ts';
import type { JournalStore } from '../journal/store.ts';
import { continueRunOn } from '../run/runOnCloud.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { dim, follow, say, showProgress } from './follow.ts';
import { type InspectFlags, type Inspection, inspected } from './inspection.ts';
import { onJournal } from './onJournal.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';

interface Flags extends InspectFlags, TemporaryUserFlags {
  readonly all?: boolean;
  readonly asOtherUser?: boolean;
  readonly cloud?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Goes on with a run, or with every one that is not over, one after another; Ctrl-C ends the series too. */
export async function resume(run: string | undefined, flags: Flags): Promise<number> {
  return await onJournal(flags.journal, async (store) => {
    const chosen = await choose(store, run, flags.all ?? false);
    const config = await loadCloudConfig(flags.cloud === undefined ? {} : { cloud: flags.cloud });
    return await inspected(flags, store, chosen[0], async ({ options }) => {
      const statuses: number[] = [];
      for (const runId of chosen) {
        const { status, interrupted } = await resumeOne(store, runId, config, { ...flags, options });
        statuses.push(status);
        if (interrupted) break;
      }
      return WORST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.succeeded;
    });
  });
}

const WORST_FIRST = [EXIT.unusable, EXIT.failed, EXIT.cancelled];

async function choose(store: JournalStore, run: string | undefined, all: boolean): Promise<string[]> {
  if ((run === undefined) !== all) throw new Error('resume takes the id of a run, or --all');
  if (run !== undefined) return [(await findRun(store, run)).runId];
  const left = (await store.list({ unfinished: true })).filter(({ holder }) => holder === null);
  // Without parameters: its process died before the first record, so there is nothing to go on with.
  return left.filter(({ parameters }) => parameters !== null).map(({ runId }) => runId);
}

// One that cannot be gone on with does not keep the others waiting.
async function resumeOne(
  store: JournalStore,
  runId: string,
  config: CloudConfig,
  flags: Flags & Pick<Inspection, 'options'>,
) {
  const { json = false, asOtherUser = false, options: inspection } = flags;
  if (!json) say(dim(`resuming run ${runId}`));
  try {
    const progress = json ? {} : { onProgress: showProgress };
    const options = { ...inspection, asOtherUser, ...progress, ...temporaryUserOf(flags) };
    return await follow(await continueRunOn(await signIn(config, runId), store, options), json);
  } catch (error) {
    const { message, reasons = [] } = error as Error & { readonly reasons?: readonly string[] };
    const told = message.includes(runId) ? message : `run ${runId}: ${message}`;
    process.stderr.write(`${[`error: ${told}`, ...reasons.map((reason) => `  - ${reason}`)].join('\n')}\n`);
    return { status: EXIT.failed, interrupted: false };
  }
}
