// Plays a run again, without a cloud: the fold of its events over the machine. Every record must fit.
import { isDeepStrictEqual } from 'node:util';
import { initialTransition, transition } from 'xstate';
import { PORTS, type PortName } from '../../machines/actors.ts';
import type { Input, RunEvent } from '../../machines/context.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type MigrationSnapshot, statePath } from '../run/progress.ts';
import { inCurrentForm } from './currentForm.ts';
import { fromJournal } from './events.ts';
import { machineStamp } from './machineStamp.ts';
import {
  digestOf,
  type Entry,
  isLast,
  type JournalEvent,
  type JournalRecord,
  type MachineStamp,
} from './records.ts';

/** The first record that does not fit, and why. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly code = 'ReplayDiffers';
  readonly n: number;
  readonly why: string;

  constructor(n: number, why: string) {
    super(`record ${n}: ${why}`);
    this.n = n;
    this.why = why;
  }
}

/** One transition of a replayed run. */
export interface ReplayedStep {
  readonly entry: Entry;
  /** The state that the record led to, as `cold.migrating.watchingMigration`. */
  readonly state: string;
}

export interface Replayed {
  readonly input: Input;
  readonly snapshot: MigrationSnapshot;
  readonly steps: readonly ReplayedStep[];
  /** Calls that were about to be made, and of whose answer nothing is known. */
  readonly unanswered: readonly PortName[];
  readonly last: Entry;
}

// What is under way: the input of each actor that the machine has started, and the calls that were made of them.
interface Folding {
  snapshot: MigrationSnapshot;
  readonly started: Map<string, unknown>;
  readonly intended: Set<string>;
}

/** A run folded record by record. */
export interface Fold {
  /** Takes the next record; throws `ReplayError` where it does not fit, and then takes no more. The step has it in its current form. */
  readonly take: (entry: Entry) => ReplayedStep;
  readonly snapshot: () => MigrationSnapshot;
  readonly unanswered: () => PortName[];
}

export type Beginning = Extract<JournalRecord, { kind: 'started' }>;

/** The first record of a run; throws `ReplayError` where it is not what a run begins with. */
export function beginningOf(entries: readonly Entry[]): Beginning {
  const [first] = entries;
  if (first === undefined) throw new ReplayError(0, 'the run has no records');
  if (first.record.kind === 'started') return first.record;
  throw new ReplayError(0, `a run begins with started, not with ${first.record.kind}`);
}

/** Replays the records of one run; throws `ReplayError`, which names the first that does not fit. */
export function replay(entries: readonly Entry[]): Replayed {
  const { input } = beginningOf(entries);
  const fold = createFold();
  const steps = entries.map(fold.take);
  const last = entries.at(-1) as Entry;
  return { input, snapshot: fold.snapshot(), steps, unanswered: fold.unanswered(), last };
}

/** A fold that waits for the first record of a run. */
export function createFold(): Fold {
  const folding: Folding = { snapshot: undefined as never, started: new Map(), intended: new Set() };
  let last: Entry | null = null;
  let machine = machineStamp();
  const take = (written: Entry): ReplayedStep => {
    checkPlace(written, last);
    const entry = orDiffers(written, () => inCurrentForm(written));
    if (last === null) machine = beginningOf([entry]).machine;
    if (last !== null && isLast(last.record))
      throw new ReplayError(entry.n, `it follows ${last.record.kind}, the last of a run`);
    const move = last === null ? begin : go;
    orOtherMachine(machine, () => orDiffers(entry, () => move(folding, entry)));
    last = entry;
    return { entry, state: statePath(folding.snapshot.value) };
  };
  const unanswered = (): PortName[] =>
    [...folding.intended].filter((call): call is PortName => call in PORTS);
  return { take, snapshot: () => folding.snapshot, unanswered };
}

// A record of another form than the machine takes is one that does not fit, too.
function orDiffers<Value>(entry: Entry, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    throw new ReplayError(entry.n, `the machine does not take it: ${(error as Error).message}`);
  }
}

