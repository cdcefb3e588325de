// One driver drives a run at a time; what it calls is recorded, and what it records is what a replay has.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assign, createActor, not } from 'xstate';
import { toBegin } from '../../src/engine/beginnings.ts';
import { drive } from '../../src/engine/drivers.ts';
import { createJournal } from '../../src/engine/journal.ts';
import {
  createEngine,
  createMemoryStore,
  type JournalStore,
  openSqliteStore,
  RunHeldError,
} from '../../src/index.ts';
import { invoke, kindsOf, machineOf, never, twoCalls, workflowOf } from './smallWorkflows.ts';

const WHOLE = ['started', 'intent:a', 'event:a', 'intent:b', 'event:b', 'ended'];
const claim = { resource: 'v', scope: null };

/** Ports that note their calls. The first call of `a` never ends. */
function noting() {
  const made: string[] = [];
  let first = true;
  const a = async (): Promise<string> => {
    made.push('a');
    if (!first) return 'a';
    first = false;
    return await never();
  };
  const b = async (): Promise<string> => {
    made.push('b');
    return 'b';
  };
  return { made, ports: { calls: { a, b }, claim } };
}

describe('nothing unrecorded is called', () => {
  test('a handle that was stopped does nothing to the process that drives the run now', async () => {
    const store = createMemoryStore();
    const { made, ports } = noting();
    const workflow = workflowOf(twoCalls, ports);
    const first = await createEngine({ store }).start(workflow, null, { runId: 'r' });
    await expect.poll(() => made).toEqual(['a']);
    first.stop();
    await first.outcome;
    const second = await createEngine({ store, workflows: [workflow] }).resume('r');
    first.stop();
    first.cancel();
    expect(await second.outcome).toMatchObject({ kind: 'done', journalError: null });
    expect(await kindsOf(store, 'r')).toEqual([...WHOLE.slice(0, 2), 'resumed', ...WHOLE.slice(1)]);
  });

  test.each([
    ['before its actor starts', false],
    ['while its actor runs', true],
  ])('a closed actor calls nothing: closed %s', async (_, starts) => {
    const store = createMemoryStore();
    const { made, ports } = noting();
    const run = await createEngine({ store }).embed(workflowOf(twoCalls, ports), null, { runId: 'r' });
    const actor = createActor(run.machine, { input: null });
    actor.subscribe({ error: () => {} });
    if (starts) actor.start();
    expect(await run.close()).toMatchObject({ kind: 'stopped', releaseError: null });
    if (!starts) actor.start();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(made).toEqual([]);
    expect((await store.list()).filter(({ holder }) => holder !== null)).toEqual([]);
  });

  test('the machine of a journalled actor takes no other implementations', async () => {
    const engine = createEngine({ store: createMemoryStore() });
    const run = await engine.embed(workflowOf(twoCalls, noting().ports), null);
    expect(() => run.machine.provide({})).toThrow(expect.objectContaining({ code: 'MachineMisused' }));
    await run.close();
  });

  test('the machine of a new run accepts no snapshot', async () => {
    const engine = createEngine({ store: createMemoryStore() });
    const run = await engine.embed(workflowOf(twoCalls, noting().ports), null);
    const snapshot = createActor(twoCalls).getPersistedSnapshot();
    const actor = createActor(run.machine, { input: null, snapshot });
    actor.subscribe({ error: () => {} });
    expect(actor.getSnapshot()).toMatchObject({
      ...{ status: 'error', error: { name: 'EngineError', code: 'MachineMisused' } },
    });
    await run.close();
  });

  test('a run that is stopped while its ports are made does not begin, and holds nothing', async () => {
    const store = createMemoryStore();
    const workflow = workflowOf(twoCalls, noting().ports);
    const now = Date.now;
    const place = { store, journal: createJournal(store, now), now };
    const unused = async (): Promise<never> => await never();
    const tell = Object.assign(() => {}, { hears: () => false });
    const driving = { ...place, tell, startOrResume: unused };
    const begin = await toBegin(place, workflow, null, 'r', null);
    await expect(drive(driving, { workflow, begin }, {}, () => true)).rejects.toMatchObject({
      code: 'RunStopped',
    });
    expect(await store.list()).toEqual([]);
  });

  test('two starts with one ID: one runs, the other is refused', async () => {
    const store = createMemoryStore();
    const calls = { a: async () => 'a', b: async () => 'b' };
    const { promise: isOver, resolve: over } = Promise.withResolvers<void>();
    const slow = workflowOf(twoCalls, async () => {
      await isOver;
      return { calls };
    });
    const engine = createEngine({ store });
    const late = engine.start(slow, null, { runId: 'r' }).catch((error: unknown) => error);
    await (await engine.start(workflowOf(twoCalls, { calls }), null, { runId: 'r' })).outcome;
    over();
    expect(await late).toBeInstanceOf(RunHeldError);
    expect(await kindsOf(store, 'r')).toEqual(WHOLE);
  });
});

