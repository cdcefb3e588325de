// What users and volumes of a run have in common: the proof that it is over, and what to do if it is not.
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { Made, RunFacts } from './runFacts.ts';

/** Something that carries the ID of a run. */
export interface OfRun {
  readonly runId: string;
  /** Null if the journal does not have the run. */
  readonly run: RunFacts | null;
  /** The Keystone URL of the cloud that was searched. */
  readonly keystone: string;
}

/** A run of the journal without a recorded end. */
export const isUnfinished = ({ run }: OfRun): boolean => run !== null && run.end === null;

/** What the journal says of the run, in words. */
export function runInWords({ runId, run }: OfRun): string {
  if (run === null) return `run ${runId} is not in this journal`;
  return `run ${runId}, started at ${run.startedAt}, ${run.end ?? 'has not ended'}`;
}

/** Who can continue a run that is not over. */
export const whoGoesOn = (run: Pick<RunFacts, 'runId' | 'holder' | 'journalFile'>): string =>
  run.holder === null
    ? resumeCommand(run.runId, run.journalFile)
    : (run.holder.doubt ?? `process ${run.holder.pid} on ${run.holder.host} is driving run ${run.runId}`);

type Judged = { readonly missing: readonly string[]; readonly made: Made | null };

/** What is not proven about a run's end; with what it created, if its records can be relied on. */
export function provenOver({ runId, run, keystone }: OfRun): Judged {
  if (run === null) {
    const why = `run ${runId} is not in this journal: it may be in the journal of another machine, and still be running`;
    return { missing: [why], made: null };
  }
  const missing = [];
  if (run.cloud !== keystone) {
    missing.push(`run ${runId} was started on ${run.cloud ?? 'an unknown cloud'}, not on ${keystone}`);
  }
  if (run.end === null) missing.push(`run ${runId} has not ended`);
  if (run.made === null) missing.push(`the journal of run ${runId} proves nothing: ${run.doubt}`);
  return { missing, made: run.made };
}
