// A parent and its child runs: what stops, cancels or suspends one does the right thing to the other.
import { expect, test } from 'vitest';
import { createEngine, createMemoryStore, type JournalStore, type Workflow } from '../../src/index.ts';
import { invoke, kindsOf, machineOf, never, twoCalls, workflowOf } from './smallWorkflows.ts';

/** Waits for its call, and ends when it is cancelled. */
const childMachine = machineOf({
  context: {},
  initial: 'A',
  states: { A: { ...invoke('a', 'D'), on: { cancel: 'D' } }, D: { type: 'final' } },
});

const parentMachine = machineOf({
  context: {},
  initial: 'A',
  states: {
    A: { ...invoke('a', 'D', { onError: 'F' }), on: { leave: 'L' } },
    D: { type: 'final' },
    F: {},
    L: {},
  },
});

const childOf = (call: () => Promise<unknown>, more: Partial<Workflow> = {}): Workflow =>
  workflowOf(childMachine, { calls: { a: call } }, { name: 'child', ...more });

const parentOf = (child: Workflow): Workflow =>
  workflowOf(parentMachine, (run) => ({ calls: { a: (_, call) => run.startChild(child, null, call) } }), {
    name: 'parent',
  });

const idOfChild = async (store: JournalStore): Promise<string> =>
  (await store.list()).find(({ workflow }) => workflow === 'child')?.runId ?? '';

const called = async (store: JournalStore): Promise<void> =>
  await expect
    .poll(async () => await kindsOf(store, await idOfChild(store)))
    .toEqual(['started', 'intent:a']);

const released = async (store: JournalStore): Promise<void> =>
  await expect.poll(async () => (await store.list()).filter(({ holder }) => holder !== null)).toEqual([]);

