// What the journal proves of a run: whether it is over, what it made, whether a swap was asked.
import type { PortName } from '../../machines/actors.ts';
import type { Context } from '../../machines/context.ts';
import type { TemporaryUser } from '../../machines/types.ts';
import type { Holder } from '../journal/holders.ts';
import { livedTimes } from '../journal/livedTimes.ts';
import type { Entry, JournalRecord } from '../journal/records.ts';
import { ReplayError, replay } from '../journal/replay.ts';
import type { RunSummary } from '../journal/store.ts';

/** What a run asked for and got. Each call is written down before it is made: what is not written was not asked. */
export interface Made {
  readonly sourceVolumeId: string;
  readonly projectId: string | null;
  readonly userAsked: boolean;
  /** Null where no answer came. */
  readonly userId: string | null;
  readonly destinationAsked: boolean;
  /** Null where no answer came. */
  readonly destinationId: string | null;
  /** From the request for the destination to the run's last record; null where the run was left and resumed in between. */
  readonly destinationHeldMs: number | null;
  readonly swapAsked: Context['swapAsked'];
  readonly swapProven: boolean;
}

export interface RunFacts {
  readonly runId: string;
  /** The Keystone that it was started on. */
  readonly cloud: string | null;
  readonly startedAt: string;
  /** Where it is written down; absent for a journal that is no file. */
  readonly journalFile?: string | undefined;
  /** The living process that drives it. */
  readonly holder: Holder | null;
  /** How it ended, in words; null while it is not over. */
  readonly end: string | null;
  /** Null where its records do not fit, and so prove nothing. */
  readonly made: Made | null;
  /** Which record does not fit; null where all do. */
  readonly doubt: string | null;
}

/** A run in a list, and the file that has it. */
export type RunIn = RunSummary & Pick<RunFacts, 'journalFile'>;

/** The facts of one run. Its whole journal is replayed: records that were altered, or that this version reads otherwise, prove nothing. */
export function factsOf(run: RunIn, entries: readonly Entry[]): RunFacts {
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

function endOf(last: Entry | undefined): string | null {
  if (last?.record.kind === 'ended') return `ended ${last.record.result.status} at ${last.at}`;
  return last?.record.kind === 'givenUp' ? `was given up at ${last.at}: ${last.record.why}` : null;
}

function madeBy(entries: readonly Entry[], { volume, parameters, swapAsked, swapProven }: Context): Made {
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

const lastIntent = (entries: readonly Entry[], call: PortName): number =>
  entries.findLastIndex(({ record }) => isIntent(record, call));

function answerOf<Answer>(entries: readonly Entry[], call: PortName): Answer | null {
  for (const { record } of entries.toReversed()) {
    if (record.kind !== 'event' || record.event.type !== 'done' || record.event.call !== call) continue;
    return record.event.output as Answer;
  }
  return null;
}

function destinationHeldMs(entries: readonly Entry[]): number | null {
  const since = entries.slice(Math.max(lastIntent(entries, 'createDestinationVolume'), 0));
  if (since.some(({ record }) => record.kind === 'resumed')) return null;
  // A run is given up when its process is gone, which may be days later: that is no record of its own.
  const times = livedTimes(since.filter(({ record }) => record.kind !== 'givenUp'));
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? null : last - first;
}
