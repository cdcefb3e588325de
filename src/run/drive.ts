// Drives an actor of the machine to its end: its journal, its progress, its cancel.
import type { Actor } from 'xstate';
import type { Result } from '../../machines/context.ts';
import type { Fault } from '../../machines/types.ts';
import type { VolumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type Clock, systemClock, toFault } from '../../services/index.ts';
import { toJournal } from '../journal/events.ts';
import type { Journal } from '../journal/journal.ts';
import type { Outcome } from '../outcome.ts';
import { abandonedResult, brokenResult, suspendedResult } from './abandoned.ts';
import { contained } from './harmless.ts';
import { type Inspect, mirrored } from './mirror.ts';
import { type Progress, progressTeller, statePath } from './progress.ts';
import type { RunActorOptions } from './sharedMachine.ts';

export interface DriveOptions {
  /** Where the run is written down. Its actors must be of the same journal (`createActors(cloud, { journal })`). */
  readonly journal?: Journal;
  /** Aborting it cancels the run in the way that its state allows. */
  readonly signal?: AbortSignal;
  /** Any XState 5 inspector. It sees a copy of the run, which it cannot change. */
  readonly inspect?: Inspect;
  /** What it is given is a copy: an error of it, or of its promise, ends no run. */
  readonly onProgress?: (progress: Progress) => void;
  /** @default the system's */
  readonly clock?: Clock;
}

export interface Run {
  readonly runId: string;
  readonly actor: Actor<VolumeMigrateMachine>;
  /** The end. It never rejects: what fails besides the cloud, the journal for instance, is a part of it. */
  readonly outcome: Promise<Outcome>;
  readonly cancel: () => void;
  /** Stops at once, whatever is under way, and tells what is left. The outcome's promise resolves to the same. */
  readonly abandon: () => Outcome;
  /** The same where the cloud cannot be asked any more: the run stays open for `resume`. */
  readonly suspend: (fault: Fault) => Outcome;
}

/** Starts the actor, and gives a handle on the run. */
export function drive(
  actor: Actor<VolumeMigrateMachine>,
  from: Pick<RunActorOptions, 'input' | 'snapshot'>,
  options: DriveOptions,
): Run {
  const { runId, startedAt } = from.input;
  const { journal, signal, onProgress, inspect, clock = systemClock } = options;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  // A clock that was set back meanwhile makes no run end before it began.
  const endedAt = (): string => new Date(Math.max(clock.now(), Date.parse(startedAt))).toISOString();
  const withTimes = (result: Result): Outcome => ({ ...result, startedAt, endedAt: endedAt() });
  let abandoned = false;
  const cancel = (): void => {
    if (!abandoned && actor.getSnapshot().status === 'active') actor.send({ type: 'cancel' });
  };
  const letGo = (): void => signal?.removeEventListener('abort', cancel);
  if (journal !== undefined) writeDown(journal, actor, runId);
  const endMirror = inspect === undefined ? () => {} : mirrored(actor, inspect, from);
  actor.subscribe({
    next: progressTeller(runId, onProgress === undefined ? undefined : contained(onProgress, 'onProgress')),
    error: (error) => {
      letGo();
      resolve(
        withTimes(brokenResult(actor.getSnapshot(), toFault(error), journal?.resumeCommand(runId) ?? null)),
      );
    },
    complete: () => {
      letGo();
      const { output } = actor.getSnapshot();
      if (output !== undefined) void ended(journal, output).then((result) => resolve(withTimes(result)));
    },
  });
  actor.start();
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  const stop = (result: Result): Outcome => {
    letGo();
    abandoned = true;
    const outcome = withTimes(result);
    journal?.close(runId);
    actor.stop();
    endMirror();
    resolve(outcome);
    return outcome;
  };
  const abandon = (): Outcome => stop(abandonedResult(actor.getSnapshot()));
  const suspend = (fault: Fault): Outcome => {
    const resume = journal?.resumeCommand(runId) ?? `volume-migrate resume ${runId}`;
    return stop(suspendedResult(actor.getSnapshot(), fault, resume));
  };
  return { runId, actor, outcome: promise, cancel, abandon, suspend };
}

// An event is queued before the transition that it causes, hence before any call that follows from it.
function writeDown(journal: Journal, actor: Actor<VolumeMigrateMachine>, runId: string): void {
  actor.system.inspect((inspection) => {
    if (inspection.type !== '@xstate.event' || inspection.actorRef !== actor) return;
    const event = toJournal(inspection.event);
    if (event !== null) journal.append(runId, { kind: 'event', event });
  });
  actor.subscribe({
    next: ({ value }) => {
      journal.note(runId, statePath(value));
      // What no call waits for is written as well; a store that fails is told by the next call.
      journal.flush(runId).catch(() => undefined);
    },
    // Each subscriber needs one: without it XState throws the error where it ends the process.
    error: () => {},
  });
}

async function ended(journal: Journal | undefined, result: Result): Promise<Result> {
  if (journal === undefined) return result;
  journal.append(result.runId, { kind: 'ended', result });
  try {
    await journal.flush(result.runId);
    return result;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const warning = `the journal could not be written: ${why}. ${howToGoOn(journal, result.runId)}`;
    return { ...result, warnings: [...result.warnings, warning] };
  }
}

function howToGoOn(journal: Journal, runId: string): string {
  const resume = journal.resumeCommand(runId);
  return resume === null
    ? 'It does not hold this run, which has sent nothing: start another when it can be written again'
    : `It does not hold the end of this run, and keeps its volume for it: when it can be written again, ${resume} writes it`;
}
