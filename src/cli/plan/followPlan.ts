// Follows a plan that this process drives to its end, and prints it.
import process from 'node:process';
import { errorWords } from '../../errorWords.ts';
import { commandOn, resumeCommand } from '../../journal/resumeCommand.ts';
import type { DrivenPlan } from '../../plan/applyPlan.ts';
import type { PlanRunEvent } from '../../plan/events.ts';
import type { PlanOutcome } from '../../plan/outcome.ts';
import { printable } from '../../printable.ts';
import { exitOf } from '../exit.ts';
import type { Format } from '../format.ts';
import { interruptions } from '../interruptions.ts';
import { isOutputWhole, penFor, sayErrorLines, sayJson, sayLines } from '../output.ts';
import type { RequestLines } from '../verbosity.ts';
import type { DrivenPhases } from './drivenPhases.ts';
import type { FollowedPlan } from './followedPlan.ts';
import { type OutcomeOptions, planOutcomeLines, volumesInWords } from './outcomeLines.ts';
import type { PlanDisplay } from './planDisplay.ts';
import { counted } from './planWords.ts';

export interface FollowPlanOptions {
  readonly display: PlanDisplay;
  readonly phases: DrivenPhases;
  readonly format: Format;
  readonly journal: string | undefined;
  readonly requests: RequestLines;
  /** Called when the cloud has been read, before the first move. */
  readonly onSurveyed?: (plan: FollowedPlan) => void;
}

export interface FollowedToEnd {
  readonly status: number;
  readonly interrupted: boolean;
}

/**
 * Waits for the end of a plan. The first Ctrl-C cancels the waiting moves, the second leaves the plan; SIGTERM and a closed
 * terminal leave it too. Returns the exit status, and whether the plan was interrupted.
 */
export async function followPlan(run: DrivenPlan, options: FollowPlanOptions): Promise<FollowedToEnd> {
  const { display, format, journal, requests } = options;
  let interrupted = false;
  let isOver = false;
  const tellOfIt = (line: string): void => {
    if (!isOver) notice(display, line);
  };
  const { plan, onEvent } = followed(run, options);
  const told = tellEvents(run, onEvent);
  const release = interruptions({
    interrupt: () => {
      interrupted = true;
      // Told once it is recorded: until then a waiting move may start.
      run.request({ type: 'cancelWaiting' }).then(
        () => tellOfIt(interruptedLine(run)),
        (error: unknown) => tellOfIt(notCancelledLine(error)),
      );
    },
    interruptAgain: () => {
      run.leave();
      sayErrorLines(['stopped']);
    },
    terminate: () => {
      interrupted = true;
      run.leave();
    },
  });
  const end = await display.follow(plan);
  const outcome = await run.outcome;
  await told;
  isOver = true;
  release();
  end();
  await requests.printed();
  await showPlanOutcome(outcome, format, { names: volumesInWords(run.context()), journal });
  if (outcome.status === 'UNFINISHED') sayErrorLines(leftLines(run.planId, journal));
  return { status: exitOfPlan(outcome), interrupted };
}

/** The exit status of a plan. */
export const exitOfPlan = ({ status }: PlanOutcome): number => exitOf(status);

function followed(run: DrivenPlan, { display, phases, onSurveyed }: FollowPlanOptions) {
  let { state } = run.progress();
  const plan: FollowedPlan = {
    ...{ planId: run.planId, context: run.context, state: () => state, refresh: phases.refresh },
    phaseOf: (n) => phases.phaseOf(run.context(), n),
  };
  let isSurveyed = state !== 'surveying';
  const onEvent = (event: PlanRunEvent): void => {
    if (event.type === 'state') state = event.state;
    if (!isSurveyed && run.context().facts.length > 0) {
      isSurveyed = true;
      onSurveyed?.(plan);
    }
    display.onEvent(event, plan);
  };
  return { plan, onEvent };
}

async function tellEvents({ events }: DrivenPlan, onEvent: (event: PlanRunEvent) => void): Promise<void> {
  for await (const event of events()) onEvent(event);
}

function notice({ tell, stream }: PlanDisplay, line: string): void {
  tell([penFor(stream).paint('yellow', line)]);
}

const AGAIN = 'Press Ctrl-C again to leave the plan unfinished';

function interruptedLine(run: DrivenPlan): string {
  const { running, counts, facts } = run.context();
  if (facts.length === 0) return `cancelling: no move starts. ${AGAIN}`;
  const waiting =
    counts.waiting === 0
      ? 'no more moves start'
      : `${counted(counts.waiting, 'waiting move')} will not start`;
  if (running.length === 0) return `cancelling: ${waiting}`;
  return `cancelling: ${waiting}; waiting for ${counted(running.length, 'running move')} to end. ${AGAIN}`;
}

const notCancelledLine = (error: unknown): string =>
  `cannot cancel the plan: ${printable(errorWords(error))}. ${AGAIN}`;

const leftLines = (planId: string, journal: string | undefined): string[] => [
  `plan ${planId} is unfinished; moves that the cloud has accepted continue there. To resume the plan: ${resumeCommand(planId, journal)}`,
];

/** Prints the end of a plan; on standard error too if standard output cannot be written. */
export async function showPlanOutcome(
  outcome: PlanOutcome,
  format: Format,
  options: Pick<OutcomeOptions, 'names' | 'journal'>,
): Promise<void> {
  if (format === 'text') sayLines(planOutcomeLines(outcome, penFor(process.stdout), options));
  else sayJson(format === 'json' ? outcome : { type: 'outcome', ...outcome });
  if (await isOutputWhole()) return;
  sayErrorLines([
    ...planOutcomeLines(outcome, penFor(process.stderr), options),
    `For details, run: ${commandOn('show', outcome.planId, options.journal)}`,
  ]);
}
