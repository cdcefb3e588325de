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
