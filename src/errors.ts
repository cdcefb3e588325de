// What this package throws: misuse only. How a run ends, well or badly, is its outcome.

/** Parameters that no run can be started with. `faults` names every one, each with its field. */
export class InvalidParametersError extends Error {
  override readonly name = 'InvalidParametersError';
  readonly code = 'InvalidParameters';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Invalid parameters: ${faults.join('; ')}`);
    this.faults = faults;
  }
}