describe('a run that is closed before its actor starts', () => {
  test.each(['memory', 'SQLite'])('leaves nothing, and says so: %s', async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-close-'));
    const store = kind === 'memory' ? createMemoryStore() : openSqliteStore(join(folder, 'journal.sqlite'));
    const heard: string[] = [];
    const hooks = { onRunStarted: () => heard.push('started'), onRunEnded: () => heard.push('ended') };
    const engine = createEngine({ store, hooks: hooks as never });
    const workflow = workflowOf(twoCalls, { calls: { a: async () => 'a', b: async () => 'b' }, claim });
    const run = await engine.embed(workflow, null, { runId: 'r' });
    const outcome = await run.close();
    expect(outcome).toMatchObject({ kind: 'stopped', isWritten: false, releaseError: null });
    expect(await run.close()).toEqual(outcome);
    expect(await run.closed).toEqual(outcome);
    expect(await store.list()).toEqual([]);
    // The resource is free. Its own hooks are called a moment later, after those of the closed run would be.
    expect(await (await engine.start(workflow, null)).outcome).toMatchObject({ kind: 'done' });
    await expect.poll(() => heard).toEqual(['started', 'ended']);
    await store.close();
    await rm(folder, { recursive: true });
  });

  test('stays open if it was resumed, and another resumes it', async () => {
    const store = createMemoryStore();
    const { made, ports } = noting();
    const workflow = workflowOf(twoCalls, ports);
    const engine = createEngine({ store, workflows: [workflow] });
    const left = await engine.start(workflow, null, { runId: 'r' });
    await expect.poll(() => made).toEqual(['a']);
    left.stop();
    await left.outcome;
    const run = await engine.embedResumed('r');
    expect(await run.close()).toMatchObject({ kind: 'stopped', isWritten: true, releaseError: null });
    expect(await (await engine.resume('r')).outcome).toMatchObject({ kind: 'done' });
    expect(await kindsOf(store, 'r')).toEqual([...WHOLE.slice(0, 2), 'resumed', ...WHOLE.slice(1)]);
  });
});

