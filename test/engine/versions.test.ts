// A run in flight survives an upgrade: it stays on the machine that started it.
import { expect, test } from 'vitest';
import { type AnyStateMachine, assign, fromPromise, setup } from 'xstate';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import { createEngine, createMemoryStore, ReplayError, type Workflow } from '../../src/index.ts';

const call = fromPromise<string, unknown>(async () => {
  throw new Error('not provided');
});

/** Calls one step after another, and lists their results. */
function machineOf(version: string, steps: readonly string[], words = 'Calling'): AnyStateMachine {
  const states = steps.map((step, index) => [
    step,
    {
      description: `${words} ${step}`,
      invoke: { id: step, src: step, onDone: { target: steps[index + 1] ?? 'ended', actions: 'keep' } },
    },
  ]);
  return setup({
    types: {} as { context: { done: string[] }; output: { done: string[] } },
    actors: Object.fromEntries(steps.map((step) => [step, call])),
    actions: {
      keep: assign(({ context, event }) => ({
        done: [...context.done, (event as unknown as { output: string }).output],
      })),
    },
  }).createMachine({
    id: 'steps',
    version,
    context: { done: [] },
    initial: steps[0] as never,
    states: { ...Object.fromEntries(states), ended: { type: 'final' } } as never,
    output: ({ context }) => ({ done: context.done }),
  }) as unknown as AnyStateMachine;
}

const first = machineOf('1', ['copy', 'delete']);
const second = machineOf('2', ['copy', 'verify', 'delete']);

const workflowOf = (
  parts: Pick<Workflow, 'version' | 'machine' | 'earlier'>,
  called: string[],
  stopAt?: string,
): Workflow => ({
  name: 'steps',
  ...parts,
  ports: (run) => ({
    calls: Object.fromEntries(
      ['copy', 'verify', 'delete'].map((step) => [
        step,
        async () => {
          if (step === stopAt)
            run.suspend({ name: 'E', code: 'E', message: 'x', reasons: [], uncertain: false });
          called.push(step);
          return step;
        },
      ]),
    ),
  }),
});

/** A run of version 1 that its process left while it called `at`. */
async function left(at: string) {
  const store = createMemoryStore();
  const { start } = createEngine({ store });
  const run = await start(workflowOf({ version: '1', machine: first }, [], at), null);
  expect((await run.outcome).kind).toBe('suspended');
  return { store, runId: run.runId };
}

test('a run that version 1 started and left is resumed by version 2 on the machine of version 1', async () => {
  const { store, runId } = await left('delete');
  const called: string[] = [];
  const workflow = workflowOf({ version: '2', machine: second, earlier: [first] }, called);
  const engine = createEngine({ store, workflows: [workflow] });
  const run = await engine.resume<{ done: string[] }>(runId);
  expect((await run.outcome).output).toEqual({ done: ['copy', 'delete'] });
  expect(called).toEqual(['delete']);
  const entries = await store.read(runId);
  expect(entries.flatMap(({ record }) => ('machine' in record ? [record.machine] : []))).toEqual([
    machineStamp(first),
    machineStamp(first),
  ]);
  expect((await engine.timeline(runId)).state).toBe('ended');
  const anew = await engine.start<{ done: string[] }>(workflow, null);
  expect((await anew.outcome).output).toEqual({ done: ['copy', 'verify', 'delete'] });
});

test('without the machine of version 1, a run continues where its records fit, and is refused where they do not', async () => {
  const workflow = workflowOf({ version: '2', machine: second }, []);
  const fits = await left('copy');
  const engine = createEngine({ store: fits.store, workflows: [workflow] });
  expect((await (await engine.resume<object>(fits.runId)).outcome).output).toEqual({
    done: ['copy', 'verify', 'delete'],
  });
  const differs = await left('delete');
  const other = createEngine({ store: differs.store, workflows: [workflow] });
  const error = await other.resume(differs.runId).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ReplayError);
  expect((error as Error).message).toMatch(
    /the run was started by machine version 1 \(\S+\), this is version 2/,
  );
});

test('other words for a state do not make another machine; another transition does', () => {
  const { fingerprint } = machineStamp(first);
  expect(machineStamp(machineOf('1', ['copy', 'delete'], 'Now calling')).fingerprint).toBe(fingerprint);
  expect(machineStamp(machineOf('1', ['delete', 'copy'])).fingerprint).not.toBe(fingerprint);
});
