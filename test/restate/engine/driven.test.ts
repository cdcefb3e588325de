// A run whose records somebody else makes durable: it goes on only when they are.
import { describe, expect, test, vi } from 'vitest';
import {
  createEngine,
  createMemoryStore,
  type WorkflowCall,
  type WorkflowEntry,
} from '../../../src/index.ts';
import { DrivenRun } from '../../../src/restate/engine/driven.ts';
import type { RunStep, SentClaim } from '../../../src/restate/engine/protocol.ts';
import { never, twoCalls, workflowOf } from '../../engine/smallWorkflows.ts';

/** For a busy machine. */
const PATIENT = { timeout: 20_000 };
const RUN = '7d1f3c62-5b2a-4c0e-9a57-0f0c6a4b9d11';

function driven(
  calls: Parameters<typeof workflowOf>[1],
  before: readonly WorkflowEntry[] = [],
  now: () => number = () => 0,
  held: SentClaim | null = null,
): DrivenRun {
  const workflow = workflowOf(twoCalls, calls);
  return new DrivenRun({
    ...{ runId: RUN, before, others: createMemoryStore(), heartbeatMs: 20, held },
    sinceNow: () => {
      const from = now();
      return () => now() - from;
    },
    open: async (store) => {
      const engine = createEngine({ store, workflows: [workflow] });
      return before.length === 0
        ? await engine.start(workflow, null, { runId: RUN })
        : await engine.resume(RUN);
    },
  });
}

// Settles each step until the records hold one of this kind.
async function until(run: DrivenRun, kind: string, settled: WorkflowEntry[] = []): Promise<WorkflowEntry[]> {
  for (;;) {
    const step = await run.next();
    if (step.kind === 'records') settled.push(...step.entries);
    if (step.kind === 'records' && step.entries.some(({ record }) => record.kind === kind)) return settled;
    run.settle();
  }
}

const answers = { calls: { a: async () => 'A', b: async () => 'B' }, claim: { resource: 'r', scope: 's' } };

test('its first step claims what it needs, with slots without a limit as null', async () => {
  const claim = { resource: 'r', scope: 's', slots: { one: 1, many: Number.POSITIVE_INFINITY } };
  const run = driven({ ...answers, claim });
  expect(await run.next()).toEqual({
    kind: 'hold',
    claim: { resource: 'r', scope: 's', slots: { one: 1, many: null }, runId: RUN },
  });
});

test('a claim that is refused ends it with the reason, and without a record', async () => {
  const run = driven(answers);
  await run.next();
  const refusal = {
    kind: 'held',
    runId: 'other',
    holder: null,
    message: 'r is in use by run other',
  } as const;
  run.settle(refusal);
  expect(await run.next()).toEqual({ kind: 'refused', refusal });
});

test('what an earlier attempt has claimed is not claimed again', async () => {
  const claim = { resource: 'r', scope: 's', slots: { one: 1 } };
  const first = await driven({ ...answers, claim }).next();
  const held = first.kind === 'hold' ? first.claim : null;
  const again = driven({ ...answers, claim }, [], undefined, held);
  const next = await again.next();
  // The intent of its first call may come with it.
  const [started] = next.kind === 'records' ? next.entries : [];
  expect(started?.record.kind).toBe('started');
});

test('a call is made once a step after that with its intent is durable: then its records are also in the state of the run', async () => {
  const a = vi.fn(never);
  const run = driven({ ...answers, calls: { ...answers.calls, a } });
  await until(run, 'intent');
  expect(a).not.toHaveBeenCalled();
  for (const calls of [0, 1]) {
    run.settle();
    const silent: RunStep = await run.next();
    expect(silent).toMatchObject({ kind: 'records', entries: [] });
    expect(a).toHaveBeenCalledTimes(calls);
  }
});

describe('an acknowledgement that a frozen worker finds when it wakes', () => {
  const frozenAtIntent = async () => {
    let nowMs = 0;
    const a = vi.fn(never);
    const run = driven({ ...answers, calls: { ...answers.calls, a } }, [], () => nowMs);
    await until(run, 'intent');
    run.settle();
    await run.next();
    nowMs += 6_000;
    run.settle();
    return { run, a };
  };

  test('does not make the call: another worker may drive the run', async () => {
    const { run, a } = await frozenAtIntent();
    expect(await run.next()).toMatchObject({ kind: 'records', entries: [] });
    expect(a).not.toHaveBeenCalled();
    run.abandon();
    run.settle();
    await expect(run.next()).rejects.toThrow('the worker has lost the run');
    expect(a).not.toHaveBeenCalled();
  });

  test('makes the call once another step is durable: the worker still drives the run', async () => {
    const { run, a } = await frozenAtIntent();
    await run.next();
    run.settle();
    await run.next();
    expect(a).toHaveBeenCalledOnce();
  });

  test('makes the call in the end although each step takes long', async () => {
    let nowMs = 0;
    const a = vi.fn(never);
    const run = driven({ ...answers, calls: { ...answers.calls, a } }, [], () => nowMs);
    await until(run, 'intent');
    for (let step = 0; step < 5; step += 1) {
      nowMs += 6_000;
      run.settle();
      await run.next();
    }
    expect(a).toHaveBeenCalledOnce();
  });
});