test('a parent that is stopped stops its child, which stays open', async () => {
  const store = createMemoryStore();
  const run = await createEngine({ store }).start(parentOf(childOf(never)), null);
  await called(store);
  run.stop();
  await released(store);
  expect(await kindsOf(store, await idOfChild(store))).toEqual(['started', 'intent:a']);
  expect((await store.list()).map(({ endedAt, holder }) => [endedAt, holder])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test('a parent that leaves the call cancels its child', async () => {
  const store = createMemoryStore();
  const run = await createEngine({ store }).start(parentOf(childOf(never)), null);
  await called(store);
  run.send({ type: 'leave' });
  await expect
    .poll(async () => await kindsOf(store, await idOfChild(store)))
    .toEqual(['started', 'intent:a', 'event:cancel', 'ended']);
  expect(run.snapshot().value).toBe('L');
  run.stop();
});

test.each([
  ['stopped', 'its child never starts', []],
  ['cancelled', 'so is its child', ['started', 'intent:a', 'event:cancel', 'ended']],
] as const)('a parent is %s while its child is being started: %s', async (how, _, expected) => {
  const store = createMemoryStore();
  const [starting, ready] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const child = workflowOf(
    childMachine,
    async () => {
      starting.resolve();
      await ready.promise;
      return { calls: { a: never } };
    },
    { name: 'child' },
  );
  const run = await createEngine({ store }).start(parentOf(child), null);
  await starting.promise;
  if (how === 'stopped') run.stop();
  else run.cancel();
  ready.resolve();
  const kinds = async () => {
    const childId = await idOfChild(store);
    return childId === '' ? [] : await kindsOf(store, childId);
  };
  await expect.poll(kinds).toEqual(expected);
  run.stop();
});

test('a child that is suspended suspends its parent, and its siblings stay open', async () => {
  const store = createMemoryStore();
  const machine = machineOf({
    context: {},
    type: 'parallel',
    states: {
      x: { initial: 'K', states: { K: invoke('a', 'E'), E: { type: 'final' } } },
      y: { initial: 'K', states: { K: invoke('b', 'E'), E: { type: 'final' } } },
    },
  });
  const expired = {
    name: 'E',
    code: 'TokenExpired',
    message: 'token expired',
    reasons: [],
    uncertain: false,
  };
  const { promise: sibling, resolve: siblingCalled } = Promise.withResolvers<void>();
  const suspended = workflowOf(
    childMachine,
    (run) => ({
      calls: {
        a: async () => {
          await sibling;
          run.suspend(expired);
        },
      },
    }),
    { name: 'child' },
  );
  const waiting = async () => never(siblingCalled());
  const parent = workflowOf(
    machine,
    (run) => ({
      calls: {
        a: (_, call) => run.startChild(suspended, null, call),
        b: (_, call) => run.startChild(childOf(waiting, { name: 'sibling' }), null, call),
      },
    }),
    { name: 'parent' },
  );
  const run = await createEngine({ store }).start(parent, null);
  expect(await run.outcome).toMatchObject({ kind: 'suspended', error: { message: 'token expired' } });
  await released(store);
  expect((await store.list({ unfinished: true })).map(({ workflow }) => workflow).toSorted()).toEqual([
    'child',
    'parent',
    'sibling',
  ]);
});

test('two children of one call are two runs', async () => {
  const store = createMemoryStore();
  const [one, two] = ['one', 'two'].map((name) =>
    workflowOf(
      machineOf({ ...childMachine.config, output: () => name }),
      { calls: { a: async () => null } },
      { name },
    ),
  ) as [Workflow, Workflow];
  const parent = workflowOf(
    machineOf({ ...twoCalls.config, initial: 'B' }),
    (run) => ({
      calls: {
        a: never,
        b: async (_, call) => [await run.startChild(one, null, call), await run.startChild(two, null, call)],
      },
    }),
    { name: 'parent' },
  );
  const run = await createEngine({ store }).start(parent, null, { runId: 'p' });
  await run.outcome;
  const answer = (await store.read('p')).find(({ record }) => record.kind === 'event')?.record;
  expect(answer).toMatchObject({ event: { output: ['one', 'two'] } });
});

test('a parent whose child another process drives is suspended, not failed', async () => {
  const store = createMemoryStore();
  const child = childOf(never);
  const parent = parentOf(child);
  const first = await createEngine({ store }).start(parent, null, { runId: 'p' });
  await called(store);
  first.stop();
  await released(store);
  const childId = await idOfChild(store);
  const driving = await createEngine({ store, workflows: [child] }).resume(childId);
  const again = await createEngine({ store, workflows: [child, parent] }).resume('p');
  expect(await again.outcome).toMatchObject({ kind: 'suspended', error: { code: 'RunHeld' } });
  driving.stop();
});

test('children of one name are resumed each by its own workflow', async () => {
  const store = createMemoryStore();
  const waiting = (call: string) => ({
    initial: 'W',
    states: { W: invoke(call, 'D'), D: { type: 'final' } },
  });
  const both = machineOf({ context: {}, type: 'parallel', states: { A: waiting('a'), B: waiting('b') } });
  const calls: [input: unknown, workflow: string][] = [];
  const child = (of: string): Workflow =>
    workflowOf(
      childMachine,
      ({ input }) => ({
        calls: {
          a: async () => {
            calls.push([input, of]);
            return await never();
          },
        },
      }),
      { name: 'child' },
    );
  const parent = workflowOf(
    both,
    (run) => ({
      calls: {
        a: (_, call) => run.startChild(child('one'), 'one', call),
        b: (_, call) => run.startChild(child('other'), 'other', call),
      },
    }),
    { name: 'parent' },
  );
  const first = await createEngine({ store }).start(parent, null, { runId: 'p' });
  await expect.poll(() => calls.length).toBe(2);
  first.stop();
  await released(store);
  const again = await createEngine({ store, workflows: [parent] }).resume('p');
  await expect.poll(() => calls.length).toBe(4);
  expect(calls.slice(2).toSorted()).toEqual([
    ['one', 'one'],
    ['other', 'other'],
  ]);
  again.stop();
});
