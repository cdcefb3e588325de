// Waits for something in a cloud.
import type { ConformanceWorld } from './world.ts';

const LONGEST_MS = 60_000;
const IDLE_TICKS = 50;

/** Asks repeatedly, while the cloud continues in between, until the result is there. */
export async function settle<T>(
  world: ConformanceWorld,
  what: string,
  ask: () => Promise<T | undefined | false | null>,
): Promise<T> {
  const end = Date.now() + LONGEST_MS;
  for (let idle = 0; Date.now() < end && idle < IDLE_TICKS; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    idle = (await world.tick()) ? 0 : idle + 1;
  }
  throw new Error(`gave up waiting for ${what}`);
}
