// Replays a run without performing anything: folds its events over the machine. Every record must fit.

import { isDeepStrictEqual } from 'node:util';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { fromJournal } from './events.ts';
import { machineStamp } from './machineStamp.ts';
import {
  type AnyRecords,
  isLast,
  type MachineStamp,
  type RecordTypes,
  type WorkflowEntry,
  type WorkflowEvent,
  type WorkflowRecord,
} from './records.ts';
import { checkPlace, ReplayError, startOf } from './replayChecks.ts';
import { statePath } from './statePath.ts';
import { begin, next, type Stepped } from './transitions.ts';
import { Underway } from './underway.ts';
import type { Workflow } from './workflow.ts';

/** One record of a replayed run. */
export interface WorkflowStep<T extends RecordTypes = AnyRecords> {
  /** The entry in its current form. */
  readonly entry: WorkflowEntry<T>;
  /** The state that the record led to, such as `cold.migrating.watchingMigration`. */
  readonly state: string;
}

/** The parts of a workflow that a replay needs. */
export type Replayable = Pick<Workflow, 'machine' | 'earlier' | 'upgradeRecord' | 'comparedOutput'>;

/** A run that is folded record by record. */
export interface Fold<T extends RecordTypes = AnyRecords> {
  /** Adds the next record. Throws `ReplayError` if it does not fit; the fold then accepts no more records. */
  readonly add: (entry: WorkflowEntry) => WorkflowStep<T>;
  readonly snapshot: () => AnyMachineSnapshot;
  readonly last: () => WorkflowEntry | null;
  /** The machine that the run is on: the one that started it, if the workflow still has it. */
  readonly machine: () => AnyStateMachine;
  readonly underway: Underway;
  /** IDs of the calls that were about to be made and whose results are unknown. */
  readonly unanswered: () => string[];
}

/** Folds the records of one run. Throws `ReplayError`, which names the first record that does not fit. */
export function foldOf(
  workflow: Replayable,
  entries: readonly WorkflowEntry[],
): Fold & { readonly steps: readonly WorkflowStep[] } {
  startOf(entries);
  const [last] = entries
    .flatMap(({ record }) => (record.kind === 'resumed' ? [record.machine] : []))
    .slice(-1);
  const fold = createFold(workflow, last);
  return { ...fold, steps: entries.map(fold.add) };
}

interface Folding {
  readonly workflow: Replayable;
  machine: AnyStateMachine;
  snapshot: AnyMachineSnapshot;
  readonly underway: Underway;
  readonly intended: Set<string>;
}

/** The machine that a run with this stamp is on: a run stays on the machine that started it. */
function machineOf(
  { machine, earlier = [] }: Replayable,
  ...stamps: readonly (MachineStamp | undefined)[]
): AnyStateMachine {
  const known = [machine, ...earlier];
  const its = stamps.flatMap((stamp) => known.filter((one) => isDeepStrictEqual(machineStamp(one), stamp)));
  return its[0] ?? machine;
}

/**
 * A fold that waits for the first record of a run. `continuedOn`: the machine that has resumed the run last, where it is
 * known.
 */
export function createFold(workflow: Replayable, continuedOn?: MachineStamp): Fold {
  const folding: Folding = {
    ...{ workflow, machine: workflow.machine, snapshot: undefined as never },
    ...{ underway: new Underway(), intended: new Set() },
  };
  const { underway, intended } = folding;
  let last: WorkflowEntry | null = null;
  let stamp = machineStamp(workflow.machine);
  const add = (written: WorkflowEntry): WorkflowStep => {
    checkPlace(written, last);
    const entry = orDiffers(written, () => upgraded(workflow, written));
    if (last === null) {
      stamp = startOf([entry]).machine;
      folding.machine = machineOf(workflow, stamp, continuedOn);
    }
    if (last !== null && isLast(last.record))
      throw new ReplayError(
        entry.n,
        `it follows ${last.record.kind}, which must be the last record of a run`,
      );
    const move = last === null ? start : go;
    orOtherMachine(stamp, machineStamp(folding.machine), () => orDiffers(entry, () => move(folding, entry)));
    last = entry;
    return { entry, state: statePath(folding.snapshot.value) };
  };
  return {
    add,
    snapshot: () => folding.snapshot,
    last: () => last,
    machine: () => folding.machine,
    underway,
    unanswered: () => [...intended],
  };
}

