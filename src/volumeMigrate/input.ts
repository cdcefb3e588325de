// The machine's input, from parameters and options.
import { randomUUID } from 'node:crypto';
import type { MigrationInput } from '../../machines/context.ts';
import type { Limits, MigrationParameters } from '../../machines/types.ts';
import { type Clock, systemClock } from '../../services/index.ts';
import { checkRunOptions } from './limits.ts';

export interface InputOptions {
  /** A lower-case UUID. @default a random one */
  readonly runId?: string;
  readonly limits?: Limits;
  /** @default the system clock */
  readonly clock?: Clock;
}

/** The machine's input. Throws `InvalidParametersError` for an invalid run ID or invalid limits. */
export function inputOf(parameters: MigrationParameters, options: InputOptions): MigrationInput {
  checkRunOptions(options);
  const { runId = randomUUID(), limits, clock = systemClock } = options;
  return {
    runId,
    parameters,
    startedAt: new Date(clock.now()).toISOString(),
    ...(limits === undefined ? {} : { limits }),
  };
}
