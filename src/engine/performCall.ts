// Makes one call of a run: once everything that led to it, its own intent included, is durable.
import { callKey } from './childId.ts';
import type { Tell } from './hooks.ts';
import type { RunJournal } from './journal.ts';
import type { SerializedError } from './records.ts';
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
  if (!(await isStillHeld(run)))
    throw unwritable(run, id, new Error('another process drives its run now'), isRepeated);
  // The run may have been left meanwhile: another process may drive it now.
  signal.throwIfAborted();
  return await call(input, { signal, isRepeated, key: callKey(runId, ordinal) });
}

async function isStillHeld({ runId, store }: CallingRun): Promise<boolean> {
  return (await store.isHeld?.(runId).catch(() => true)) ?? true;
}

function unwritable(
  { runId, store, journal }: CallingRun,
  call: string,
  error: unknown,
  uncertain: boolean,
): SerializedError {
  const why = error instanceof Error ? error.message : String(error);
  const hint = store.resumeHint?.(runId);
  return {
    name: 'JournalError',
    code: 'JournalUnwritable',
    message: `the journal cannot be written, so ${call} was not called: ${why}`,
    reasons: [
      journal.isWritten
        ? `the run is still open. When the journal can be written again, resume it${hint === undefined ? '' : `: ${hint}`}`
        : 'nothing of this run was recorded, and nothing was sent. When the journal can be written again, start a new run',
    ],
    uncertain,
  };
}
