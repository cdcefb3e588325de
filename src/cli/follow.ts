// Follows a run to its end, and prints it as text or as JSON.
import process from 'node:process';
import { resumeCommand, watchCommand } from '../journal/resumeCommand.ts';
import type { Outcome } from '../volumeMigrate/outcome.ts';
import type { MigrationRun } from '../volumeMigrate/runOnCloud.ts';
import type { Display } from './display.ts';
import { EXIT, exitOf } from './exit.ts';
import type { Format } from './format.ts';
import { interruptions } from './interruptions.ts';
import { isOutputWhole, penFor, sayErrorLines, sayJson, sayLines } from './output.ts';
import { outcomeLines } from './render.ts';
import type { RequestLines } from './verbosity.ts';

const pen = penFor(process.stdout);

type AsTyped = (text: string) => string;

export interface FollowOptions {
  readonly display: Display;
  readonly format: Format;
  readonly journal: string | undefined;
  readonly requests: RequestLines;
  /** Gives parameters the names of the options that the user typed. */
  readonly asTyped?: AsTyped;
  /** The run is left once the cloud has accepted the operation. */
  readonly isUntilAccepted?: boolean;
}

/**
 * Waits for the end of a run in a journal: the first Ctrl-C cancels, the second stops at once; SIGTERM and a closed
 * terminal leave it unfinished. Returns the exit status, and whether the run was interrupted.
 */
export async function follow(
  running: MigrationRun,
  { display, format, journal, requests, asTyped, isUntilAccepted = false }: FollowOptions,
): Promise<{ status: number; interrupted: boolean }> {
  let interrupted = false;
  const end = display.follow(running);
  const release = interruptions({
    interrupt: () => {
      interrupted = true;
      running.cancel();
      const meaning = whatCancelMeans(running);
      if (meaning !== null) display.notice(meaning);
    },
    interruptAgain: () => {
      running.abandon();
      sayErrorLines([`stopped. To resume the run: ${resumeCommand(running.runId, journal)}`]);
    },
    terminate: () => {
      interrupted = true;
      running.leave();
    },
  });
  const outcome = await running.outcome.finally(() => {
    release();
    end();
  });
  await requests.printed();
  showOutcome(outcome, format, asTyped);
  await showElsewhere(outcome, asTyped);
  const isAccepted = isUntilAccepted && !interrupted && outcome.operation !== null;
  if (outcome.status === 'UNFINISHED') sayErrorLines(leftLines(outcome, journal, isAccepted));
  const status = outcome.status === 'UNFINISHED' && isAccepted ? EXIT.succeeded : exitOf(outcome.status);
  return { status, interrupted };
}

function leftLines({ runId }: Outcome, journal: string | undefined, isAccepted: boolean): string[] {
  if (isAccepted)
    return [
      `the cloud continues the move, but run ${runId} has not verified it yet`,
      `To follow the run to its end: ${watchCommand(runId, journal)}`,
    ];
  return [
    `run ${runId} is unfinished; nothing was cancelled. To resume it: ${resumeCommand(runId, journal)}`,
  ];
}

// Null if the run is over at once: its outcome is printed next.
function whatCancelMeans({ snapshot }: MigrationRun): string | null {
  const { context, status } = snapshot();
  if (status !== 'active') return null;
  const again = 'Press Ctrl-C again to stop at once, without cleaning up';
  if (context.swapAsked !== 'no')
    return `the swap has been requested from Nova and cannot be cancelled: waiting for it to end. ${again}`;
  return context.did === null
    ? `cancelling. ${again}`
    : `Cinder is moving the volume and cannot stop: waiting for the move to end. ${again}`;
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
export function showOutcome(outcome: Outcome, format: Format, asTyped?: AsTyped): void {
  if (format === 'text') sayLines(outcomeLines(outcome, pen, asTyped));
  else sayJson(format === 'json' ? outcome : { type: 'outcome', ...outcome });
}
