// Reports that a plan cannot be used, in the form of a plan's outcome.
import { EXIT } from '../exit.ts';
import type { Format } from '../format.ts';
import { sayJson } from '../output.ts';
import { sayRefusal } from '../refuse.ts';
import { type Attempt, unusable } from '../unusable.ts';

/** Prints every problem; as an outcome if JSON is wanted. Returns the exit status. */
export function refusePlan(
  format: Format,
  attempts: readonly Attempt<unknown>[],
  startedAt: string,
  planId: string | null = null,
): number {
  const error = unusable(attempts);
  if (format === 'text') {
    sayRefusal(error);
    return EXIT.unusable;
  }
  const { name, code, message, reasons } = error;
  const outcome = {
    ...{ planId, status: 'FAILED', actions: [], counts: NONE, reasons: [message, ...reasons] },
    ...{ startedAt, endedAt: new Date().toISOString(), error: { name, code, message, reasons } },
  };
  sayJson(format === 'json' ? outcome : { type: 'outcome', ...outcome });
  return EXIT.unusable;
}

const NONE = { SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, SKIPPED: 0, PENDING: 0 } as const;
