// Follows a run to its end, and prints it as text or as JSON.
import process from 'node:process';
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { Outcome } from '../volumeMigrate/outcome.ts';
import type { Progress } from '../volumeMigrate/progress.ts';
import type { DriveOptions, MigrationRun } from '../volumeMigrate/runOnCloud.ts';
import { exitOf } from './exit.ts';
import { signsOfLife } from './heartbeat.ts';
import { interruptions } from './interruptions.ts';
import { isOutputWhole, penFor, say, sayErrorLines, sayJson, sayLines } from './output.ts';
import { outcomeLines, progressLines } from './render.ts';
import { isSilent, type RequestLines, type VerbosityFlags } from './verbosity.ts';

type AsTyped = (text: string) => string;

const pen = penFor(process.stdout);

const dim = (line: string): string => pen.paint('dim', line);

/** Prints a run's progress. */
function showProgress(progress: Progress, asTyped: AsTyped | undefined): void {
  for (const line of progressLines(progress, pen, asTyped)) say(line);
}

/**
 * Prints a run's progress as text, after the given lines. They are printed once the run has started: a
 * refused run, for instance because another run holds its volume, is in no journal. `begun` prints them at
 * the latest. If the run is quiet, nothing is printed.
 */
export function progressAfter(
  lines: readonly string[],
  isQuiet: boolean,
  asTyped?: AsTyped,
): { readonly options: Pick<DriveOptions, 'onProgress'>; readonly begun: () => void } {
  if (isQuiet) return { options: {}, begun: () => {} };
  let left = lines;
  const begun = (): void => {
    sayLines(left.map(dim));
    left = [];
  };
  return {
    options: {
      onProgress: (progress) => {
        begun();
        showProgress(progress, asTyped);
      },
    },
    begun,
  };
}

/**
 * Waits for the end of a run in a journal: the first Ctrl-C cancels, the second stops at once. Returns the
 * exit status, and whether the run was interrupted.
 */
export async function follow(
  running: MigrationRun,
  flags: VerbosityFlags & { readonly journal?: string },
  requests: RequestLines,
  asTyped?: AsTyped,
): Promise<{ status: number; interrupted: boolean }> {
  const { json = false, journal } = flags;
  let interrupted = false;
  const tell = (line: string): void => (isSilent(flags) ? undefined : say(line));
  const stopTelling = signsOfLife(running, (line) => tell(dim(line)));
  const release = interruptions(
    () => {
      interrupted = true;
      running.cancel();
      const meaning = whatCancelMeans(running);
      if (meaning !== null) tell(pen.paint('yellow', meaning));
    },
    () => {
      running.abandon();
      tell(pen.paint('yellow', `stopped. To resume the run: ${resumeCommand(running.runId, journal)}`));
    },
  );
  const outcome = await running.outcome.finally(() => {
    release();
    stopTelling();
  });
  await requests.printed();
  showOutcome(outcome, json, asTyped);
  await showElsewhere(outcome, asTyped);
  return { status: exitOf(outcome.status), interrupted };
}

// Null if the run is over at once: its outcome is printed next.
function whatCancelMeans({ snapshot }: MigrationRun): string | null {
  const { context, status } = snapshot();
  if (status !== 'active') return null;
  const again = 'Press Ctrl-C again to stop at once, without cleaning up';
  return context.swapAsked === 'no'
    ? `cancelling. ${again}`
    : `the swap has been requested from Nova and cannot be cancelled: waiting for it to end. ${again}`;
}

// If standard output cannot be written, as with a full disk or a closed pipe, the end of a run is printed on
// standard error.
async function showElsewhere(outcome: Outcome, asTyped: AsTyped | undefined): Promise<void> {
  if (await isOutputWhole()) return;
  sayErrorLines([
    ...outcomeLines(outcome, penFor(process.stderr), asTyped),
    `For details, run: volume-migrate show ${outcome.runId}`,
  ]);
}

/** Prints the end of a run; as text with the names of the options that the user typed. */
export function showOutcome(outcome: Outcome, json: boolean, asTyped?: AsTyped): void {
  if (json) sayJson(outcome);
  else sayLines(outcomeLines(outcome, pen, asTyped));
}
