// What the machine is started with.
import { randomUUID } from 'node:crypto';
import type { Input } from '../../machines/context.ts';
import type { Limits, Parameters } from '../../machines/types.ts';
import { type Clock, systemClock } from '../../services/index.ts';
import { checkRunOptions } from './limits.ts';

export interface InputOptions {
  /** A lower-case UUID. @default a random one */
  readonly runId?: string;
  readonly limits?: Limits;
  /** @default the system's */
  readonly clock?: Clock;
}

/** The machine's input. Throws `InvalidParametersError` for a run id or limits that cannot be used. */
export function inputOf(parameters: Parameters, options: InputOptions): Input {
  checkRunOptions(options);
  const { runId = randomUUID(), limits, clock = systemClock } = options;
  return {
    runId,
    parameters,
    startedAt: new Date(clock.now()).toISOString(),
    ...(limits === undefined ? {} : { limits }),
  };
}
