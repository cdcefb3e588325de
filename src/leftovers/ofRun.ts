// What users and volumes of a run have in common: the proof that the run is over, and what to do where it is not.
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { Made, RunFacts } from './runFacts.ts';

/** Something that carries the id of a run. */
export interface OfRun {
  readonly runId: string;
  /** Null where the journal does not have the run. */
  readonly run: RunFacts | null;
  /** The Keystone that was looked at. */
  readonly keystone: string;
}

/** A run of the journal whose end is not written down. */
export const isUnfinished = ({ run }: OfRun): boolean => run !== null && run.end === null;

/** What the journal says of the run, in words. */
export function runInWords({ runId, run }: OfRun): string {
  if (run === null) return `run ${runId} is not in this journal`;
  return `run ${runId} of ${run.startedAt} ${run.end ?? 'is not over'}`;
}

/** Who goes on with a run that is not over. */
export const whoGoesOn = (run: Pick<RunFacts, 'runId' | 'holder' | 'journalFile'>): string =>
  run.holder === null
    ? resumeCommand(run.runId, run.journalFile)
    : (run.holder.doubt ?? `process ${run.holder.pid} on ${run.holder.host} drives run ${run.runId}`);

type Judged = { readonly missing: readonly string[]; readonly made: Made | null };

/** What is not proven of a run's end; with what it made, where its records can be relied on. */
export function provenOver({ runId, run, keystone }: OfRun): Judged {
  if (run === null) {
    const why = `run ${runId} is not in this journal: another machine's may have it, and go on with it`;
    return { missing: [why], made: null };
  }
  const missing = [];
  if (run.cloud !== keystone) {
    missing.push(
      `run ${runId} was started on ${run.cloud ?? 'a cloud that is not known'}, this is ${keystone}`,
    );
  }
  if (run.end === null) missing.push(`run ${runId} is not over`);
  if (run.made === null) missing.push(`the journal of run ${runId} proves nothing: ${run.doubt}`);
  return { missing, made: run.made };
}
