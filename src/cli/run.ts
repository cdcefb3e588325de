// volume-migrate run
import { randomUUID } from 'node:crypto';
import type { MigrationParameters } from '../../machines/types.ts';
import { type Cloud, loadCloudConfig } from '../../services/index.ts';
import { type JournalStore, RunHeldError } from '../engine/store.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import { openSqliteStore } from '../journal/sqliteStore.ts';
import { heldOutcome } from '../volumeMigrate/notStartedOutcome.ts';
import { startRunOn } from '../volumeMigrate/runOnCloud.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { follow, progressAfter, showOutcome } from './follow.ts';
import { type InspectFlags, inspected } from './inspection.ts';
import { volumeNamed } from './namedVolume.ts';
import { closed } from './onJournal.ts';
import { sayError } from './output.ts';
import { type ParameterFlags, type ReadParameters, readParameters } from './readParameters.ts';
import { refuse } from './refuse.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { asTyped } from './typedNames.ts';
import { attempt } from './unusable.ts';
import { isSilent, type RequestLines, requestLines, type VerbosityFlags } from './verbosity.ts';

export interface Flags extends ParameterFlags, InspectFlags, CloudFlags, TemporaryUserFlags, VerbosityFlags {
  readonly journal?: string;
  readonly json?: boolean;
}

/** Migrates one volume, named by the argument or by the flags; returns the exit status. */
export async function run(volume: string | undefined, flags: Flags): Promise<number> {
  const { json = false } = flags;
  const typed = asTyped(flags);
  const startedAt = new Date().toISOString();
  const read = await attempt(() => readParameters(volume, flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => openSqliteStore(flags.journal));
  if (!read.ok || !config.ok || !store.ok) return refuse(json, [read, config, store], startedAt, null, typed);
  const runId = randomUUID();
  const requests = requestLines(flags);
  const ready = await attempt(() =>
    requests.during(async () => {
      const cloud = await signIn(config.value, runId);
      return { cloud, parameters: await found(cloud, read.value) };
    }),
  );
  try {
    if (!ready.ok) return refuse(json, [ready], startedAt);
    return await runOn(
      { ...ready.value, runId, startedAt, store: store.value, flags, requests },
      read.value.name,
    );
  } finally {
    await closed(store.value);
  }
}

async function found(cloud: Cloud, { parameters, name }: ReadParameters): Promise<MigrationParameters> {
  return name === null ? parameters : { ...parameters, resourceId: (await volumeNamed(cloud, name)).id };
}

interface Ready {
  readonly cloud: Cloud;
  readonly parameters: MigrationParameters;
  readonly runId: string;
  readonly startedAt: string;
  readonly store: JournalStore;
  readonly flags: Flags;
  readonly requests: RequestLines;
}

async function runOn(ready: Ready, name: string | null): Promise<number> {
  const { cloud, parameters, runId, startedAt, store, flags, requests } = ready;
  const { json = false } = flags;
  const { user, project, endpoints } = cloud;
  const progress = progressAfter(
    [
      `run ${runId}, volume ${parameters.resourceId}${name === null ? '' : ` (${name})`}`,
      `on ${endpoints.identity} as ${user.name} in project ${project.name}`,
    ],
    isSilent(flags),
    asTyped(flags),
  );
  let hasBegun = false;
  try {
    return await inspected(flags, store, runId, async ({ options }) => {
      const running = await startRunOn(cloud, store, parameters, {
        ...options,
        ...progress.options,
        ...requests.options,
        ...temporaryUserOf(flags),
      });
      progress.begun();
      hasBegun = true;
      return (await follow(running, flags, requests, asTyped(flags))).status;
    });
  } catch (error) {
    // Unusable means that nothing was sent.
    if (hasBegun) return broken(runId, flags.journal, error);
    if (!(error instanceof RunHeldError)) return refuse(json, [{ ok: false, error }], startedAt);
    showOutcome(heldOutcome(runId, parameters, error), json);
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
