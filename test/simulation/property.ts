// The property that every story must have, and how a story without it is told.
import fc, { type RunDetails } from 'fast-check';
import { brokenIn, playStory, type Story } from '../../src/testing/simulation/index.ts';
import { stories } from './arbitraries.ts';

export interface CheckOptions {
  readonly stories: number;
  readonly seed: number;
  /** Where in the seed's stories a failing one lies, as it was told. */
  readonly path?: string;
  /** Told of each story that was played, with the number of its runs. */
  readonly played?: (runs: number) => void;
}

/** Plays stories of a seed until one breaks an invariant, and shrinks that one. */
export async function checkStories(options: CheckOptions): Promise<RunDetails<[Story]>> {
  const { stories: numRuns, seed, path, played } = options;
  const holds = fc.asyncProperty(stories, async (story) => {
    const broken = brokenIn(await playStory(story));
    played?.(story.runs.length);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  return await fc.check(holds, { numRuns, seed, ...(path === undefined ? {} : { path }) });
}

/** A failing story for people: what it breaks, how it goes again, and itself. */
export function failureOf({
  counterexample,
  errorInstance,
  seed,
  counterexamplePath,
}: RunDetails<[Story]>): string {
  const broken = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    broken,
    `again: npm run simulate -- --seed ${seed} --path ${counterexamplePath}`,
    `or with --story and a file of this: ${JSON.stringify(counterexample?.[0])}`,
  ].join('\n');
}
