// Makes changing calls: if the response to one is lost, the cloud is checked before the call is repeated.
import type { Clock } from '../clock.ts';
import { asUncertain, CloudError, TransportError } from '../faults.ts';

/** The call may have had its effect, or was never sent. */
export function isLost(error: unknown): error is CloudError {
  if (!(error instanceof CloudError) || error.code === 'Aborted') return false;
  return error.uncertain || error instanceof TransportError;
}

export interface CallToReconcile<Result> {
  /** The changing call. */
  readonly call: () => Promise<Result>;
  /**
   * Checks whether the call had its effect: returns its result, or undefined if nothing shows. With
   * `reconcileFirst` it may take its time.
   */
  readonly reconcile: () => Promise<Result | undefined>;
  /** The maximum number of calls. More than one only if a second call is harmless. */
  readonly attempts: number;
  /** Errors, besides a lost response, after which a check may show success. */
  readonly reconcilesAfter?: (error: CloudError) => boolean;
  /**
   * Given if an earlier process may have made the call and lost its response: checks before the first call.
   */
  readonly reconcileFirst?: (() => Promise<Result | undefined>) | null;
}

/**
 * Makes a changing call. If its response is lost, checks the cloud before anything else; repeats the call
 * only if nothing shows, and without a check if the call was never sent.
 * Once a response was lost, nothing later can prove that the call had no effect, because reads may lag
 * behind. It then gives up with `uncertain: true`.
 * An earlier process's call is different: it certainly had no effect if this call is refused and nothing
 * shows after that, because its effect would be visible after so long.
 */
export async function callWithReconcile<Result>(how: CallToReconcile<Result>): Promise<Result> {
  if (how.reconcileFirst) {
    const found = await reconcileBefore(how.reconcileFirst);
    if (found !== undefined) return found;
  }
  let lost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await how.call();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      lost ||= error.uncertain;
      const isDoubtful = lost || Boolean(how.reconcileFirst);
      const verdict = isDoubtful ? asUncertain(error) : error;
      if (error.code === 'Aborted') throw verdict;
      if (isDoubtful || how.reconcilesAfter?.(error)) {
        const found = await reconcileAfter(how.reconcile, verdict);
        if (found !== undefined) return found;
      }
      if (!isLost(error)) throw lost ? verdict : error;
      if (attempt >= how.attempts) throw verdict;
    }
  }
}

/**
 * A check before a call that an earlier process may have made: if the check fails, it stays open whether the
 * call had an effect.
 */
export async function reconcileBefore<Result>(reconcile: () => Promise<Result>): Promise<Result> {
  try {
    return await reconcile();
  } catch (error) {
    throw error instanceof CloudError ? asUncertain(error) : error;
  }
}

async function reconcileAfter<Result>(reconcile: () => Promise<Result>, error: CloudError): Promise<Result> {
  try {
    return await reconcile();
  } catch (reconcileError) {
    if (!error.uncertain) throw error;
    const why = reconcileError instanceof Error ? reconcileError.message : String(reconcileError);
    throw asUncertain(error, `could not check whether it started: ${why}`);
  }
}

/** Makes a call whose repetition is harmless, at most twice. */
export async function repeatable<Result>(call: () => Promise<Result>): Promise<Result> {
  return await callWithReconcile({ call, reconcile: async () => undefined, attempts: 2 });
}

const LOOKS = 4;
const LOOK_EVERY_MS = 1_000;

/** Checks repeatedly for some seconds, until something shows. */
export async function reconcileForAWhile<Found>(
  reconcile: () => Promise<Found | undefined>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Found | undefined> {
  for (let times = 0; times < LOOKS && !signal?.aborted; times += 1) {
    if (times > 0) await clock.sleep(LOOK_EVERY_MS, signal);
    const found = await reconcile();
    if (found !== undefined) return found;
  }
  return undefined;
}
