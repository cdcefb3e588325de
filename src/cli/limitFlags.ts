// The options that set how long a run waits.
import type { Limits } from '../../machines/types.ts';
import { InvalidParametersError } from '../errors.ts';
import { millisecondsIn, notADuration } from './durationFlag.ts';

export interface LimitFlags {
  readonly timeout?: string;
  readonly stallAfter?: string;
}

/** The flags as limits of a run. Throws `InvalidParametersError`, which lists every problem. */
export function limitsOf({ timeout, stallAfter }: LimitFlags): { readonly limits?: Limits } {
  const faults: string[] = [];
  const read = (flag: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const milliseconds = millisecondsIn(text);
    if (milliseconds === null) faults.push(notADuration(flag, text));
    if (milliseconds === 0) faults.push(`${flag}: expected a duration longer than 0, got ${text}`);
    return milliseconds ?? undefined;
  };
  const deadlineMs = read('--timeout', timeout);
  const stallAfterMs = read('--stall-after', stallAfter);
  if (faults.length > 0) throw new InvalidParametersError(faults);
  if (deadlineMs === undefined && stallAfterMs === undefined) return {};
  return {
    limits: {
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...(stallAfterMs === undefined ? {} : { stallAfterMs }),
    },
  };
}
