// Hooks for tracing and metrics.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SerializedError, WorkflowEntry } from './records.ts';
import type { WorkflowStep } from './replay.ts';
import { safeCallback } from './safeCallback.ts';

interface OfRun {
  readonly runId: string;
  readonly workflow: string;
}

/** Each hook is called after the fact and apart from the run: it can neither fail nor delay it. */
export interface EngineHooks {
  /**
   * A run is about to be resumed: its records so far, each with the state that it led to. If there are more than 500, they are copied
   * in pieces, so that the process can do other work; the later hooks of the run wait until this hook has returned, or until its
   * promise has settled.
   */
  readonly onResumed?: (run: OfRun & { readonly steps: readonly WorkflowStep[] }) => void | Promise<void>;
  /**
   * A record was appended to the journal of a run; no call that follows it is made before it is durable. `onTransition` comes
   * next for a record that the machine receives.
   */
  readonly onRecord?: (record: OfRun & { readonly entry: WorkflowEntry }) => void;
  /** A run was started or resumed; `parent` is the ID of its parent run. */
  readonly onRunStarted?: (
    run: OfRun & { readonly parent: string | null; readonly isResumed: boolean },
  ) => void;
  /** A run has ended or left its process; `status` is the one in its output. */
  readonly onRunEnded?: (
    run: OfRun & {
      readonly kind: 'done' | 'stopped' | 'suspended' | 'broken';
      readonly status: string | null;
    },
  ) => void;
  /** The machine has made a transition; `from` and `to` are paths of states, `from` is null for the first. */
  readonly onTransition?: (
    transition: OfRun & { readonly event: string; readonly from: string | null; readonly to: string },
  ) => void;
  /** A call has ended after `ms` milliseconds. `error` is null if it succeeded. */
  readonly onCall?: (
    call: OfRun & { readonly call: string; readonly ms: number; readonly error: SerializedError | null },
  ) => void;
  /** A call or a watch has recorded a request. */
  readonly onRequest?: (request: OfRun & { readonly call: string; readonly request: object }) => void;
}

type Told<Name extends keyof EngineHooks> = Parameters<NonNullable<EngineHooks[Name]>>[0];

/** Calls a hook later, once the run has continued. */
export interface Tell {
  <Name extends keyof EngineHooks>(name: Name, what: Told<Name>): void;
  /** Whether there is such a hook. */
  readonly hears: (name: keyof EngineHooks) => boolean;
}

/** How many records of a resumed run are copied, or read by a hook of this package, in one turn of the event loop. */
export const STEPS_AT_ONCE = 500;

export function tellHooks(hooks: EngineHooks = {}): Tell {
  const inTurn: InTurn = new Map();
  const safe = Object.fromEntries(
    Object.entries(hooks).map(([name, hook]) => {
      const called = hook as (copy: unknown) => unknown;
      const withCopy = (what: Told<keyof EngineHooks>): unknown =>
        isLong(what) ? inPieces(called, what, { inTurn, tell }) : called(structuredClone(what));
      return [name, safeCallback(withCopy, name)];
    }),
  );
  const tell = (name: keyof EngineHooks, what: Told<keyof EngineHooks>): void => {
    const hook = safe[name];
    if (hook === undefined) return;
    const waiting = inTurn.get(what.runId);
    if (waiting !== undefined) waiting.push([name, what]);
    else if (isLong(what)) void hook(what);
    else setImmediate(hook, what);
  };
  return Object.assign(tell, { hears: (name: keyof EngineHooks) => safe[name] !== undefined });
}

/** By run whose records are being copied: what its hooks are told afterwards. */
type InTurn = Map<string, (readonly [keyof EngineHooks, Told<keyof EngineHooks>])[]>;

const isLong = (what: Told<keyof EngineHooks>): what is Told<'onResumed'> =>
  'steps' in what && what.steps.length > STEPS_AT_ONCE;

// A long run has hundreds of thousands of records: copied in one turn, they would stop the process for seconds.
async function inPieces(
  onResumed: (copy: unknown) => unknown,
  { steps, ...ofRun }: Told<'onResumed'>,
  {
    inTurn,
    tell,
  }: {
    readonly inTurn: InTurn;
    readonly tell: (name: keyof EngineHooks, what: Told<keyof EngineHooks>) => void;
  },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  underWay.add(promise);
  inTurn.set(ofRun.runId, []);
  try {
    const copies: WorkflowStep[] = [];
    for (let from = 0; from < steps.length; from += STEPS_AT_ONCE) {
      await nextTurn();
      copies.push(...structuredClone(steps.slice(from, from + STEPS_AT_ONCE)));
    }
    await onResumed({ ...ofRun, steps: copies });
  } finally {
    const waiting = inTurn.get(ofRun.runId) ?? [];
    inTurn.delete(ofRun.runId);
    for (const [name, what] of waiting) tell(name, what);
    underWay.delete(promise);
    resolve();
  }
}

// Of all engines of this process.
const underWay = new Set<Promise<void>>();

/** Resolves when the hooks have been called with all that has happened so far. */
export async function hooksTold(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
  // The others are called a turn of the event loop later.
  await nextTurn();
  await nextTurn();
}
