// volume-migrate run
import { randomUUID } from 'node:crypto';
import type { Limits, MigrationParameters } from '../../machines/types.ts';
import { type Cloud, loadCloudConfig } from '../../services/index.ts';
import { type JournalStore, RunHeldError } from '../engine/store.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import { isStoreUrl } from '../restate/engine/storeUrl.ts';
import { heldOutcome } from '../volumeMigrate/notStartedOutcome.ts';
import { startRunOn } from '../volumeMigrate/runOnCloud.ts';
import { askingBeforeSwap, type SwapFlags } from './askSwap.ts';
import { closed } from './closedJournal.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { createDisplay } from './display.ts';
import { EXIT } from './exit.ts';
import { follow, showOutcome } from './follow.ts';
import { formatOf } from './format.ts';
import { type InspectFlags, inspected } from './inspection.ts';
import { openJournalFile } from './journalFile.ts';
import { type LimitFlags, limitsOf } from './limitFlags.ts';
import { parametersOn } from './namedVolume.ts';
import { sayError } from './output.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { refuse } from './refuse.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { asTyped } from './typedNames.ts';
import { attempt } from './unusable.ts';
import { type RequestLines, requestLines, type VerbosityFlags } from './verbosity.ts';

export interface Flags
  extends ParameterFlags,
    SwapFlags,
    InspectFlags,
    CloudFlags,
    TemporaryUserFlags,
    LimitFlags,
    VerbosityFlags {
  readonly journal?: string;
  /** False: the run is left once the cloud has accepted the operation. */
  readonly wait?: boolean;
}

/** Migrates one volume, named by the argument or by the flags; returns the exit status. */
export async function run(volume: string | undefined, flags: Flags): Promise<number> {
  const { journal } = flags;
  if (journal !== undefined && isStoreUrl(journal)) {
    const { runOnCluster } = await import('./cluster/runOnCluster.ts');
    return await runOnCluster(volume, journal, flags);
  }
  const format = formatOf(flags);
  const typed = asTyped(flags);
  const startedAt = new Date().toISOString();
  const read = await attempt(() => readParameters(volume, flags));
  const limits = await attempt(() => limitsOf(flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => openJournalFile(journal));
  if (!read.ok || !limits.ok || !config.ok || !store.ok)
    return refuse(format, [read, limits, config, store], startedAt, null, typed);
  const runId = randomUUID();
  const requests = requestLines(flags);
  const ready = await attempt(() =>
    requests.during(async () => {
      const cloud = await signIn(config.value, runId);
      return { cloud, parameters: await parametersOn(cloud, read.value) };
    }),
  );
  try {
    if (!ready.ok) return refuse(format, [ready], startedAt);
    return await runOn(
      { ...ready.value, ...limits.value, runId, startedAt, store: store.value, flags, requests },
      read.value.name,
    );
  } finally {
    await closed(store.value);
  }
}

interface Ready {
  readonly cloud: Cloud;
  readonly parameters: MigrationParameters;
  readonly limits?: Limits;
  readonly runId: string;
  readonly startedAt: string;
  readonly store: JournalStore;
  readonly flags: Flags;
  readonly requests: RequestLines;
}

async function runOn(ready: Ready, name: string | null): Promise<number> {
  const { cloud, parameters, limits, runId, startedAt, store, flags, requests } = ready;
  const { user, project, endpoints } = cloud;
  const [format, typed] = [formatOf(flags), asTyped(flags)];
  const display = createDisplay({
    ...{ format, store, cloud: endpoints.identity, isQuiet: flags.quiet === true, asTyped: typed },
    lines: [
      `run ${runId}, volume ${parameters.resourceId}${name === null ? '' : ` (${name})`}`,
      `on ${endpoints.identity} as ${user.name} in project ${project.name}`,
    ],
  });
  const isUntilAccepted = flags.wait === false;
  let hasBegun = false;
  try {
    return await inspected(flags, store, runId, async ({ options }) => {
      const running = await startRunOn(cloud, store, parameters, {
        ...options,
        ...(limits === undefined ? {} : { limits }),
        ...(isUntilAccepted ? { waitUntil: 'accepted' } : {}),
        ...requests.options,
        ...temporaryUserOf(flags),
        ...askingBeforeSwap(flags),
        onProgress: display.onProgress,
      });
      display.begun();
      hasBegun = true;
      const { journal } = flags;
      const following = { display, format, journal, requests, asTyped: typed, isUntilAccepted };
      return (await follow(running, following)).status;
    });
  } catch (error) {
    // Unusable means that nothing was sent.
    if (hasBegun) return broken(runId, flags.journal, error);
    if (!(error instanceof RunHeldError)) return refuse(format, [{ ok: false, error }], startedAt);
    showOutcome(heldOutcome(runId, parameters, error), format);
    return EXIT.failed;
  }
}

function broken(runId: string, journal: string | undefined, error: unknown): number {
  const { message } = error instanceof Error ? error : new Error(String(error));
  sayError(`error: the outcome of run ${runId} could not be shown: ${message}`);
  sayError(
    `To see how far it got, run: volume-migrate show ${runId}. To resume it, run: ${resumeCommand(runId, journal)}`,
  );
  return EXIT.failed;
}
