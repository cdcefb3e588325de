// Checks a migration without changing anything: everything that blocks it, at once, and the calls that it would make.
import { randomUUID } from 'node:crypto';
import type { MigrationParameters } from '../../machines/types.ts';
import { type ListVolumeServices, servicesForChecks } from '../../services/cinder/volumeServices.ts';
import { type Cloud, systemClock } from '../../services/index.ts';
import { orNull } from '../../services/orNull.ts';
import { checkFree } from '../engine/exclusivity.ts';
import { type JournalStore, RunHeldError } from '../engine/store.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { inputOf } from '../volumeMigrate/input.ts';
import { cloudFor, type PlaceOptions } from '../volumeMigrate/migrateVolume.ts';
import { type MigrateVolumeParameters, parseParameters } from '../volumeMigrate/parameters.ts';
import { retypeReason } from '../volumeMigrate/retypeReason.ts';
import { type ActorOptions, claimOf } from '../volumeMigrate/workflow.ts';
import { type Blocker, type FurtherFacts, furtherWarnings } from './furtherBlockers.ts';
import { operationOf, plannedCalls } from './plannedCalls.ts';
import type { MigrationCheck } from './types.ts';
import { type Walked, walkOnCloud } from './walk.ts';

/** Options of `checkMigration`. */
export interface CheckMigrationOptions extends PlaceOptions, Pick<ActorOptions, 'temporaryUser' | 'clock'> {
  /** Aborting it rejects the check with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Checks a migration without changing anything: makes the reads of a run and asks its questions, continues where a run would
 * be refused, and so finds everything that blocks it at once. Only reads, the sign-in and the probe of `swap_method: auto`
 * (an attachment update to a volume that does not exist) are sent. What it passes is refused only for a reason that arises
 * later, or that the cloud does not show.
 * Rejects with `InvalidParametersError`, `ConfigurationError`, `JournalFileError`, or an error of the sign-in. A read that
 * fails blocks the run, and is part of the result.
 *
 * @param parameters As for `migrateVolume`.
 * @param options `store` is only read: it shows whether another run has the volume.
 */
export async function checkMigration(
  parameters: MigrateVolumeParameters,
  { cloud: which, connection, store, signal, ...options }: CheckMigrationOptions = {},
): Promise<MigrationCheck> {
  const parsed = parseParameters(parameters);
  signal?.throwIfAborted();
  const cloud = await cloudFor(randomUUID(), { cloud: which, connection }, signal);
  if (store !== undefined) return await checkOn(cloud, store, parsed, options, signal);
  const own = journalToRead();
  return await checkOn(cloud, own, parsed, options, signal).finally(() => own.close());
}

/** Options of `checkOn`. */
interface CheckOnOptions extends Pick<ActorOptions, 'temporaryUser' | 'clock'> {
  /** Codes of refusals that are over by the time the run starts: these are warnings. */
  readonly expected?: readonly string[];
}

/** The same, on a cloud that is signed in to. */
export async function checkOn(
  cloud: Cloud,
  store: JournalStore,
  parameters: MigrationParameters,
  { expected = [], ...options }: CheckOnOptions = {},
  signal?: AbortSignal,
): Promise<MigrationCheck> {
  const { clock } = options;
  const input = inputOf(parameters, { runId: cloud.runId, ...(clock === undefined ? {} : { clock }) });
  const held = await otherRun(cloud, store, parameters);
  const listServices = servicesForChecks(cloud, clock ?? systemClock);
  const walked = await walkOnCloud(cloud, input, { ...options, listServices }, signal);
  const facts = await furtherFacts(walked, listServices, signal);
  return resultOf(walked, held, facts, expected);
}

async function otherRun(
  cloud: Cloud,
  store: JournalStore,
  parameters: MigrationParameters,
): Promise<Blocker[]> {
  const claim = { ...claimOf(cloud, parameters), runId: cloud.runId };
  const unfinished = await store.list({ unfinished: true });
  try {
    checkFree(claim, unfinished, (runId) => store.resumeHint?.(runId) ?? null);
    return [];
  } catch (error) {
    if (!(error instanceof RunHeldError)) throw error;
    return [{ code: error.code, message: error.message, reasons: [error.message] }];
  }
}

// These reads are not part of a run: one that fails blocks nothing.
async function furtherFacts(
  { context }: Walked,
  listServices: ListVolumeServices,
  signal?: AbortSignal,
): Promise<FurtherFacts> {
  if (context.volume === null) return { services: [] };
  return {
    services: await orNull(() => listServices(signal)),
  };
}

function resultOf(
  { context, first }: Walked,
  held: readonly Blocker[],
  facts: FurtherFacts,
  expected: readonly string[],
): MigrationCheck {
  const refusals = context.refusals.map(withReasons);
  const blockers = [
    ...held,
    ...refusals.filter(({ code }) => !expected.includes(code)),
    ...(context.failure === null ? [] : [withReasons(context.failure)]),
  ];
  const passing = refusals.filter(({ code }) => expected.includes(code)).flatMap(({ reasons }) => reasons);
  const [main] = blockers;
  const operation = operationOf(first);
  return {
    clear: main === undefined,
    volumeId: context.parameters.resourceId,
    operation,
    note: operation === 'retype' ? retypeReason(context) : null,
    code: main?.code ?? null,
    message: main?.message ?? null,
    reasons: [...new Set(blockers.flatMap(({ reasons }) => reasons))],
    warnings: [...new Set([...passing, ...context.warnings, ...furtherWarnings(context, first, facts)])],
    calls: main === undefined ? plannedCalls(context, first) : [],
  };
}

// A service's own words may be all that is known.
const withReasons = ({ code, message, reasons }: Blocker): Blocker => ({
  code,
  message,
  reasons: reasons.length > 0 ? reasons : [message],
});
