// What the hooks of an engine are told of a run that is resumed, and when.
import { expect, test } from 'vitest';
import { toResume } from '../../src/engine/beginnings.ts';
import { drive } from '../../src/engine/drivers.ts';
import { type EngineHooks, hooksTold, STEPS_AT_ONCE, tellHooks } from '../../src/engine/hooks.ts';
import { createJournal } from '../../src/engine/journal.ts';
import type { WorkflowStep } from '../../src/engine/replay.ts';
import { createEngine, createMemoryStore, type JournalStore, type Workflow } from '../../src/index.ts';
import { spanHooks } from '../../src/opentelemetry/spans/spanHooks.ts';
import { never, twoCalls, workflowOf } from './smallWorkflows.ts';

const LONG = 4 * STEPS_AT_ONCE;

const finishing: Workflow = workflowOf(twoCalls, { calls: { a: async () => 'a', b: async () => 'b' } });

/** A store with a run that was left while it waits for its first call, after many records of requests. */
async function leftRun(requests = 0): Promise<JournalStore> {
  const store = createMemoryStore();
  const called = Promise.withResolvers<void>();
  const waiting = workflowOf(twoCalls, ({ recordRequest }) => ({
    calls: {
      a: async () => {
        for (let n = 0; n < requests; n += 1) recordRequest('a', { path: `/${n}` });
        called.resolve();
        return await never();
      },
      b: never,
    },
  }));
  const run = await createEngine({ store }).start(waiting, null, { runId: 'r' });
  await called.promise;
  run.stop();
  await run.outcome;
  return store;
}

/** Hooks that note in which order they are called, and the hooks of spans beside them. */
function noting() {
  const told: string[] = [];
  const hooks: EngineHooks = {
    onResumed: ({ steps }) => void told.push(`resumed after ${steps.length}`),
    onRunStarted: () => void told.push('started'),
    onRecord: ({ entry }) => void told.push(entry.record.kind),
    onRunEnded: ({ kind }) => void told.push(`over: ${kind}`),
  };
  return { told, hooks };
}

const stepOf = (n: number): WorkflowStep =>
  ({ entry: { runId: 'r', n, record: { kind: 'request', request: { n } } }, state: 'A' }) as never;

test.each([
  ['a few records', 0],
  ['many', LONG],
])('the records before come first, then those of this process: %s', async (_, requests) => {
  const store = await leftRun(requests);
  const { told, hooks } = noting();
  const run = await createEngine({ store, workflows: [finishing], hooks }).resume('r');
  await run.outcome;
  await hooksTold();
  expect(told).toEqual([
    ...[`resumed after ${requests + 2}`, 'resumed', 'started'],
    ...['intent', 'event', 'intent', 'event', 'ended', 'over: done'],
  ]);
});

test('the records of a long run are copied in pieces: the process does other work between them', async () => {
  const steps = Array.from({ length: LONG }, (_, n) => stepOf(n));
  let turns = 0;
  const heard = Promise.withResolvers<{ turns: number; steps: readonly WorkflowStep[] }>();
  const tell = tellHooks({ onResumed: (run) => heard.resolve({ turns, steps: run.steps }) });
  const work = (): void => {
    turns += 1;
    if (turns < LONG) setImmediate(work);
  };
  setImmediate(work);
  tell('onResumed', { runId: 'r', workflow: 'small', steps });
  const { turns: between, steps: copies } = await heard.promise;
  expect(between).toBeGreaterThanOrEqual(LONG / STEPS_AT_ONCE);
  expect(copies).toEqual(steps);
  expect(copies.some((copy, n) => copy === steps[n] || copy.entry === steps[n]?.entry)).toBe(false);
});

test('the hooks of spans read a long run in pieces as well, and its later records after them', async () => {
  const seen: (readonly [number, boolean])[] = [];
  const record = (_: string, { n }: { readonly n: number }, isEarlier: boolean) =>
    void seen.push([n, isEarlier]);
  let turns = 0;
  let isOver = false;
  const work = (): void => {
    turns += 1;
    if (!isOver) setImmediate(work);
  };
  const { onResumed } = spanHooks([{ record }]);
  setImmediate(work);
  await onResumed({
    runId: 'r',
    workflow: 'small',
    steps: Array.from({ length: LONG }, (_, n) => stepOf(n)),
  });
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(LONG / STEPS_AT_ONCE - 1);
  const tell = tellHooks(spanHooks([{ record }]));
  seen.length = 0;
  tell('onResumed', {
    ...{ runId: 'r', workflow: 'small' },
    steps: Array.from({ length: LONG }, (_, n) => stepOf(n)),
  });
  tell('onRecord', { runId: 'r', workflow: 'small', entry: stepOf(LONG).entry });
  await hooksTold();
  expect(seen).toEqual(Array.from({ length: LONG + 1 }, (_, n) => [n, n < LONG]));
});

test('the error of a hook that is told of a long run is reported once, and the other hooks continue', async () => {
  const warnings: string[] = [];
  const warn = ({ message }: Error): number => warnings.push(message);
  process.on('warning', warn);
  const told: number[] = [];
  const tell = tellHooks({
    onResumed: async () => {
      throw new Error('no');
    },
    onRecord: ({ entry }) => void told.push(entry.n),
  });
  const steps = Array.from({ length: LONG }, (_, n) => stepOf(n));
  for (const runId of ['r', 's']) {
    tell('onResumed', { runId, workflow: 'small', steps });
    tell('onRecord', { runId, workflow: 'small', entry: stepOf(LONG).entry });
  }
  await hooksTold();
  process.off('warning', warn);
  expect(told).toEqual([LONG, LONG]);
  expect(warnings.filter((message) => message.startsWith('onResumed'))).toHaveLength(1);
});

test('a resume that is stopped before it begins tells the hooks nothing', async () => {
  const store = await leftRun();
  const { told, hooks } = noting();
  const place = { store, journal: createJournal(store, Date.now), now: Date.now };
  const driving = { ...place, tell: tellHooks(hooks), startOrResume: never };
  const begin = toResume(place, finishing, await store.read('r'));
  await expect(drive(driving, { workflow: finishing, begin }, {}, () => true)).rejects.toMatchObject({
    code: 'RunStopped',
  });
  await hooksTold();
  expect(told).toEqual([]);
});

test('nor does one whose actor never starts', async () => {
  const store = await leftRun();
  const { told, hooks } = noting();
  const run = await createEngine({ store, workflows: [finishing], hooks }).embedResumed('r');
  await run.close();
  await hooksTold();
  expect(told).toEqual([]);
});
