// For what was made or changed a moment ago: another node of a service, or its database, may not show it yet.
import type { Clock } from './clock.ts';
import { CloudError } from './faults.ts';
import { startStopwatch } from './stopwatch.ts';

/** How long what lags behind is given, in milliseconds. */
export const LAG_MS = 10_000;
const AGAIN_EVERY_MS = 500;

/**
 * Makes a call, and makes it again for ten seconds while it fails as if what was just made were not there. Only for
 * calls that were refused, and so have changed nothing. Rejects with the last error.
 */
export async function untilKnown<Result>(
  call: () => Promise<Result>,
  isUnknown: (error: CloudError) => boolean,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Result> {
  const watch = startStopwatch(clock);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isOver = watch.elapsedMs() >= LAG_MS || signal?.aborted === true;
      if (!(error instanceof CloudError) || error.uncertain || !isUnknown(error) || isOver) throw error;
      await watch.sleep(AGAIN_EVERY_MS, signal);
    }
  }
}

/** Reads again for ten seconds, until what is read is not stale; then gives whatever was read last. */
export async function readUntil<Reading>(
  read: () => Promise<Reading>,
  isFresh: (reading: Reading) => boolean,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Reading> {
  const watch = startStopwatch(clock);
  for (;;) {
    const reading = await read();
    if (isFresh(reading) || watch.elapsedMs() >= LAG_MS || signal?.aborted === true) return reading;
    await watch.sleep(AGAIN_EVERY_MS, signal);
  }
}
