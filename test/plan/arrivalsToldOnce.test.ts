// What a plan is told of other runs: each of those that have ended once, for its journal keeps every event.
import { expect, test } from 'vitest';
import type { OtherRuns } from '../../machines/plan/events.ts';
import type { RunSummary } from '../../src/engine/store.ts';
import { planWatches } from '../../src/plan/watches.ts';

const NOW_MS = Date.parse('2026-01-01T00:00:00.000Z');
const SCOPE = 'http://cloud/v3';

const ended = (runId: string): Partial<RunSummary> => ({
  ...{ runId, parent: 'another plan', scope: SCOPE, workflow: 'volumeMigrate', holder: null },
  ...{ slots: ['space node1@ssd#pool ×20'], endedAt: new Date(NOW_MS).toISOString() },
});

// By reading: the last one is read until the watch ends.
const READ = [
  [ended('a')],
  [ended('a')],
  [ended('a'), ended('b')],
  [ended('b')],
  [ended('b'), ended('c')],
  [],
];

test('a run that has brought a volume to a pool is told once, however often it is read', async () => {
  const told: (readonly string[])[] = [];
  const ending = new AbortController();
  let reads = 0;
  const clock = {
    ...{ now: () => NOW_MS, monotonic: () => 0 },
    sleep: async () => {
      if (reads === READ.length) ending.abort();
    },
  };
  const { promise: over, resolve } = Promise.withResolvers<void>();
  ending.signal.addEventListener('abort', () => resolve());
  const watches = planWatches({
    ...{ planId: 'plan', volumeIds: [], pace: {}, clock, signals: { areOthersStale: false } },
    store: { list: async () => READ[reads++] },
    cloud: { endpoints: { identity: SCOPE } },
  } as never);
  const send = ({ arrived = [] }: OtherRuns): void => void told.push(arrived.map(({ runId }) => runId));
  watches['watchOtherRuns']?.({}, send as never, ending.signal);
  await over;
  expect(told).toEqual([['a'], ['b'], ['c']]);
});
