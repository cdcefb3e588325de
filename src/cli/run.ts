// volume-migrate run
import { randomUUID } from 'node:crypto';
import { loadCloudConfig } from '../../services/index.ts';
import { RunHeldError } from '../engine/store.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import { openSqliteStore } from '../journal/sqliteStore.ts';
import { heldOutcome } from '../volumeMigrate/notStartedOutcome.ts';
import { parseParameters } from '../volumeMigrate/parameters.ts';
import { startRunOn } from '../volumeMigrate/runOnCloud.ts';
import { askingBeforeSwap, type SwapFlags } from './askSwap.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { createDisplay } from './display.ts';
import { EXIT } from './exit.ts';
import { follow, showOutcome } from './follow.ts';
import { formatOf } from './format.ts';
import { type InspectFlags, inspected } from './inspection.ts';
import { type LimitFlags, limitsOf } from './limitFlags.ts';
import { closed } from './onJournal.ts';
import { sayError } from './output.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { refuse } from './refuse.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { attempt } from './unusable.ts';

export interface Flags
  extends ParameterFlags,
    SwapFlags,
    InspectFlags,
    CloudFlags,
    TemporaryUserFlags,
    LimitFlags {
  readonly journal?: string;
}

/** Migrates one volume; returns the exit status. */
export async function run(flags: Flags): Promise<number> {
  const format = formatOf(flags);
  const startedAt = new Date().toISOString();
  const parameters = await attempt(async () => parseParameters(await readParameters(flags)));
  const limits = await attempt(() => limitsOf(flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => openSqliteStore(flags.journal));
  if (!parameters.ok || !limits.ok || !config.ok || !store.ok)
    return refuse(format, [parameters, limits, config, store], startedAt);
  const runId = randomUUID();
  const cloud = await attempt(() => signIn(config.value, runId));
  if (!cloud.ok) return refuse(format, [cloud], startedAt);
  const { user, project, endpoints } = cloud.value;
  const display = createDisplay({
    ...{ format, store: store.value, cloud: endpoints.identity },
    lines: [
      `run ${runId}, volume ${parameters.value.resourceId}`,
      `on ${endpoints.identity} as ${user.name} in project ${project.name}`,
    ],
  });
  const isUntilAccepted = flags.wait === false;
  let hasBegun = false;
  try {
    return await inspected(flags, store.value, runId, async ({ options }) => {
      const running = await startRunOn(cloud.value, store.value, parameters.value, {
        ...options,
        ...limits.value,
        onProgress: display.onProgress,
        ...(isUntilAccepted ? { waitUntil: 'accepted' } : {}),
        ...temporaryUserOf(flags),
        ...askingBeforeSwap(flags),
      });
      display.begun();
      hasBegun = true;
      return (await follow(running, { display, format, journal: flags.journal, isUntilAccepted })).status;
    });
  } catch (error) {
    // Unusable means that nothing was sent.
    if (hasBegun) return broken(runId, flags.journal, error);
    if (!(error instanceof RunHeldError)) return refuse(format, [{ ok: false, error }], startedAt);
    showOutcome(heldOutcome(runId, parameters.value, error), format);
    return EXIT.failed;
  } finally {
    await closed(store.value);
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
