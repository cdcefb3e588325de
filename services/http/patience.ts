// Retries clean-up calls for longer, because what they leave must be removed by hand.
import type { Clock } from '../clock.ts';
import { asUncertain, CloudError, TransportError } from '../faults.ts';

const PATIENT_FOR_MS = 150_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const FEWEST_ATTEMPTS = 2;

/**
 * Cleans up; while the service has problems, repeats it with pauses of 1 to 15 seconds, for two and a half
 * minutes.
 * `act` must prove each time that it is still allowed. Rejects with its last error, which is uncertain if an
 * earlier one was.
 */
export async function patiently<Result>(
  act: () => Promise<Result>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Result> {
  const begun = clock.monotonic();
  let pausedMs = 0;
  let uncertain = false;
  for (let attempt = 1; ; attempt += 1) {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      uncertain ||= error.uncertain;
      const isLate = attempt >= FEWEST_ATTEMPTS && clock.monotonic() - begun >= PATIENT_FOR_MS;
      const isOver = isLate || pausedMs >= PATIENT_FOR_MS || signal?.aborted;
      if (isOver || !isPassing(error)) throw uncertain ? asUncertain(error) : error;
    }
    await clock.sleep(pauseMs, signal);
    pausedMs += pauseMs;
  }
}

/**
 * Whether an error may be temporary: no response, a service with problems, a proxy's page, too many requests.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return error.code !== 'Aborted' && error.code !== 'TlsFailed';
  if (!(error instanceof CloudError)) return false;
  const { code, status } = error;
  if (code === 'UnexpectedAnswer' || code === 'RateLimited') return true;
  return status !== null && status >= 500;
}
