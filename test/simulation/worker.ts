// One of the processes that play workloads: reads its part from standard input, and reports on its channel.
import process from 'node:process';
import { checkWorkloads, failureOf } from './property.ts';

export interface Part {
  readonly workloads: number;
  readonly seed: number;
  readonly unusual: boolean;
}

export type Told =
  | { readonly kind: 'played'; readonly workloads: number; readonly runs: number }
  | { readonly kind: 'failed'; readonly failure: string }
  /** How much processor time it used. */
  | { readonly kind: 'ended'; readonly cpuSeconds: number };

const TELL_EVERY = 250;

process.once('message', async (part: Part) => {
  // The simulated cloud refuses and the services fail by the thousand: nobody reads the stacks.
  Error.stackTraceLimit = 0;
  let [workloads, runs] = [0, 0];
  const tellPlayed = (): void => {
    tell({ kind: 'played', workloads, runs });
    [workloads, runs] = [0, 0];
  };
  const details = await checkWorkloads({
    ...part,
    played: (ofWorkload) => {
      workloads += 1;
      runs += ofWorkload;
      if (workloads === TELL_EVERY) tellPlayed();
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
