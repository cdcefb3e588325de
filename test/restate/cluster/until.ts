// Waits for what a test expects to happen; the time limit of the test ends a wait in vain.
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 10;

/** Resolves to what `look` finds, once that is not null. */
export async function until<Value>(look: () => Promise<Value | null> | Value | null): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await sleep(PAUSE_MS);
  }
}
