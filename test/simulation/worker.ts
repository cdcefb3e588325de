// One of the processes that play stories: takes its part on standard input, tells of it on its channel.
import process from 'node:process';
import { checkStories, failureOf } from './property.ts';

export interface Part {
  readonly stories: number;
  readonly seed: number;
  readonly unusual: boolean;
}

export type Told =
  | { readonly kind: 'played'; readonly stories: number; readonly runs: number }
  | { readonly kind: 'failed'; readonly failure: string }
  /** How much of a processor it took. */
  | { readonly kind: 'ended'; readonly cpuSeconds: number };

const TELL_EVERY = 250;

process.once('message', async (part: Part) => {
  // The simulated cloud refuses and the services fail by the thousand: nobody reads where.
  Error.stackTraceLimit = 0;
  let [stories, runs] = [0, 0];
  const tellPlayed = (): void => {
    tell({ kind: 'played', stories, runs });
    [stories, runs] = [0, 0];
  };
  const details = await checkStories({
    ...part,
    played: (ofStory) => {
      stories += 1;
      runs += ofStory;
      if (stories === TELL_EVERY) tellPlayed();
    },
  });
  tellPlayed();
  const failure = failureOf(details);
  if (failure !== null) tell({ kind: 'failed', failure });
  const { user, system } = process.cpuUsage();
  tell({ kind: 'ended', cpuSeconds: (user + system) / 1e6 });
  process.disconnect();
});

const tell = (told: Told): void => void process.send?.(told);