describe('a worker that was frozen within a call', () => {
  // The call waits, as for a response, and then sends a change.
  const frozenInCall = async () => {
    let nowMs = 0;
    const sent = vi.fn();
    const refused = vi.fn();
    const responded = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const a: WorkflowCall = async (_, { assertHeld }) => {
      entered.resolve();
      await responded.promise;
      await assertHeld().then(sent, refused);
      return await never();
    };
    const run = driven({ ...answers, calls: { ...answers.calls, a } }, [], () => nowMs);
    await until(run, 'intent');
    run.settle();
    await run.next();
    run.settle();
    await entered.promise;
    const step = run.next();
    return {
      ...{ run, sent, refused, step },
      wakeAfter: (ms: number) => {
        nowMs += ms;
        responded.resolve();
      },
      pass: (ms: number) => {
        nowMs += ms;
      },
    };
  };

  test('sends nothing until a new step is durable, and then sends the change', async () => {
    const { run, sent, step, wakeAfter } = await frozenInCall();
    wakeAfter(6_000);
    expect(await step).toMatchObject({ kind: 'records', entries: [] });
    expect(sent).not.toHaveBeenCalled();
    run.settle();
    await vi.waitFor(() => expect(sent).toHaveBeenCalledOnce(), PATIENT);
  });

  test('sends nothing if it has lost the run', async () => {
    const { run, sent, refused, step, wakeAfter } = await frozenInCall();
    wakeAfter(6_000);
    await step;
    run.abandon();
    run.settle();
    await vi.waitFor(() => expect(refused).toHaveBeenCalledOnce(), PATIENT);
    expect(refused.mock.calls[0]?.[0]).toMatchObject({ code: 'JournalUnwritable' });
    expect(sent).not.toHaveBeenCalled();
  });

  test('does not rely on an acknowledgement that it finds when it wakes', async () => {
    const { run, sent, step, wakeAfter, pass } = await frozenInCall();
    wakeAfter(6_000);
    await step;
    pass(6_000);
    run.settle();
    expect(await run.next()).toMatchObject({ kind: 'records', entries: [] });
    expect(sent).not.toHaveBeenCalled();
    run.settle();
    await vi.waitFor(() => expect(sent).toHaveBeenCalledOnce(), PATIENT);
  });

  test('needs no step while the last one is recent', async () => {
    const { sent, wakeAfter } = await frozenInCall();
    wakeAfter(400);
    await vi.waitFor(() => expect(sent).toHaveBeenCalledOnce(), PATIENT);
  });
});

test('a run that is abandoned makes no further call, whatever is settled later', async () => {
  const a = vi.fn(never);
  const run = driven({ ...answers, calls: { ...answers.calls, a } });
  await until(run, 'intent');
  run.abandon();
  run.settle();
  await expect(run.next()).rejects.toThrow('the worker has lost the run');
  expect(a).not.toHaveBeenCalled();
});

test('its records are those of any run, to its end', async () => {
  const entries = await until(driven(answers), 'ended');
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, index) => index));
  expect(entries.map(({ record }) => record.kind)).toEqual([
    'started',
    'intent',
    'event',
    'intent',
    'event',
    'ended',
  ]);
});

test('resumed from its records, it repeats the call whose answer is missing, and says so', async () => {
  const before = await until(driven({ ...answers, calls: { ...answers.calls, b: never } }), 'event');
  const a = vi.fn(async (..._: unknown[]) => 'A');
  const b = vi.fn(async (..._: unknown[]) => 'B');
  const all = [...before];
  await until(driven({ ...answers, calls: { a, b } }, before), 'ended', all);
  expect(a).not.toHaveBeenCalled();
  expect(b).toHaveBeenCalledOnce();
  expect(all.filter(({ record }) => record.kind === 'resumed')).toHaveLength(1);
  expect(all.at(-1)?.record.kind).toBe('ended');
});

test('requests alone make no step: they come with the next one', async () => {
  const run = driven((outside) => ({
    ...answers,
    calls: {
      ...answers.calls,
      a: async () => {
        outside.recordRequest('a', { method: 'GET' });
        return 'A';
      },
    },
  }));
  const steps: WorkflowEntry[][] = [];
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.kind === 'records') steps.push([...step.entries]);
    if (steps.flat().some(({ record }) => record.kind === 'event')) break;
    run.settle();
  }
  expect(steps.at(-1)?.map(({ record }) => record.kind)).toEqual(['request', 'event', 'intent']);
});
