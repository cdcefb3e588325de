// The errors that this package throws on misuse. How a run ends, well or badly, is its outcome.
import { VolumeMigrateError } from '../machines/volumeMigrateError.ts';

/** Parameters that cannot start a run. `faults` lists every problem, each with its field. */
export class InvalidParametersError extends VolumeMigrateError {
  override readonly name = 'InvalidParametersError';
  readonly code = 'InvalidParameters';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Invalid parameters: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/** A plan file that cannot be carried out. `problems` lists every problem, each with its place in the file. */
export class InvalidPlanError extends VolumeMigrateError {
  override readonly name = 'InvalidPlanError';
  readonly code = 'InvalidPlan';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid plan: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** A strategy of yours that threw an error, which is the `cause`. The message says where. */
export class StrategyFailedError extends VolumeMigrateError {
  override readonly name = 'StrategyFailedError';
  readonly code = 'StrategyFailed';

  constructor(strategy: string, cause: unknown) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    const where = /\n\s+at (.*)/.exec(stack)?.[1];
    super(`strategy ${strategy} failed: ${message}${where === undefined ? '' : ` (at ${where})`}`, { cause });
  }
}