// The same entry with its record in the current form. It keeps the digest of the record as it was written.
function upgraded({ upgradeRecord }: Pick<Workflow, 'upgradeRecord'>, entry: WorkflowEntry): WorkflowEntry {
  const record = upgradeRecord?.(entry.record) ?? entry.record;
  return record === entry.record ? entry : { ...entry, record };
}

// A record in a form that the machine does not accept does not fit either.
function orDiffers<Value>(entry: WorkflowEntry, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    throw new ReplayError(entry.n, `the machine does not accept it: ${(error as Error).message}`);
  }
}

// A run that another version of the machine started is replayed as far as its records fit; if one does not,
// the error says so.
function orOtherMachine(stamp: MachineStamp, own: MachineStamp, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ReplayError) || !isOther(stamp, own)) throw error;
    throw new ReplayError(
      error.n,
      `${error.why}; the run was started by machine version ${inWords(stamp)}, this is version ${inWords(own)}`,
    );
  }
}

// The stamp may be missing from a damaged record.
const isOther = (stamp: MachineStamp | undefined, own: MachineStamp): boolean =>
  typeof stamp?.fingerprint === 'string' && !isDeepStrictEqual(stamp, own);

const inWords = ({ version, fingerprint }: MachineStamp): string => `${version} (${fingerprint.slice(0, 8)})`;

const start = (folding: Folding, entry: WorkflowEntry): void =>
  advance(folding, begin(folding.machine, startOf([entry]).input));

// What the machine does or receives; records of other kinds may follow its end.
const MOVES_ON = new Set<WorkflowRecord['kind']>(['intent', 'event']);

function go(folding: Folding, { record, n }: WorkflowEntry): void {
  const { status, output } = folding.snapshot;
  const { comparedOutput = plain } = folding.workflow;
  if (status !== 'active' && MOVES_ON.has(record.kind))
    throw new ReplayError(n, `${record.kind} follows the end of the run`);
  if (record.kind === 'intent') intend(folding, n, record.call, record.input);
  if (record.kind === 'event') receive(folding, n, record.event);
  if (record.kind === 'ended' && !isSameOutput(comparedOutput, output, record.result))
    throw new ReplayError(
      n,
      `the recorded result differs from the replayed one: ${JSON.stringify(output ?? null)}`,
    );
  if (record.kind === 'started') throw new ReplayError(n, 'a run can start only once');
}

const isSameOutput = (compared: (output: unknown) => unknown, own: unknown, recorded: unknown): boolean =>
  isDeepStrictEqual(compared(plain(own)), compared(plain(recorded)));

function intend({ underway, intended, snapshot }: Folding, n: number, call: string, input: unknown): void {
  const invocation = underway.byId.get(call);
  if (invocation === undefined)
    throw new ReplayError(n, `the machine does not call ${call} in ${statePath(snapshot.value)}`);
  if (!isDeepStrictEqual(plain(invocation.input), plain(input))) {
    throw new ReplayError(
      n,
      `the machine calls ${call} with a different input: ${JSON.stringify(invocation.input)}`,
    );
  }
  intended.add(call);
}

function receive(folding: Folding, n: number, event: WorkflowEvent): void {
  const { underway, intended, snapshot, machine } = folding;
  if (event.type === 'done' || event.type === 'failed') {
    const { call } = event;
    if (!underway.byId.has(call))
      throw new ReplayError(n, `${call} has a result, but is not running in ${statePath(snapshot.value)}`);
    // A watch has no result: only a call can be done.
    if (event.type === 'done' && !intended.has(call))
      throw new ReplayError(n, `${call} has a result, but was not called`);
    underway.end(call);
    intended.delete(call);
  }
  advance(folding, next(machine, snapshot, fromJournal(event)));
}

function advance(folding: Folding, { snapshot, effects }: Stepped): void {
  folding.snapshot = snapshot;
  for (const effect of effects) {
    if (effect.kind === 'start') folding.underway.start(effect);
    if (effect.kind !== 'stop') continue;
    folding.underway.end(effect.id);
    folding.intended.delete(effect.id);
  }
}

const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
