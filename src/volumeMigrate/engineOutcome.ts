// Converts the way a run left the engine to the action's outcome.
import type { MigrationResult } from '../../machines/context.ts';
import type { Fault } from '../../machines/types.ts';
import type { RunOutcome } from '../engine/engine.ts';
import type { MigrationSnapshot } from './definition.ts';
import type { Outcome } from './outcome.ts';
import { abandonedResult, brokenResult, leftResult, suspendedResult } from './stoppedOutcome.ts';

/**
 * `resume`: the command that resumes the run, if the store knows one. `isLeft`: its process has left it to be resumed,
 * rather than stopped it at once; `why`: what the user should know about that.
 */
export function outcomeOf(
  ended: RunOutcome<MigrationResult>,
  resume: string | null,
  { isLeft, why }: { readonly isLeft: boolean; readonly why: string | null } = { isLeft: false, why: null },
): Outcome {
  const { runId, startedAt, endedAt } = ended;
  const result = resultOf(ended, resume ?? `volume-migrate resume ${runId}`, isLeft);
  const warnings = [
    ...result.warnings,
    ...(result.status === 'UNFINISHED' && why !== null ? [why] : []),
    ...journalWarnings(ended, resume ?? `volume-migrate resume ${runId}`),
  ];
  return { ...result, warnings, startedAt, endedAt };
}

function resultOf(
  { kind, snapshot, error, output, isWritten }: RunOutcome<MigrationResult>,
  resume: string,
  isLeft: boolean,
): Omit<Outcome, 'startedAt' | 'endedAt'> {
  const reached = snapshot as MigrationSnapshot;
  if (kind === 'done') return output as MigrationResult;
  if (kind === 'suspended') return suspendedResult(reached, error as Fault, resume);
  if (kind === 'broken') return brokenResult(reached, error as Fault, isWritten ? resume : null);
  return isLeft ? leftResult(reached) : abandonedResult(reached);
}

function journalWarnings(
  { journalError, releaseError, isWritten }: RunOutcome<MigrationResult>,
  resume: string,
): string[] {
  const warnings = [];
  if (journalError !== null) {
    const next = isWritten
      ? `It does not contain the end of this run, so no other run can use the volume. When the journal can be written again, run: ${resume}`
      : 'It does not contain this run, which has sent nothing. When the journal can be written again, start a new run';
    warnings.push(`the journal could not be written: ${journalError.message}. ${next}`);
  }
  if (releaseError !== null) {
    warnings.push(
      `the journal could not release the run's volume: ${releaseError.message}. Another run can use it when this process has ended`,
    );
  }
  return warnings;
}
