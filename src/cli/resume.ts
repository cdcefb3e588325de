// volume-migrate resume
import { type CloudConfig, loadCloudConfig } from '../../services/index.ts';
import { ReplayError } from '../journal/replay.ts';
import { defaultJournalFile } from '../journal/sqliteFile.ts';
import type { JournalStore } from '../journal/store.ts';
import { continueRunOn } from '../run/runOnCloud.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { dim, follow, showProgress } from './follow.ts';
import { type InspectFlags, type Inspection, inspected } from './inspection.ts';
import { onJournal } from './onJournal.ts';
import { say, sayError } from './output.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';

interface Flags extends InspectFlags, CloudFlags, TemporaryUserFlags {
  readonly all?: boolean;
  readonly asOtherUser?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Goes on with a run, or with every one that is not over, one after another; Ctrl-C ends the series too. */
export async function resume(run: string | undefined, flags: Flags): Promise<number> {
  return await onJournal(flags.journal, async (store) => {
    const chosen = await choose(store, run, flags.all ?? false);
    const config = await loadCloudConfig(cloudNamed(flags));
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
  const unfinished = await store.list({ unfinished: true });
  for (const { runId, holder } of unfinished) if (holder?.doubt) sayError(`run ${runId}: ${holder.doubt}`);
  const left = unfinished.filter(({ holder }) => holder === null);
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
  const { json = false, asOtherUser = false, journal, options: inspection } = flags;
  if (!json) say(dim(`resuming run ${runId}`));
  try {
    const progress = json ? {} : { onProgress: showProgress };
    const options = { ...inspection, asOtherUser, ...progress, ...temporaryUserOf(flags) };
    return await follow(await continueRunOn(await signIn(config, runId), store, options), json, journal);
  } catch (error) {
    const { reasons = [] } = error as Error & { readonly reasons?: readonly string[] };
    const message = messageOf(error, journal);
    sayError(`error: ${message.includes(runId) ? message : `run ${runId}: ${message}`}`);
    for (const reason of reasons) sayError(`  - ${reason}`);
    return { status: EXIT.failed, interrupted: false };
  }
}

function messageOf(error: unknown, journal: string = defaultJournalFile()): string {
  if (!(error instanceof ReplayError)) return (error as Error).message;
  return `${error.message}. The run in ${journal} cannot be resumed by this version. If another version of volume-migrate started it, resume it with that version. Otherwise volume-migrate give-up ends it and frees its volume, and volume-migrate leftovers lists what it may have left`;
}
