// Retries for what was created or changed a moment ago: another node, or its database, may not show it yet.
import type { Clock } from './clock.ts';
import { CloudError } from './faults.ts';
import { startStopwatch } from './stopwatch.ts';

/** How long a node or a database may lag behind, in milliseconds. */
export const LAG_MS = 10_000;
const AGAIN_EVERY_MS = 500;

/**
 * Makes a call, and repeats it for ten seconds while it fails as if the newly created resource did not exist.
 * Only for calls that were refused, and so have changed nothing. Rejects with the last error.
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

/** Rereads for ten seconds, until the reading is not stale; then returns the last reading. */
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