describe('a replay has what the machine has received', () => {
  const resumable = async (
    store: JournalStore,
    workflow: ReturnType<typeof workflowOf>,
    isReady: () => boolean,
  ) => {
    const engine = createEngine({ store, workflows: [workflow] });
    const run = await engine.start(workflow, null, { runId: 'r' });
    await expect.poll(isReady).toBe(true);
    run.stop();
    await run.outcome;
    return await engine.resume('r');
  };

  test('an output of undefined, a date and a map', async () => {
    const seen: unknown[] = [];
    const output = { at: new Date(0), map: new Map([[1, 2]]) };
    const machine = machineOf({
      context: { kept: null },
      initial: 'U',
      states: {
        U: invoke('a', [{ guard: ({ event }: never) => event['output'] === undefined, target: 'D' }, 'A']),
        A: {
          invoke: {
            ...{ id: 'watch', src: 'watch' },
          },
          on: { seen: { target: 'B', actions: assign({ kept: ({ event }: never) => event['output'] }) } },
        },
        B: invoke('b', 'D', { input: ({ context }: never) => context['kept'] }),
        D: { type: 'final' },
      },
    });
    const workflow = workflowOf(machine, {
      calls: { a: async () => undefined, b: (input) => never(seen.push(input)) },
      watches: { watch: (_, send) => send({ type: 'seen', output }) },
    });
    const run = await resumable(createMemoryStore(), workflow, () => seen.length === 1);
    await expect.poll(() => seen.length).toBe(2);
    expect(seen).toEqual([1, 2].map(() => ({ at: '1970-01-01T00:00:00.000Z', map: {} })));
    run.stop();
  });

  test('events of a machine that are called done, failed or event', async () => {
    const store = createMemoryStore();
    const machine = machineOf({
      context: {},
      initial: 'W',
      states: {
        W: { invoke: { id: 'watch', src: 'watch' }, on: { done: 'X' } },
        X: { on: { failed: 'Y' } },
        Y: { on: { event: 'A' } },
        A: invoke('a', 'D'),
        D: { type: 'final' },
      },
    });
    const workflow = workflowOf(machine, {
      calls: { a: never },
      watches: {
        watch: (_, send) => {
          for (const type of ['done', 'failed', 'event']) send({ type });
        },
      },
    });
    const engine = createEngine({ store, workflows: [workflow] });
    const run = await engine.start(workflow, null, { runId: 'r' });
    for (const type of ['failed', 'event']) run.send({ type });
    run.stop();
    await run.outcome;
    const resumed = await engine.resume('r');
    expect(resumed.snapshot().value).toBe('A');
    resumed.stop();
  });

  test('an invoke that is left in the transition that entered it was never made', async () => {
    const store = createMemoryStore();
    const keys: string[] = [];
    const machine = machineOf({
      context: {},
      initial: 'S',
      states: {
        S: { on: { go: 'A' } },
        A: { ...invoke('a', 'D'), always: 'B' },
        B: invoke('b', 'D'),
        D: { type: 'final' },
      },
    });
    const workflow = workflowOf(machine, {
      calls: { a: never, b: (_, { key }) => never(keys.push(key)) },
    });
    const engine = createEngine({ store, workflows: [workflow] });
    const run = await engine.start(workflow, null, { runId: 'r' });
    run.send({ type: 'go' });
    await expect.poll(() => keys.length).toBe(1);
    run.stop();
    await run.outcome;
    const resumed = await engine.resume('r');
    await expect.poll(() => keys.length).toBe(2);
    resumed.stop();
    expect(keys).toEqual(['r/0', 'r/0']);
  });

  test('events that come before the run begins are received in order, each once', async () => {
    const machine = machineOf({
      context: { got: [] },
      initial: 'W',
      states: {
        W: {
          invoke: { id: 'watch', src: 'watch' },
          on: {
            n: { actions: assign({ got: ({ context, event }: never) => [...context['got'], event['n']] }) },
            end: 'D',
          },
        },
        D: { type: 'final' },
      },
      output: ({ context }: never) => context['got'],
    });
    const workflow = workflowOf(machine, {
      calls: {},
      watches: {
        watch: (_, send) => {
          for (const n of [1, 2, 3]) send({ type: 'n', n });
          send({ type: 'end' });
        },
      },
    });
    const engine = createEngine({ store: createMemoryStore() });
    const run = await engine.start(workflow, null, {
      onStart: ({ send }) => send({ type: 'n', n: 0 } as never),
    });
    expect((await run.outcome).output).toEqual([0, 1, 2, 3]);
  });
});

