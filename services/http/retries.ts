// When a request is sent again, and after which pause: one rule for real sockets and for simulated ones.
import type { Clock } from '../clock.ts';
import { TransportError } from '../faults.ts';
import { isNotDone } from './notDone.ts';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';

export interface RetryLimits {
  /** The maximum number of repetitions; 0: never. A deletion is limited by time instead. */
  readonly retryLimit: number;
  /** The longest Retry-After to wait for, in milliseconds. */
  readonly maxRetryAfterMs: number;
  /**
   * Up to this many milliseconds are added to each pause, so that many runs do not retry at the same moment.
   */
  readonly jitterMs: number;
}

const LONGEST_PAUSE_MS = 10_000;
/** Nothing is shown to the user while the first sign-in is under way. */
const OF_FIRST = { retryLimit: 2, maxRetryAfterMs: 10_000 };
/** Deletions clean up: what they leave must be removed by hand. */
const CLEAN_UP_FOR_MS = 180_000;

const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How one attempt ended. */
type Ended = { readonly answer: WireAnswer } | { readonly error: TransportError };

interface Attempt {
  readonly ended: Ended;
  /** Starts at 1. */
  readonly number: number;
  /** Milliseconds since the first attempt was sent. */
  readonly elapsedMs: number;
  /** How many responses in a row were a 500 before this one. */
  readonly errors: number;
}

/**
 * The same transport, but it sends a request again if that is harmless: any request after a response which
 * says that nothing was done (`isNotDone`), and a repeatable one after 429, 502, 503, 504, one 500, and if
 * there was no response. It pauses for the Retry-After, or for 1, 2, 4, 8 and 10 seconds. Before each
 * repetition of a changing call `beforeRepeat` proves once more what the call relies on.
 */
export function retrying(send: Transport, clock: Clock, limits: RetryLimits): Transport {
  return async (request, signal) => {
    const own = request.isFirst ? limitsOfFirst(limits) : limits;
    const begun = clock.monotonic();
    let errors = 0;
    for (let number = 1; ; number += 1) {
      if (signal?.aborted) throw cancelled(request);
      const ended = await endOf(send, request, signal);
      const pauseMs = pauseAfter(
        { ended, number, elapsedMs: clock.monotonic() - begun, errors },
        request,
        own,
      );
      if (pauseMs === null) {
        if ('error' in ended) throw ended.error;
        return { ...ended.answer, attempts: number };
      }
      errors = 'answer' in ended && ended.answer.status === 500 ? errors + 1 : 0;
      await clock.sleep(pauseMs, signal);
      if (signal?.aborted) throw cancelled(request);
      await request.beforeRepeat?.();
    }
  };
}

// Nothing is under way at that moment: the previous response said so, or the request changes nothing.
const cancelled = ({ call }: WireRequest): TransportError =>
  new TransportError({ code: 'Aborted', message: `${call}: cancelled` });

async function endOf(send: Transport, request: WireRequest, signal?: AbortSignal): Promise<Ended> {
  try {
    return { answer: await send(request, signal) };
  } catch (error) {
    if (error instanceof TransportError) return { error };
    throw error;
  }
}

// Milliseconds; null if the request is not sent again.
function pauseAfter(attempt: Attempt, request: WireRequest, limits: RetryLimits): number | null {
  if (limits.retryLimit === 0 || !mayRepeat(attempt, request)) return null;
  const { ended, number } = attempt;
  const retryAfterMs = 'answer' in ended ? (ended.answer.retryAfterMs ?? null) : null;
  if (retryAfterMs !== null && retryAfterMs > limits.maxRetryAfterMs) return null;
  const pauseMs = pauseOf(number, retryAfterMs) + Math.random() * limits.jitterMs;
  return isWithin(attempt, pauseMs, request, limits) ? pauseMs : null;
}

const limitsOfFirst = (limits: RetryLimits): RetryLimits => ({
  ...limits,
  retryLimit: Math.min(limits.retryLimit, OF_FIRST.retryLimit),
  maxRetryAfterMs: Math.min(limits.maxRetryAfterMs, OF_FIRST.maxRetryAfterMs),
});

function mayRepeat({ ended, errors }: Attempt, { repeatable, isFirst }: WireRequest): boolean {
  if ('error' in ended) {
    const { code } = ended.error;
    return repeatable && (code === 'ConnectionFailed' || (code === 'TimedOut' && !isFirst));
  }
  if (isNotDone(ended.answer)) return true;
  const { status } = ended.answer;
  return repeatable && (PASSING_STATUSES.has(status) || (status === 500 && errors === 0));
}

// A service that repeatedly says 0 is not called without a pause.
function pauseOf(number: number, retryAfterMs: number | null): number {
  const backOff = (times: number): number => Math.min(1_000 * 2 ** (times - 1), LONGEST_PAUSE_MS);
  if (retryAfterMs === null) return backOff(number);
  return number === 1 ? retryAfterMs : Math.max(retryAfterMs, backOff(number - 1));
}

function isWithin(
  { number, elapsedMs }: Attempt,
  pauseMs: number,
  { method }: WireRequest,
  limits: RetryLimits,
): boolean {
  if (method === 'DELETE') return elapsedMs + pauseMs <= CLEAN_UP_FOR_MS;
  return number <= limits.retryLimit;
}
