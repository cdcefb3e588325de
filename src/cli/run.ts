// volume-migrate run
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { Parameters } from '../../machines/types.ts';
import { type Cloud, connect, loadCloudConfig } from '../../services/index.ts';
import type { Outcome } from '../outcome.ts';
import { parseParameters } from '../parameters.ts';
import { createActors } from '../run/createActors.ts';
import type { Progress } from '../run/progress.ts';
import { startRun } from '../run/startRun.ts';
import { EXIT, exitOf } from './exit.ts';
import { interruptions } from './interruptions.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { outcomeLines, penFor, progressLines } from './render.ts';
import { type Attempt, attempt, unusable } from './unusable.ts';

interface Flags extends ParameterFlags {
  readonly cloud?: string;
  readonly json?: boolean;
}

const pen = penFor(process.stdout);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const showProgress = (progress: Progress): void => {
  for (const line of progressLines(progress, pen)) say(line);
};

/** Migrates one volume; gives the exit status. */
export async function run(flags: Flags): Promise<number> {
  const startedAt = new Date().toISOString();
  const parameters = await attempt(async () => parseParameters(await readParameters(flags)));
  const config = await attempt(() =>
    loadCloudConfig(flags.cloud === undefined ? {} : { cloud: flags.cloud }),
  );
  if (!parameters.ok || !config.ok) return refuse(flags, [parameters, config], startedAt);
  const cloud = await attempt(() => connect(config.value, { runId: randomUUID() }));
  if (!cloud.ok) return refuse(flags, [cloud], startedAt);
  const outcome = await follow(parameters.value, cloud.value, flags);
  if (flags.json) say(JSON.stringify(outcome));
  else for (const line of outcomeLines(outcome, pen)) say(line);
  return exitOf(outcome.status);
}

// Runs the machine; the first Ctrl-C cancels, the second stops at once.
async function follow(parameters: Parameters, cloud: Cloud, flags: Flags): Promise<Outcome> {
  if (!flags.json) say(pen.paint('dim', `run ${cloud.runId}, volume ${parameters.resourceId}`));
  const running = startRun(parameters, createActors(cloud), {
    runId: cloud.runId,
    ...(flags.json ? {} : { onProgress: showProgress }),
  });
  const release = interruptions(
    () => {
      if (!flags.json) say(pen.paint('yellow', 'cancelling; Ctrl-C again stops at once'));
      running.cancel();
    },
    () => void running.abandon(),
  );
  return await running.outcome.finally(release);
}

function refuse(flags: Flags, attempts: readonly Attempt<unknown>[], startedAt: string): number {
  const error = unusable(attempts);
  const nowhere = { host: null, type: null };
  if (flags.json) {
    const outcome = {
      runId: null,
      status: 'FAILED',
      did: null,
      volumeId: null,
      sourceVolumeId: null,
      from: nowhere,
      to: nowhere,
    };
    say(
      JSON.stringify({
        ...outcome,
        error,
        warnings: [],
        leftovers: [],
        startedAt,
        endedAt: new Date().toISOString(),
      }),
    );
    return EXIT.unusable;
  }
  const { paint } = penFor(process.stderr);
  const lines = [
    `${paint('red', 'error')}: ${error.message}`,
    ...error.reasons.map((reason) => `  - ${reason}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  return EXIT.unusable;
}
