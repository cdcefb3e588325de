// Small workflows for tests of the engine: two calls in a row, a watch, a child.
import { type AnyStateMachine, fromCallback, fromPromise, setup } from 'xstate';
import type { JournalEntry, JournalStore, Workflow, WorkflowPorts } from '../../src/index.ts';

const call = fromPromise<unknown, unknown>(async () => {
  throw new Error('not provided');
});
const watch = fromCallback(() => {});

/** A machine whose actors `a`, `b` and `watch` the engine provides. */
export const machineOf = (config: object, more: object = {}): AnyStateMachine =>
  setup({ actors: { a: call, b: call, watch }, ...more } as never).createMachine({
    id: 'small',
    ...config,
  } as never) as unknown as AnyStateMachine;

export const invoke = (id: string, onDone: unknown, more: object = {}) => ({
  invoke: { id, src: id, onDone, ...more },
});

/** Calls a, then b. */
export const twoCalls = machineOf({
  context: {},
  initial: 'A',
  states: { A: invoke('a', 'B'), B: invoke('b', 'D'), D: { type: 'final' } },
});

export const workflowOf = (
  machine: AnyStateMachine,
  ports: Workflow['ports'] | WorkflowPorts,
  more: Partial<Workflow> = {},
): Workflow => ({
  ...{ name: 'small', version: '1', machine },
  ports: typeof ports === 'function' ? ports : () => ports,
  ...more,
});

/** A call that never ends. */
export const never = (..._: unknown[]): Promise<never> => new Promise<never>(() => {});

/** The records of a run, as `intent:a`. */
export const kindsOf = async (store: JournalStore, runId: string): Promise<string[]> =>
  (await store.read(runId)).map(({ record }: JournalEntry | { readonly record: unknown }) => {
    const {
      kind,
      call: name,
      event,
    } = record as {
      kind: string;
      call?: string;
      event?: { type: string; call?: string };
    };
    return [kind, name ?? event?.call ?? event?.type].filter(Boolean).join(':');
  });
