// Children of a run as runs of their own: handed over, awaited, cancelled.
import { expect, test } from 'vitest';
import { createEngine, createMemoryStore, type RunSummary, type Workflow } from '../../../src/index.ts';
import { startChildOn } from '../../../src/restate/engine/children.ts';
import {
  type RestateStore,
  RestateStoreError,
  type RunOrder,
  type RunReport,
} from '../../../src/restate/index.ts';
import { twoCalls, workflowOf } from '../../engine/smallWorkflows.ts';

interface Handed {
  readonly runId: string;
  readonly order: RunOrder;
}

interface Killed {
  /** One for each time that the child is killed in Restate before it reports. */
  readonly kills?: 'killed'[];
  /** Whether Restate has its records. */
  readonly isKnown?: boolean;
}

// A store whose workers report this of every run.
function reporting(report: RunReport, failures = 0, { kills = [], isKnown = true }: Killed = {}) {
  const handed: Handed[] = [];
  let left = failures;
  const store: Pick<RestateStore, 'submit' | 'report' | 'cancel' | 'summary'> = {
    submit: async (runId, order) => {
      left -= 1;
      if (left >= 0) throw new RestateStoreError('StoreUnreachable', 'cannot reach Restate');
      handed.push({ runId, order });
    },
    report: async () => {
      const killed = kills.pop();
      if (killed === undefined) return report;
      throw new RestateStoreError('StoreFailed', '409 killed');
    },
    summary: async (runId) => (isKnown ? ({ runId } as RunSummary) : null),
    cancel: async () => {},
  };
  return { store, handed };
}

const child: Workflow = {
  ...workflowOf(twoCalls, { calls: {} }),
  name: 'child',
  settings: { slots: { shelf: 2 } },
};

// Runs a parent whose first call starts the child.
async function parentOf({ store }: ReturnType<typeof reporting>) {
  const parent = workflowOf(twoCalls, (run) => ({
    calls: {
      a: async (_, { key, signal }) => await run.startChild(child, { volume: 1 }, { key, signal }),
      b: async () => 'B',
    },
  }));
  const startChild = startChildOn(store, { settings: { cloud: 'mycloud' } });
  const engine = createEngine({ store: createMemoryStore(), startChild });
  const run = await engine.start(parent, null);
  await run.outcome;
  return { runId: run.runId, records: (await engine.store.read(run.runId)).map(({ record }) => record) };
}

test('are handed over with their parent, and the settings of both; their output answers the call', async () => {
  const reported = reporting({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  const { runId, records } = await parentOf(reported);
  expect(reported.handed.map(({ order }) => order)).toEqual([
    {
      ...{ workflow: 'child', given: { volume: 1 }, parent: runId },
      settings: { cloud: 'mycloud', slots: { shelf: 2 } },
    },
  ]);
  expect(records).toContainEqual({
    kind: 'event',
    event: { type: 'done', call: 'a', output: { status: 'SUCCEEDED' } },
  });
});

test.each([
  ['a slot is full', { kind: 'refused', refusal: { kind: 'limit', slots: ['shelf'] } }, 'LimitReached'],
  [
    'another run has the resource',
    { kind: 'refused', refusal: { kind: 'held', runId: 'other', holder: null, message: 'held' } },
    'RunHeld',
  ],
  [
    'a worker refuses it',
    {
      kind: 'refused',
      refusal: {
        kind: 'error',
        error: { name: 'E', code: 'NoSuchCloud', message: 'no', reasons: [], uncertain: false },
      },
    },
    'NoSuchCloud',
  ],
  ['somebody gave it up', { kind: 'givenUp', why: 'no reason' }, 'RunEnded'],
] as const)('fail the call if %s', async (_, report, code) => {
  const { records } = await parentOf(reporting(report));
  expect(records).toContainEqual({
    kind: 'event',
    event: { type: 'failed', call: 'a', fault: expect.objectContaining({ code }) },
  });
});

test('are handed over again while Restate cannot be reached', async () => {
  const reported = reporting({ kind: 'ended', result: 'A' }, 1);
  const { records } = await parentOf(reported);
  expect(reported.handed).toHaveLength(1);
  expect(records.at(-1)?.kind).toBe('ended');
});

test('that are killed in Restate are waited for, until they are resumed or given up', async () => {
  const reported = reporting({ kind: 'ended', result: 'moved' }, 0, { kills: ['killed'] });
  const { records } = await parentOf(reported);
  expect(records).toContainEqual({
    ...{ kind: 'event', event: { type: 'done', call: 'a', output: 'moved' } },
  });
});

test('of which Restate has no records any more fail', async () => {
  const reported = reporting({ kind: 'ended', result: 'moved' }, 0, { kills: ['killed'], isKnown: false });
  const { records } = await parentOf(reported);
  expect(JSON.stringify(records)).toContain('409 killed');
});

test.each([
  'StoreUnreachable',
  'NoResponse',
] as const)('are cancelled even if the first request fails with %s', async (code) => {
  const cancelled = Promise.withResolvers<string>();
  let requests = 0;
  const start = startChildOn(
    {
      ...reporting({ kind: 'ended', result: 'A' }).store,
      report: async () => await Promise.race([]),
      cancel: async (runId) => {
        requests += 1;
        if (requests === 1) throw new RestateStoreError(code, 'nothing responds');
        cancelled.resolve(runId);
      },
    },
    { settings: {} },
  );
  const run = { runId: 'child', parent: 'parent', isStopped: () => false, onStarted: () => {} };
  const { cancel } = await start(child, { volume: 1 }, run);
  cancel();
  expect(await cancelled.promise).toBe('child');
});
