// The property that every story must have, and how a story without it is told.
import fc, { type RunDetails } from 'fast-check';
import { brokenIn, type PlayOptions, playStory, type Story } from '../../src/testing/simulation/index.ts';
import { stories } from './arbitraries.ts';
import { unusualStories } from './unusual.ts';

export interface CheckOptions extends PlayOptions {
  readonly stories: number;
  readonly seed: number;
  /** Where among the seed's stories a failing one lies, as it was told. */
  readonly path?: string;
  /** Unusual stories, held against rights, flags, encryption, reservations and attachments as well. */
  readonly unusual?: boolean;
  /** Told of each story that was played, with the number of its runs. */
  readonly played?: (runs: number) => void;
}

/** Plays stories of a seed until one breaks an invariant, and shrinks that one. */
export async function checkStories(options: CheckOptions): Promise<RunDetails<[Story]>> {
  const { stories: numRuns, seed, path, played, unusual = false, ...play } = options;
  const holds = fc.asyncProperty(unusual ? unusualStories : stories, async (story) => {
    const broken = brokenIn(await playStory(story, play));
    played?.(story.runs.length);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  return await fc.check(holds, { numRuns, seed, ...(path === undefined ? {} : { path }) });
}

/** A failing story for people: what it breaks, how it goes again, and itself; null where none failed. */
export function failureOf(details: RunDetails<[Story]>): string | null {
  const { failed, counterexample, errorInstance, seed, counterexamplePath } = details;
  if (!failed) return null;
  const unusual = counterexample?.[0].unusual ? ' --unusual' : '';
  const broken = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    broken,
    `again: npm run simulate -- --seed ${seed} --path ${counterexamplePath}${unusual}`,
    `or --story with a file that holds ${JSON.stringify(counterexample?.[0])}`,
  ].join('\n');
}
