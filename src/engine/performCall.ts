// Makes one call of a run: once everything that led to it, its own intent included, is durable.
import { callKey } from './childId.ts';
import type { Tell } from './hooks.ts';
import type { RunJournal } from './journal.ts';
import { RUN_LEFT } from './leaving.ts';
import type { SerializedError } from './records.ts';
import { sinceNow } from './sinceNow.ts';
import type { JournalStore } from './store.ts';
import type { Invocation } from './underway.ts';
import { errorOf, type Workflow, type WorkflowCall } from './workflow.ts';

export interface CallingRun {
  readonly runId: string;
  readonly workflow: Workflow;
  readonly journal: RunJournal;
  readonly tell: Tell;
  readonly store: Pick<JournalStore, 'resumeHint' | 'isHeld'>;
}

/** How old the answer of the store may be when a request is sent, in milliseconds: a process may be frozen after it. */
const FRESH_MS = 500;

interface Asked {
  readonly signal: AbortSignal;
  readonly isRepeated: boolean;
}

/**
 * Resolves to the call's output, or rejects with an error as data. Where the journal cannot be written, the call is not made.
 */
export async function performCall(
  run: CallingRun,
  call: WorkflowCall | undefined,
  invocation: Invocation,
  asked: Asked,
): Promise<unknown> {
  const { runId, workflow, tell } = run;
  const begun = performance.now();
  const ended = (error: SerializedError | null): void =>
    tell('onCall', {
      ...{ runId, workflow: workflow.name, call: invocation.id },
      ...{ ms: performance.now() - begun, error },
    });
  try {
    const output = await recorded(run, call, invocation, asked);
    ended(null);
    return output;
  } catch (error) {
    const fault = errorOf(workflow, error);
    ended(fault);
    throw fault;
  }
}

async function recorded(
  run: CallingRun,
  call: WorkflowCall | undefined,
  { id, src, input, ordinal }: Invocation,
  { signal, isRepeated }: Asked,
): Promise<unknown> {
  const { runId, workflow, journal } = run;
  if (call === undefined) throw new Error(`workflow ${workflow.name} has neither a call nor a watch ${src}`);
  const intent = journal.append({ kind: 'intent', call: id, input });
  await journal.flush().catch((error: unknown) => {
    throw unwritable(run, id, error, isRepeated);
  });
  // Nothing unrecorded is called.
  if (intent === null) throw unwritable(run, id, new Error('its run was left'), isRepeated);
  // This process may have been frozen for long after the intent was durable.
  if (!(await isStillHeld(run))) throw lost(run, `${id} was not called`, isRepeated);
  // The run may have been left meanwhile: another process may drive it now.
  signal.throwIfAborted();
  const assertHeld = async (): Promise<void> => {
    const isLeft = (): boolean => signal.reason === RUN_LEFT;
    const isHeld = isLeft() ? false : await isHeldNow(run, id);
    if (!isHeld || isLeft()) throw lost(run, `${id} sent nothing more`, true);
  };
  return await call(input, { signal, isRepeated, key: callKey(runId, ordinal), assertHeld });
}

// An answer that comes late may be outdated, so the store is asked again; twice as patiently, because it may only be slow.
async function isHeldNow(run: CallingRun, id: string): Promise<boolean> {
  const { runId, store } = run;
  for (let freshMs = FRESH_MS; ; freshMs *= 2) {
    const sinceAsked = sinceNow();
    const isHeld = await store.isHeld?.(runId).catch((error: unknown) => {
      throw unknownDriver(run, id, error);
    });
    if (isHeld === false) return false;
    if (sinceAsked() <= freshMs) return true;
  }
}

async function isStillHeld({ runId, store }: CallingRun): Promise<boolean> {
  return (await store.isHeld?.(runId).catch(() => true)) ?? true;
}

// Whoever drives the run: nothing more of it is sent or recorded here.
function unknownDriver(run: CallingRun, id: string, error: unknown): SerializedError {
  const why = wordsOf(error);
  run.journal.refuse(new Error(why));
  return {
    ...{ name: 'JournalError', code: 'JournalUnwritable', uncertain: true },
    message: `it is not known whether another process drives the run now, so ${id} sent nothing more: ${why}`,
    reasons: [resumable(run, 'read')],
  };
}

// Nothing more of the run is recorded here: its records are those of the other process now.
function lost(run: CallingRun, what: string, uncertain: boolean): SerializedError {
  const why = 'another process drives its run now';
  run.journal.refuse(new Error(why));
  return {
    ...{ name: 'JournalError', code: 'JournalUnwritable', uncertain },
    message: `the journal cannot be written, so ${what}: ${why}`,
    reasons: ['the run is still open, and the other process continues it'],
  };
}

function unwritable(run: CallingRun, call: string, error: unknown, uncertain: boolean): SerializedError {
  const why = wordsOf(error);
  return {
    name: 'JournalError',
    code: 'JournalUnwritable',
    message: `the journal cannot be written, so ${call} was not called: ${why}`,
    reasons: [
      run.journal.isWritten
        ? resumable(run, 'written')
        : 'nothing of this run was recorded, and nothing was sent. When the journal can be written again, start a new run',
    ],
    uncertain,
  };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function resumable({ runId, store }: CallingRun, once: 'read' | 'written'): string {
  const hint = store.resumeHint?.(runId);
  return `the run is still open. When the journal can be ${once} again, resume it${hint === undefined ? '' : `: ${hint}`}`;
}
