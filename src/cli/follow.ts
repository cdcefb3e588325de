// Follows a run to its end, for a person or for a program.
import process from 'node:process';
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { Outcome } from '../outcome.ts';
import type { DriveOptions, Run } from '../run/drive.ts';
import type { Progress } from '../run/progress.ts';
import { exitOf } from './exit.ts';
import { signsOfLife } from './heartbeat.ts';
import { interruptions } from './interruptions.ts';
import { isOutputWhole, penFor, say, sayErrorLines, sayJson, sayLines } from './output.ts';
import { outcomeLines, progressLines } from './render.ts';

const pen = penFor(process.stdout);

const dim = (line: string): string => pen.paint('dim', line);

/** Prints a run's progress. */
function showProgress(progress: Progress): void {
  for (const line of progressLines(progress, pen)) say(line);
}

/**
 * Prints a run's progress for a person, after these lines. They are printed when the run has begun: one that is refused, because another
 * has its volume for instance, is in no journal. `begun` prints them at the latest.
 */
export function progressAfter(
  lines: readonly string[],
  json: boolean,
): { readonly options: Pick<DriveOptions, 'onProgress'>; readonly begun: () => void } {
  if (json) return { options: {}, begun: () => {} };
  let left = lines;
  const begun = (): void => {
    sayLines(left.map(dim));
    left = [];
  };
  return {
    options: {
      onProgress: (progress) => {
        begun();
        showProgress(progress);
      },
    },
    begun,
  };
}

/** Waits for the end of a run in a journal: the first Ctrl-C cancels, the second stops at once. Gives the exit status, and whether it was interrupted. */
export async function follow(
  running: Run,
  json: boolean,
  journal: string | undefined,
): Promise<{ status: number; interrupted: boolean }> {
  let interrupted = false;
  const tell = (line: string): void => (json ? undefined : say(line));
  const stopTelling = signsOfLife(running, (line) => tell(dim(line)));
  const release = interruptions(
    () => {
      interrupted = true;
      running.cancel();
      tell(pen.paint('yellow', whatCancelMeans(running)));
    },
    () => {
      running.abandon();
      tell(pen.paint('yellow', `stopped; ${resumeCommand(running.runId, journal)} goes on with it`));
    },
  );
  const outcome = await running.outcome.finally(() => {
    release();
    stopTelling();
  });
  showOutcome(outcome, json);
  await showElsewhere(outcome);
  return { status: exitOf(outcome.status), interrupted };
}

function whatCancelMeans({ actor }: Run): string {
  const { context, status } = actor.getSnapshot();
  if (status !== 'active') return 'cancelled';
  const again = 'Ctrl-C again stops at once, and leaves what was made';
  return context.swapAsked === 'no'
    ? `cancelling; ${again}`
    : `the swap has been asked of Nova and cannot be taken back: waiting for its end. ${again}`;
}

// Where standard output could not be written, as with a full disk or a reader that is gone, the end of a run is told on standard error.
async function showElsewhere(outcome: Outcome): Promise<void> {
  if (await isOutputWhole()) return;
  sayErrorLines([
    ...outcomeLines(outcome, penFor(process.stderr)),
    `volume-migrate show ${outcome.runId} tells more`,
  ]);
}

/** Prints the end of a run. */
export function showOutcome(outcome: Outcome, json: boolean): void {
  if (json) sayJson(outcome);
  else sayLines(outcomeLines(outcome, pen));
}
