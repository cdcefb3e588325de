import { asUncertain, CloudError, TransportError } from '../faults.ts';

/** The call may have had its effect, or was never sent: looking tells. */
export function isLost(error: unknown): error is CloudError {
  if (!(error instanceof CloudError) || error.code === 'Aborted') return false;
  return error.uncertain || error instanceof TransportError;
}

export interface Act<Result> {
  /** The changing call. */
  readonly act: () => Promise<Result>;
  /** Whether it had its effect: what it gave, or undefined where nothing of it is to be seen. */
  readonly look: () => Promise<Result | undefined>;
  /** How often to act, at most. More than once only where a second call can do no harm. */
  readonly attempts: number;
  /** Errors, besides a lost answer, after which a look may show success. */
  readonly looksAfter?: (error: CloudError) => boolean;
}

/**
 * Makes a changing call. When its answer is lost, looks before anything else;
 * acts again only where nothing is to be seen; at last gives up with `uncertain: true` where the effect is unknown.
 */
export async function actAndLook<Result>(how: Act<Result>): Promise<Result> {
  let lostBefore = false;
  let uncertain = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await how.act();
    } catch (error) {
      if (!(error instanceof CloudError) || error.code === 'Aborted') throw error;
      const lost = isLost(error);
      if (!lost && !lostBefore && !how.looksAfter?.(error)) throw error;
      const found = await lookAfter(how, error);
      if (found !== undefined) return found;
      uncertain ||= error.uncertain;
      if (!lost) throw error;
      if (attempt >= how.attempts) throw uncertain ? asUncertain(error) : error;
      lostBefore = true;
    }
  }
}

async function lookAfter<Result>(how: Act<Result>, error: CloudError): Promise<Result | undefined> {
  try {
    return await how.look();
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
