import type { Clock } from '../clock.ts';
import { asUncertain, CloudError, TransportError } from '../faults.ts';

/** The call may have had its effect, or was never sent. */
export function isLost(error: unknown): error is CloudError {
  if (!(error instanceof CloudError) || error.code === 'Aborted') return false;
  return error.uncertain || error instanceof TransportError;
}

export interface Act<Result> {
  /** The changing call. */
  readonly act: () => Promise<Result>;
  /** Whether it had its effect: what it gave, or undefined where nothing of it is to be seen. With `lookFirst` it takes its time. */
  readonly look: () => Promise<Result | undefined>;
  /** How often to act, at most. More than once only where a second call can do no harm. */
  readonly attempts: number;
  /** Errors, besides a lost answer, after which a look may show success. */
  readonly looksAfter?: (error: CloudError) => boolean;
  /** Given where an earlier process may have made the call and lost its answer: looks before the first act. */
  readonly lookFirst?: (() => Promise<Result | undefined>) | null;
}

/**
 * Makes a changing call. When its answer is lost, looks before anything else;
 * acts again only where nothing is to be seen, and without a look where the call was never sent.
 * Once an answer was lost, nothing that comes later makes it certain that the call had no effect:
 * what is read may lag behind. Then it gives up with `uncertain: true`.
 * Of an earlier process's call that is certain where this one is refused and nothing is to be seen after that:
 * what had begun so long ago would show.
 */
export async function actAndLook<Result>(how: Act<Result>): Promise<Result> {
  if (how.lookFirst) {
    const found = await lookBefore(how.lookFirst);
    if (found !== undefined) return found;
  }
  let lost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await how.act();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      lost ||= error.uncertain;
      const isDoubtful = lost || Boolean(how.lookFirst);
      const verdict = isDoubtful ? asUncertain(error) : error;
      if (error.code === 'Aborted') throw verdict;
      if (isDoubtful || how.looksAfter?.(error)) {
        const found = await lookAfter(how.look, verdict);
        if (found !== undefined) return found;
      }
      if (!isLost(error)) throw lost ? verdict : error;
      if (attempt >= how.attempts) throw verdict;
    }
  }
}

/** A look before a call that an earlier process may have made: a failure leaves open whether it had effect. */
export async function lookBefore<Result>(look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof CloudError ? asUncertain(error) : error;
  }
}

async function lookAfter<Result>(look: () => Promise<Result>, error: CloudError): Promise<Result> {
  try {
    return await look();
  } catch (lookError) {
    if (!error.uncertain) throw error;
    const why = lookError instanceof Error ? lookError.message : String(lookError);
    throw asUncertain(error, `whether it began could not be found out: ${why}`);
  }
}

/** Makes a call whose repetition does no harm, twice at most. */
export async function repeatable<Result>(act: () => Promise<Result>): Promise<Result> {
  return await actAndLook({ act, look: async () => undefined, attempts: 2 });
}

const LOOKS = 4;
const LOOK_EVERY_MS = 1_000;

/** Looks again and again for some seconds, until something is to be seen. */
export async function lookForAWhile<Found>(
  look: () => Promise<Found | undefined>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Found | undefined> {
  for (let times = 0; times < LOOKS && !signal?.aborted; times += 1) {
    if (times > 0) await clock.sleep(LOOK_EVERY_MS, signal);
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}
