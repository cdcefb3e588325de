// Where a run begins: a new one with its input, a resumed one where its records end.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Journal, RunJournal } from './journal.ts';
import { machineStamp } from './machineStamp.ts';
import { checkOpen, readRun } from './readRun.ts';
import type { WorkflowEntry } from './records.ts';
import { foldOf, type WorkflowStep } from './replay.ts';
import { startOf } from './replayChecks.ts';
import { type JournalStore, RunHeldError } from './store.ts';
import type { Underway } from './underway.ts';
import type { PriorAttempt, Workflow, WorkflowPorts } from './workflow.ts';

/** A run that is about to be driven. */
export interface Beginning {
  readonly runId: string;
  readonly input: unknown;
  readonly startedAt: string;
  readonly parent: string | null;
  readonly prior: PriorAttempt | null;
  /** Called once the run is held. `onSteps` gets the records of a run that is resumed, each with the state that it led to. */
  readonly from: (ports: WorkflowPorts, onSteps: (steps: readonly WorkflowStep[]) => void) => Promise<Begun>;
}

/** Where the run is, and its journal. */
export interface Begun {
  readonly journal: RunJournal;
  /** Null for a new run. */
  readonly resumed: Resumed | null;
  /** Records that this process starts or resumes the run. */
  readonly record: () => void;
}

/** The point where a resumed run continues. */
export interface Resumed {
  /** The one that started the run, if the workflow still has it. */
  readonly machine: AnyStateMachine;
  readonly snapshot: AnyMachineSnapshot;
  readonly underway: Underway;
  readonly unanswered: readonly string[];
}

export interface Place {
  readonly store: JournalStore;
  readonly journal: Journal;
  readonly now: () => number;
}

/** A new run. Rejects with `RunHeldError` if the journal has a run of this ID. */
export async function toBegin(
  { store, journal, now }: Place,
  workflow: Workflow,
  given: unknown,
  runId: string,
  parent: string | null,
): Promise<Beginning> {
  const { machine, name, toInput } = workflow;
  const startedAt = new Date(now()).toISOString();
  const input = asRecorded(toInput === undefined ? given : toInput(given, { runId, startedAt }));
  const checkNew = async (): Promise<void> => {
    if ((await store.read(runId)).length > 0)
      throw new RunHeldError(
        runId,
        null,
        `run ${runId} is already in the journal: a run can start only once`,
      );
  };
  await checkNew();
  const from = async (ports: WorkflowPorts): Promise<Begun> => {
    // Another driver may have had it while the ports were made.
    await checkNew();
    const own = journal.open(runId, null);
    const started = {
      ...{ kind: 'started', workflow: name, machine: machineStamp(machine), input },
      ...(parent === null ? {} : { parent }),
      ...ports.origin,
    };
    return { journal: own, resumed: null, record: () => void own.append(started as never) };
  };
  return { runId, input, startedAt, parent, prior: null, from };
}

/** The rest of a run; `before`: its records. */
export function toResume(
  { store, journal }: Place,
  workflow: Workflow,
  before: readonly WorkflowEntry[],
): Beginning {
  const runId = before[0]?.runId ?? '';
  const { input, parent = null } = startOf(before);
  const prior: { -readonly [K in keyof PriorAttempt]: PriorAttempt[K] } = {
    entries: before,
    unanswered: [],
    context: null,
  };
  const from: Beginning['from'] = async (_, onSteps) => {
    // Read again: now it includes what the run's last driver wrote before it stopped or died.
    await journal.settled();
    const entries = await readRun(store, runId);
    const fold = foldOf(workflow, entries);
    checkOpen(fold.last() as WorkflowEntry);
    onSteps(fold.steps);
    prior.entries = fold.steps.map(({ entry }) => entry);
    const [machine, snapshot, unanswered] = [fold.machine(), fold.snapshot(), fold.unanswered()];
    prior.unanswered = unanswered;
    prior.context = snapshot.context;
    const own = journal.open(runId, fold.last());
    return {
      journal: own,
      resumed: { machine, snapshot, unanswered, underway: fold.underway },
      record: () => void own.append({ kind: 'resumed', machine: machineStamp(machine) }),
    };
  };
  return { runId, input, startedAt: before[0]?.at ?? '', parent, prior, from };
}

// As a replay will have it.
const asRecorded = (input: unknown): unknown =>
  input === undefined ? undefined : JSON.parse(JSON.stringify(input));
