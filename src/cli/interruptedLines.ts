// What a list of runs says below its table about those that were interrupted: how to resume them.
import { resumeCommand } from '../journal/resumeCommand.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import type { Listed } from './listedRuns.ts';
import { statusInWords } from './runStatus.ts';

type Shown = Pick<Listed, 'runId' | 'workflow' | 'moves' | 'pending' | 'status' | 'endedAt' | 'holder'>;

/** Whether it is a plan that has not ended and that no process drives. */
export const isInterruptedPlan = (run: Shown): boolean =>
  run.moves !== undefined && statusInWords(run) === 'interrupted';

/** One line with the command that resumes the interrupted runs; none if there are none that this command can resume. */
export function interruptedLines(runs: readonly Shown[], journal: string | undefined): string[] {
  const found = runs.filter(
    (run) => statusInWords(run) === 'interrupted' && (run.moves !== undefined || run.workflow === WORKFLOW),
  );
  const [first, ...others] = found;
  // The line about the pending requests of a plan names the command too.
  if (first === undefined || found.every(({ pending = [] }) => pending.length > 0)) return [];
  if (others.length === 0) return [`To resume ${first.runId}, run: ${resumeCommand(first.runId, journal)}`];
  return [`To resume all ${found.length} interrupted runs, run: ${resumeCommand('--all', journal)}`];
}
