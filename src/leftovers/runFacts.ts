// What the journal proves about a run: whether it is over, what it created, whether a swap was requested.
import type { PortName } from '../../machines/actors.ts';
import type { MigrationContext } from '../../machines/context.ts';
import type { TemporaryUser } from '../../machines/types.ts';
import { ReplayError } from '../engine/replayChecks.ts';
import type { RunDriver } from '../engine/store.ts';
import { replay } from '../volumeMigrate/definition.ts';
import { livedTimes } from '../volumeMigrate/livedTimes.ts';
import type { JournalEntry, JournalRecord } from '../volumeMigrate/records.ts';
import type { MigrationSummary } from '../volumeMigrate/runSummary.ts';

/**
 * What a run requested and got. Each call is recorded before it is made: what is not recorded was not
 * requested.
 */
export interface Made {
  readonly sourceVolumeId: string;
  readonly projectId: string | null;
  readonly userAsked: boolean;
  /** Null if the response was lost. */
  readonly userId: string | null;
  readonly destinationAsked: boolean;
  /** Null if the response was lost. */
  readonly destinationId: string | null;
  /**
   * From the request for the destination to the run's last record, in milliseconds; null if the run was left
   * and resumed in between.
   */
  readonly destinationHeldMs: number | null;
  readonly swapAsked: MigrationContext['swapAsked'];
  readonly swapProven: boolean;
}

export interface RunFacts {
  readonly runId: string;
  /** The URL of the Keystone that it was started on. */
  readonly cloud: string | null;
  readonly startedAt: string;
  /** The journal's file; absent for a journal that is not a file. */
  readonly journalFile?: string | undefined;
  /** The living process that drives it. */
  readonly holder: RunDriver | null;
  /** How it ended, in words; null while it is not over. */
  readonly end: string | null;
  /** Null if its records do not fit, and so prove nothing. */
  readonly made: Made | null;
  /** Which record does not fit; null if all do. */
  readonly doubt: string | null;
}

/** A run in a list, and the journal file that has it. */
export type RunIn = MigrationSummary & Pick<RunFacts, 'journalFile'>;

/**
 * The facts of one run. Its whole journal is replayed: records that were altered, or that this version reads
 * differently, prove nothing.
 */
export function factsOf(run: RunIn, entries: readonly JournalEntry[]): RunFacts {
  const { runId, cloud, startedAt, holder, journalFile } = run;
  const known = { runId, cloud, startedAt, holder, journalFile, end: endOf(entries.at(-1)) };
  try {
    const { context } = replay(entries).snapshot;
    return { ...known, made: madeBy(entries, context), doubt: null };
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return { ...known, made: null, doubt: error.message };
  }
}

function endOf(last: JournalEntry | undefined): string | null {
  if (last?.record.kind === 'ended') return `ended ${last.record.result.status} at ${last.at}`;
  return last?.record.kind === 'givenUp' ? `was given up at ${last.at}: ${last.record.why}` : null;
}

function madeBy(
  entries: readonly JournalEntry[],
  { volume, parameters, swapAsked, swapProven }: MigrationContext,
): Made {
  return {
    sourceVolumeId: parameters.resourceId,
    projectId: volume?.projectId ?? null,
    userAsked: lastIntent(entries, 'createTemporaryUser') >= 0,
    userId: answerOf<TemporaryUser>(entries, 'createTemporaryUser')?.id ?? null,
    destinationAsked: lastIntent(entries, 'createDestinationVolume') >= 0,
    destinationId: answerOf<{ volumeId: string }>(entries, 'createDestinationVolume')?.volumeId ?? null,
    destinationHeldMs: destinationHeldMs(entries),
    swapAsked,
    swapProven,
  };
}

const isIntent = (record: JournalRecord, call: PortName): boolean =>
  record.kind === 'intent' && record.call === call;

const lastIntent = (entries: readonly JournalEntry[], call: PortName): number =>
  entries.findLastIndex(({ record }) => isIntent(record, call));

function answerOf<Answer>(entries: readonly JournalEntry[], call: PortName): Answer | null {
  for (const { record } of entries.toReversed()) {
    if (record.kind !== 'event' || record.event.type !== 'done' || record.event.call !== call) continue;
    return record.event.output as Answer;
  }
  return null;
}

function destinationHeldMs(entries: readonly JournalEntry[]): number | null {
  const since = entries.slice(Math.max(lastIntent(entries, 'createDestinationVolume'), 0));
  if (since.some(({ record }) => record.kind === 'resumed')) return null;
  // A run is given up when its process is gone, which may be days later: that record does not count as one of
  // the process.
  const times = livedTimes(since.filter(({ record }) => record.kind !== 'givenUp'));
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? null : last - first;
}
