// Makes one call of a run: once everything that led to it, its own intent included, is durable.
import type { RunJournal } from './journal.ts';
import type { SerializedError } from './records.ts';
import type { Invocation } from './underway.ts';
import type { Workflow, WorkflowCall } from './workflow.ts';

export interface CallingRun {
  readonly runId: string;
  readonly workflow: Pick<Workflow, 'name'>;
  readonly journal: RunJournal;
  /** How a person resumes the run, for messages. */
  readonly howToResume: string | null;
}

/** Resolves to the call's output. Rejects with an error as data where the journal cannot be written: then the call is not made. */
export async function performCall(
  run: CallingRun,
  call: WorkflowCall | undefined,
  { id, src, input, ordinal }: Invocation,
  { signal, isRepeated }: { readonly signal: AbortSignal; readonly isRepeated: boolean },
): Promise<unknown> {
  const { runId, workflow, journal } = run;
  if (call === undefined) throw new Error(`workflow ${workflow.name} has neither a call nor a watch ${src}`);
  const intent = journal.append({ kind: 'intent', call: id, input });
  await journal.flush().catch((error: unknown) => {
    throw unwritable(run, id, error, isRepeated);
  });
  // Nothing unrecorded is called.
  if (intent === null) throw unwritable(run, id, new Error('its run was left'), isRepeated);
  // The run may have been left meanwhile: another process may drive it now.
  signal.throwIfAborted();
  return await call(input, { signal, isRepeated, key: `${runId}/${ordinal}` });
}

function unwritable(
  { howToResume, journal }: CallingRun,
  call: string,
  error: unknown,
  uncertain: boolean,
): SerializedError {
  const why = error instanceof Error ? error.message : String(error);
  return {
    name: 'JournalError',
    code: 'JournalUnwritable',
    message: `the journal cannot be written, so ${call} was not called: ${why}`,
    reasons: [
      journal.isWritten()
        ? `the run is still open. When the journal can be written again, resume it${howToResume ? `: ${howToResume}` : ''}`
        : 'nothing of this run was recorded, and nothing was sent. When the journal can be written again, start a new run',
    ],
    uncertain,
  };
}
