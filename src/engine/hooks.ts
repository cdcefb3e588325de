// Hooks for tracing and metrics.
import type { SerializedError, WorkflowEntry } from './records.ts';
import type { WorkflowStep } from './replay.ts';
import { safeCallback } from './safeCallback.ts';

interface OfRun {
  readonly runId: string;
  readonly workflow: string;
}

/** Each hook is called after the fact and apart from the run: it can neither fail nor delay it. */
export interface EngineHooks {
  /** A run is about to be resumed: its records so far, each with the state that it led to. */
  readonly onResumed?: (run: OfRun & { readonly steps: readonly WorkflowStep[] }) => void;
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

export function tellHooks(hooks: EngineHooks = {}): Tell {
  const safe = Object.fromEntries(
    Object.entries(hooks).map(([name, hook]) => [
      name,
      safeCallback((what: unknown) => (hook as (copy: unknown) => unknown)(structuredClone(what)), name),
    ]),
  );
  const tell = (name: keyof EngineHooks, what: unknown): void => {
    const hook = safe[name];
    if (hook !== undefined) setImmediate(hook, what);
  };
  return Object.assign(tell, { hears: (name: keyof EngineHooks) => safe[name] !== undefined });
}
