// volume-migrate pause, cancel, and resume for a plan that a process drives: leaves a request in the journal.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import { EngineError } from '../../engine/engineError.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { commandOn, resumeCommand, watchCommand } from '../../journal/resumeCommand.ts';
import { isStoreUrl } from '../../restate/engine/storeUrl.ts';
import { EXIT } from '../exit.ts';
import { onJournal } from '../onJournal.ts';
import { sayErrorLines, sayJson, sayLines } from '../output.ts';
import { driverInWords, findPlan, isPlanId } from './findPlan.ts';
import { planNow } from './planNow.ts';
import { refusePlan } from './refusePlan.ts';

export interface RequestFlags {
  readonly journal?: string;
  readonly json?: boolean;
}

export interface CancelFlags extends RequestFlags {
  readonly running?: boolean;
}

/** What a request means, in words. */
interface Meaning {
  /** What the process was asked to do with the plan. */
  readonly verb: string;
  /** What else it was asked to do. */
  readonly also?: string;
  /** What follows, once the process has read the request. */
  readonly effect: string;
  /** What a user can do about a plan that no process drives. */
  readonly undriven: (commands: Commands) => string;
}

interface Commands {
  readonly resume: string;
  readonly watch: string;
  readonly giveUp: string;
}

const PAUSE: Meaning = {
  verb: 'pause',
  effect: 'no more moves start; those that run continue. To start moves again: {resume}',
  undriven: ({ resume, watch }) =>
    `no moves start until the plan is resumed. To resume it paused, and follow it: ${watch}. To resume it and start moves: ${resume}`,
};

const CANCEL: Meaning = {
  verb: 'cancel',
  effect: 'no more moves start; the plan ends once the running ones have ended',
  undriven: ({ resume, giveUp }) =>
    `the request takes effect when the plan is resumed. To end the plan, resume it (it waits for the moves that the cloud has accepted, and starts no more): ${resume}. To close it without contacting the cloud: ${giveUp}`,
};

const CANCEL_RUNNING: Meaning = {
  ...CANCEL,
  also: ' and its running moves',
  effect:
    'no more moves start, and each running move is cancelled as far as its current step allows. Cinder cannot stop a move that it has accepted: such moves are waited for',
};

/** Starts no more moves of a plan until it is resumed. */
export const pause = async (plan: string, flags: RequestFlags): Promise<number> =>
  await request(plan, flags, { type: 'pause' }, PAUSE);

/**
 * Starts no more moves of a plan, and ends it; with `running`, also cancels its running moves. In a store whose runs
 * workers drive, it cancels a single run too.
 */
export async function cancel(plan: string, { running = false, ...flags }: CancelFlags): Promise<number> {
  if (flags.journal !== undefined && isStoreUrl(flags.journal) && !(await isPlanId(plan, flags.journal))) {
    const { cancelRun } = await import('../cluster/cancelRun.ts');
    return await cancelRun(plan, flags.journal);
  }
  return running
    ? await request(plan, flags, { type: 'cancelRunning' }, CANCEL_RUNNING)
    : await request(plan, flags, { type: 'cancelWaiting' }, CANCEL);
}

async function request(
  plan: string,
  flags: RequestFlags,
  event: PlanRequest,
  meaning: Meaning,
): Promise<number> {
  const { journal, json = false } = flags;
  const work = async (store: JournalStore): Promise<number> => {
    const found = await findPlan(store, plan);
    await leaveRequest(store, found, event);
    if (json) sayJson(await planNow(store, found, event));
    else sayLines([effectOf(found, meaning, journal)]);
    return EXIT.succeeded;
  };
  return await onJournal(journal, work, refusedRequest(flags));
}

function effectOf(
  found: RunSummary,
  { verb, also = '', effect, undriven }: Meaning,
  journal: string | undefined,
): string {
  const { runId, holder } = found;
  const commands = {
    resume: resumeCommand(runId, journal),
    watch: watchCommand(runId, journal),
    giveUp: commandOn('give-up', runId, journal),
  };
  return holder === null
    ? `no process drives plan ${runId}. The request is stored: ${undriven(commands)}`
    : `${asked(found, verb)}${also}: ${effect.replace('{resume}', commands.resume)}`;
}

/** Reports why a request cannot be stored, in the form that the flags select. Returns the exit status. */
export const refusedRequest =
  ({ json = false }: Pick<RequestFlags, 'json'>) =>
  (error: unknown): number =>
    refusePlan(json ? 'json' : 'text', [{ ok: false, error }], new Date().toISOString());

/** Stores a request for a plan. Throws `EngineError` `RunEnded` if the plan is over. */
export async function leaveRequest(
  store: JournalStore,
  { runId, endedAt, status, holder }: RunSummary,
  event: PlanRequest,
): Promise<void> {
  if (endedAt !== null)
    throw new EngineError('RunEnded', `plan ${runId} has ended: ${status ?? 'it was given up'}`);
  await store.request(runId, event);
  if (holder?.doubt !== undefined) sayErrorLines([`plan ${runId}: ${holder.doubt}`]);
}

/** `asked process 12 on host to pause plan …`. */
export const asked = ({ runId, holder }: RunSummary, verb: string): string =>
  `asked ${holder === null ? 'nobody' : driverInWords(holder)} to ${verb} plan ${runId}`;
