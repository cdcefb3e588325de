// Signs of life of a plan where nothing can be redrawn: a line, or with --events an object, each minute.
import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { initialContext, withFacts } from '../../../machines/plan/initial.ts';
import type { FollowedPlan } from '../../../src/cli/plan/followedPlan.ts';
import { createPlanDisplay } from '../../../src/cli/plan/planDisplay.ts';
import { moveTo } from '../../plan/planPlace.ts';

const ID = '00000000-0000-4000-8000-000000000000';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function plan(): FollowedPlan {
  const context = withFacts(
    initialContext({
      ...{ planId: 'p', startedAt: new Date().toISOString(), moves: [moveTo(ID)], limits: {} },
      ...{ classes: { attached: null, root: null }, order: 'fast', maxFailures: null },
    }),
    [{ source: 'node1@alpha#alpha', sizeGib: 10, serverIds: [], isRoot: false, state: 'waiting' }],
  );
  return {
    ...{ planId: 'p', context: () => context, state: () => 'applying.dispatching' },
    ...{ refresh: async () => {}, phaseOf: () => null },
  };
}

async function printed(format: 'text' | 'events', isQuiet: boolean): Promise<string[]> {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const end = await createPlanDisplay({ format, isQuiet, fallbackMs: () => 60_000 }).follow(plan());
  vi.advanceTimersByTime(121_000);
  end();
  vi.advanceTimersByTime(120_000);
  return written;
}

test('a line each minute has the figures and the forecast; none follows the end', async () => {
  const line = '0 of 1 move ended, 0 running, 1 waiting, 0 of 10 GiB moved, about 45 s to 2 min left\n';
  expect(await printed('text', false)).toEqual([line, line]);
});

test('--events: an object each minute', async () => {
  const events = (await printed('events', false)).map((line) => JSON.parse(line));
  expect(events).toHaveLength(2);
  expect(events[0]).toEqual({
    ...{ type: 'heartbeat', planId: 'p', gib: { done: 0, total: 10 } },
    counts: { waiting: 1, running: 0, SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, SKIPPED: 0 },
    forecast: { shortestMs: 45_000, longestMs: 90_000, boundBy: 'source node1@alpha#alpha' },
  });
});

test('--quiet: nothing', async () => {
  expect(await printed('text', true)).toEqual([]);
});
