// volume-migrate run --store: hands a run to workers, and follows it.
import { randomUUID } from 'node:crypto';
import type { MigrationParameters } from '../../../machines/types.ts';
import { loadCloudConfig } from '../../../services/index.ts';
import { RunHeldError } from '../../engine/store.ts';
import { watchCommand } from '../../journal/resumeCommand.ts';
import type { Refusal } from '../../restate/engine/protocol.ts';
import { errorOfRefusal } from '../../restate/engine/refusal.ts';
import { parsedMigrationOrder } from '../../restate/orders.ts';
import { heldOutcome } from '../../volumeMigrate/notStartedOutcome.ts';
import { cloudNamed } from '../cloudFlags.ts';
import { EXIT } from '../exit.ts';
import { showOutcome } from '../follow.ts';
import { formatOf } from '../format.ts';
import { inspected } from '../inspection.ts';
import { parametersOn } from '../namedVolume.ts';
import { openClusterStore } from '../openStore.ts';
import { say, sayErrorLines } from '../output.ts';
import { type ReadParameters, readParameters } from '../readParameters.ts';
import { refuse } from '../refuse.ts';
import type { Flags } from '../run.ts';
import { signIn } from '../signingIn.ts';
import { asTyped } from '../typedNames.ts';
import { attempt } from '../unusable.ts';
import { watch } from '../watch.ts';
import { clusterSettings } from './clusterSettings.ts';
import { leftToRestate } from './storeSilent.ts';
import { isSwapAgreed } from './swapOnCluster.ts';
import { refuseUnsupported } from './unsupported.ts';
import { untilStarted } from './untilStarted.ts';

/** Hands a run to the workers of a store. With `wait: false` it returns once the run has started. Returns the exit status. */
export async function runOnCluster(volume: string | undefined, url: string, flags: Flags): Promise<number> {
  const [format, startedAt] = [formatOf(flags), new Date().toISOString()];
  const read = await attempt(() => readParameters(volume, flags));
  const settings = await attempt(() => {
    refuseUnsupported('run', flags);
    return clusterSettings(flags);
  });
  const store = await attempt(() => openClusterStore(url));
  if (!read.ok || !settings.ok || !store.ok)
    return refuse(format, [read, settings, store], startedAt, null, asTyped(flags));
  const named = await attempt(() => withId(read.value, flags));
  if (!named.ok) return refuse(format, [named], startedAt);
  const parameters = named.value;
  if (!(await isSwapAgreed(parameters, flags))) {
    say('the run was not started; nothing was changed');
    return EXIT.cancelled;
  }
  const runId = randomUUID();
  const submitted = await attempt(() =>
    store.value.submit(runId, parsedMigrationOrder(parameters, settings.value)),
  );
  if (!submitted.ok) return refuse(format, [submitted], startedAt);
  const started = await attempt(() => untilStarted(store.value, runId));
  if (!started.ok) {
    const status = leftToRestate(started.error, { noun: 'run', runId, journal: url });
    return status ?? refuse(format, [started], startedAt);
  }
  if (started.value !== null) return refused(runId, parameters, started.value, flags, startedAt);
  if (flags.wait !== false) return await inspected(flags, store.value, runId, () => watch(runId, flags));
  sayErrorLines([
    `handed run ${runId} to the workers`,
    `To follow it to its end: ${watchCommand(runId, url)}`,
  ]);
  return EXIT.succeeded;
}

// This host needs no access to the cloud, unless it has to find the volume by its name.
async function withId(read: ReadParameters, flags: Flags): Promise<MigrationParameters> {
  if (read.name === null) return read.parameters;
  return await parametersOn(await signIn(await loadCloudConfig(cloudNamed(flags))), read);
}

function refused(
  runId: string,
  parameters: MigrationParameters,
  refusal: Refusal,
  flags: Flags,
  startedAt: string,
): number {
  const error = errorOfRefusal(refusal);
  if (!(error instanceof RunHeldError)) return refuse(formatOf(flags), [{ ok: false, error }], startedAt);
  showOutcome(heldOutcome(runId, parameters, error), formatOf(flags));
  return EXIT.failed;
}