// A run that another version of the machine started is followed as far as its records fit; where they do not, the error says so.
function orOtherMachine(machine: MachineStamp, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ReplayError) || !isOther(machine)) throw error;
    throw new ReplayError(
      error.n,
      `${error.why}; the run was started by machine version ${inWords(machine)}, this is version ${inWords(machineStamp())}`,
    );
  }
}

// A damaged record may hold no stamp.
const isOther = (machine: MachineStamp | undefined): boolean =>
  typeof machine?.fingerprint === 'string' && !isDeepStrictEqual(machine, machineStamp());

const inWords = ({ version, fingerprint }: MachineStamp): string => `${version} (${fingerprint.slice(0, 8)})`;

function begin(folding: Folding, entry: Entry): void {
  const { input } = beginningOf([entry]);
  advance(folding, () => initialTransition(volumeMigrateMachine, input));
}

function checkPlace(entry: Entry, before: Entry | null): void {
  const n = before === null ? 0 : before.n + 1;
  if (entry.n !== n) throw new ReplayError(n, `it is missing: record ${entry.n} stands in its place`);
  if (before !== null && entry.runId !== before.runId)
    throw new ReplayError(n, `it is of another run, ${entry.runId}`);
  if (entry.digest !== digestOf(entry, before?.digest ?? '')) {
    throw new ReplayError(n, 'its digest does not match: it, or the one before it, was altered or damaged');
  }
}

// What the machine does or is told; the rest may follow its end.
const MOVES_ON = new Set<JournalRecord['kind']>(['intent', 'event']);

function go(fold: Folding, entry: Entry): void {
  const { record, n } = entry;
  if (fold.snapshot.status !== 'active' && MOVES_ON.has(record.kind)) {
    throw new ReplayError(n, `the run had ended, ${record.kind} follows`);
  }
  if (record.kind === 'intent') intend(fold, n, record.call, record.input);
  if (record.kind === 'event') tell(fold, entry, record.event);
  if (record.kind === 'ended' && !isDeepStrictEqual(plain(fold.snapshot.output), plain(record.result))) {
    throw new ReplayError(n, `the run ended otherwise: ${JSON.stringify(fold.snapshot.output ?? null)}`);
  }
  if (record.kind === 'started') throw new ReplayError(n, 'a run starts once');
}

function intend({ started, intended, snapshot }: Folding, n: number, call: string, input: unknown): void {
  if (!started.has(call)) {
    throw new ReplayError(n, `the machine does not call ${call} in ${statePath(snapshot.value)}`);
  }
  if (!isDeepStrictEqual(plain(started.get(call)), plain(input))) {
    throw new ReplayError(
      n,
      `the machine calls ${call} with another input: ${JSON.stringify(started.get(call))}`,
    );
  }
  intended.add(call);
}

function tell(fold: Folding, entry: Entry, event: JournalEvent): void {
  if (event.type === 'done' || event.type === 'failed') {
    if (!fold.started.has(event.call)) {
      throw new ReplayError(
        entry.n,
        `${event.call} is answered, but is not under way in ${statePath(fold.snapshot.value)}`,
      );
    }
    if (event.call in PORTS && event.type === 'done' && !fold.intended.has(event.call)) {
      throw new ReplayError(entry.n, `${event.call} is answered, but was not called`);
    }
    fold.started.delete(event.call);
    fold.intended.delete(event.call);
  }
  advance(fold, () => transition(volumeMigrateMachine, fold.snapshot, fromJournal(event) as RunEvent));
}

type Action = { readonly type: string; readonly params?: unknown };

function advance(fold: Folding, step: () => [MigrationSnapshot, readonly Action[]]): void {
  const [snapshot, actions] = step();
  fold.snapshot = snapshot;
  for (const { type, params } of actions) {
    const { id, input } = (params ?? {}) as { id?: string; input?: unknown };
    if (id === undefined) continue;
    if (type === 'xstate.spawnChild') fold.started.set(id, input);
    if (type === 'xstate.stopChild') {
      fold.started.delete(id);
      fold.intended.delete(id);
    }
  }
}

const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