describe('what a caller does cannot break a run', () => {
  const calls = { a: async () => 'a', b: async () => 'b' };
  const fail = (): never => {
    throw new Error('planted');
  };

  test('onProgress with a context that cannot be copied, a listener, onStart, a hook', async () => {
    const machine = machineOf({ ...twoCalls.config, context: { odd: () => 1 } });
    const engine = createEngine({ store: createMemoryStore(), hooks: { onTransition: fail, onCall: fail } });
    const run = await engine.start(workflowOf(machine, { calls }), null, {
      onProgress: () => {},
      onStart: (begun) => {
        begun.subscribe(fail);
        fail();
      },
    });
    expect((await run.outcome).kind).toBe('done');
  });

  test('a hook gets copies', async () => {
    const machine = machineOf({
      context: { why: '' },
      initial: 'A',
      states: {
        A: invoke('a', 'D', {
          onError: { target: 'B', actions: assign({ why: ({ event }: never) => event['error']['message'] }) },
        }),
        B: invoke('b', 'D'),
        D: { type: 'final' },
      },
      output: ({ context }: never) => context['why'],
    });
    const engine = createEngine({
      store: createMemoryStore(),
      hooks: { onCall: ({ error }) => error !== null && Object.assign(error, { message: 'changed' }) },
    });
    const workflow = workflowOf(machine, { calls: { a: async () => fail(), b: calls.b } });
    const run = await engine.start(workflow, null);
    expect((await run.outcome).output).toBe('planted');
    await engine.timeline(run.runId);
  });

  test('an inspector does not repeat the actions of the machine', async () => {
    const performed: string[] = [];
    const machine = machineOf(
      { ...twoCalls.config, entry: 'count' },
      { actions: { count: () => performed.push('once') } },
    );
    const engine = createEngine({ store: createMemoryStore() });
    await (await engine.start(workflowOf(machine, { calls }), null, { inspect: () => {} })).outcome;
    expect(performed).toEqual(['once']);
  });

  test('an output that JSON cannot hold ends the run with a journalError', async () => {
    const machine = machineOf({ ...twoCalls.config, output: () => ({ big: 1n }) });
    const engine = createEngine({ store: createMemoryStore() });
    const run = await engine.start(workflowOf(machine, { calls }), null);
    expect(await run.outcome).toMatchObject({ kind: 'done', journalError: { name: 'TypeError' } });
  });

  test('a machine that is final, or fails, at once ends as an actor', async () => {
    const store = createMemoryStore();
    const final = machineOf({ context: {}, initial: 'D', states: { D: { type: 'final' } } });
    const run = await createEngine({ store }).embed(workflowOf(final, { calls }), null, { runId: 'r' });
    createActor(run.machine, { input: null }).start();
    expect((await run.closed).kind).toBe('done');
    expect(await kindsOf(store, 'r')).toEqual(['started', 'ended']);
  });

  test('a store that refuses one run of a commit ends that one alone', async () => {
    const inner = createMemoryStore();
    const store: JournalStore = {
      ...inner,
      commit: async (batch) => {
        if (batch.entries.some(({ runId, n }) => runId === 'bad' && n > 0)) throw new Error('taken over');
        await inner.commit(batch);
      },
    };
    const engine = createEngine({ store });
    const runs = await Promise.all(
      ['bad', 'x', 'y'].map(
        async (runId) => await engine.start(workflowOf(twoCalls, { calls }), null, { runId }),
      ),
    );
    const ends = await Promise.all(runs.map(async ({ outcome }) => await outcome));
    expect(ends.map(({ kind, journalError }) => [kind, journalError?.message ?? null])).toEqual([
      ['broken', null],
      ['done', null],
      ['done', null],
    ]);
  });

  test('giveUp closes the run of that ID, not one whose ID begins so', async () => {
    const store = createMemoryStore();
    const engine = createEngine({ store });
    const run = await engine.start(workflowOf(twoCalls, { calls: { a: never, b: never } }), null, {
      runId: 'run-1',
    });
    await (await engine.start(workflowOf(twoCalls, { calls }), null, { runId: 'run-10' })).outcome;
    await expect(engine.giveUp('run-1')).rejects.toThrow(RunHeldError);
    run.stop();
  });
});

describe('what cannot be run durably is refused before the run starts', () => {
  test.each([
    [
      'a delay',
      { A: { after: { 10: 'D' } } },
      'state A: delays (after) are not supported; use a watch instead',
    ],
    ['an invoke without an ID', { A: { invoke: { src: 'a' } } }, 'state A: an invoke needs an id'],
    [
      'a call that is missing',
      { A: { invoke: { id: 'b', src: 'b' } } },
      'state A invokes b, but the workflow provides no call or watch of that name',
    ],
  ])('%s', async (_, states, why) => {
    const machine = machineOf({
      context: {},
      initial: 'A',
      states: { ...states, D: { type: 'final' } },
    });
    const store = createMemoryStore();
    const starting = createEngine({ store }).start(workflowOf(machine, { calls: { a: never } }), null);
    await expect(starting).rejects.toThrow(`workflow small cannot run durably: ${why}`);
    expect(await store.list()).toEqual([]);
  });
});

test('a timeline shows guards that read a Set, and guards made of others', async () => {
  const machine = machineOf(
    {
      context: { some: new Set(['x']) },
      initial: 'A',
      states: {
        A: invoke('a', [
          { guard: not('hasX'), target: 'B' },
          { guard: 'hasX', target: 'D' },
        ]),
        B: {},
        D: { type: 'final' },
      },
    },
    { guards: { hasX: ({ context }: { context: { some: Set<string> } }) => context.some.has('x') } },
  );
  const engine = createEngine({ store: createMemoryStore() });
  const run = await engine.start(workflowOf(machine, { calls: { a: async () => 1 } }), null);
  await run.outcome;
  const { moments } = await engine.timeline(run.runId);
  const steps = moments.flatMap((moment) => moment.steps).filter(({ taken }) => taken !== null);
  expect(steps.map(({ guards, taken }) => [guards.map(({ answer }) => answer), taken?.target])).toEqual([
    [[false, true], 'D'],
  ]);
});
