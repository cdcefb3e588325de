// A call asks whether its run is still held before each request that changes something.
import { describe, expect, test, vi } from 'vitest';
import { createEngine, createMemoryStore, type JournalStore } from '../../src/index.ts';
import { kindsOf, machineOf, workflowOf } from './smallWorkflows.ts';

const oneCall = machineOf({
  context: {},
  initial: 'A',
  states: { A: { invoke: { id: 'a', src: 'a', onDone: 'D', onError: 'D' } }, D: { type: 'final' } },
});

/** Runs one call that asks twice, as before two requests. Returns how often it may have sent one. */
async function sentWith(isHeld: JournalStore['isHeld']) {
  const store = { ...createMemoryStore(), ...(isHeld === undefined ? {} : { isHeld }) };
  const sent: number[] = [];
  const refusals: unknown[] = [];
  const workflow = workflowOf(oneCall, {
    calls: {
      a: async (_, { assertHeld }) => {
        for (const request of [1, 2]) {
          await assertHeld().catch((error: unknown) => {
            refusals.push(error);
            throw error;
          });
          sent.push(request);
        }
      },
    },
  });
  const run = await createEngine({ store, workflows: [workflow] }).start(workflow, null);
  const outcome = await run.outcome;
  return { sent, refusals, outcome, kinds: await kindsOf(store, run.runId) };
}

test('a store that cannot lose a run never refuses a request', async () => {
  expect(await sentWith(undefined)).toMatchObject({ sent: [1, 2], outcome: { journalError: null } });
});

test('once another process has the run, the next request is refused, and nothing more is recorded', async () => {
  let asked = 0;
  // Asked before the call, and before each request.
  const { sent, refusals, outcome, kinds } = await sentWith(async () => {
    asked += 1;
    return asked < 3;
  });
  expect(sent).toEqual([1]);
  expect(refusals).toMatchObject([{ code: 'JournalUnwritable', uncertain: true }]);
  expect(kinds).toEqual(['started', 'intent:a']);
  expect(outcome.journalError).toMatchObject({ message: 'another process drives its run now' });
});

test('while the store cannot tell, no request is sent, and the run stays open', async () => {
  let asked = 0;
  const { sent, refusals, outcome, kinds } = await sentWith(async () => {
    asked += 1;
    if (asked === 3) throw new Error('the lease cannot be read');
    return true;
  });
  expect(sent).toEqual([1]);
  expect(refusals).toMatchObject([{ code: 'JournalUnwritable', uncertain: true }]);
  expect(kinds).toEqual(['started', 'intent:a']);
  expect(outcome.journalError).toMatchObject({ message: 'the lease cannot be read' });
});

describe('an answer of the store after which the process was frozen', () => {
  const frozenAfter = async (isHeldOnWaking: boolean, clock: 'performance' | 'Date') => {
    vi.useFakeTimers({ toFake: [clock] });
    let asked = 0;
    try {
      return await sentWith(async () => {
        asked += 1;
        if (asked !== 2) return asked < 2 || isHeldOnWaking;
        vi.advanceTimersByTime(60_000);
        return true;
      });
    } finally {
      vi.useRealTimers();
    }
  };

  test.each([
    ['the process', 'performance'],
    ['the whole machine, whose monotonic clock stood still', 'Date'],
  ] as const)('is not relied on: %s', async (_, clock) => {
    expect((await frozenAfter(false, clock)).sent).toEqual([]);
  });

  test('is asked for again, and the request is sent if the run is still held', async () => {
    expect((await frozenAfter(true, 'performance')).sent).toEqual([1, 2]);
  });
});

test('a store that is slow to answer each time does not keep a request from being sent', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { sent } = await sentWith(async () => {
      vi.advanceTimersByTime(5_000);
      return true;
    });
    expect(sent).toEqual([1, 2]);
  } finally {
    vi.useRealTimers();
  }
});
