// Lists of open runs on Restate: however many are asked for at once, one is read at a time.
import { expect, test } from 'vitest';
import type { RunFilter, RunSummary } from '../../../src/engine/store.ts';
import { sharedList } from '../../../src/restate/engine/sharedList.ts';

const ended = (runId: string, endedAt: string | null) => ({ runId, endedAt }) as RunSummary;
const RUNS = [
  ended('a', null),
  ended('b', '2026-01-01T00:00:05.000Z'),
  ended('c', '2026-01-01T00:00:01.000Z'),
];

interface Read {
  readonly filter: RunFilter;
  readonly answer: (runs?: readonly RunSummary[]) => void;
  readonly fail: (error: Error) => void;
}

function held() {
  const reads: Read[] = [];
  const list = sharedList((filter) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly RunSummary[]>();
    reads.push({ filter, answer: (runs = RUNS) => resolve(runs), fail: reject });
    return promise;
  });
  const ids = async (filter: RunFilter): Promise<string[]> => (await list(filter)).map(({ runId }) => runId);
  return { reads, ids };
}

test('what is asked for while one is read is answered by the next, each as it was asked', async () => {
  const { reads, ids } = held();
  const first = ids({ unfinished: true });
  const second = ids({ unfinished: true, endedSince: '2026-01-01T00:00:03.000Z' });
  const third = ids({ unfinished: true, endedSince: '2026-01-01T00:00:00.000Z' });
  const fourth = ids({ unfinished: true });
  expect(reads.map(({ filter }) => filter)).toEqual([{ unfinished: true }]);
  reads[0]?.answer([]);
  expect(await first).toEqual([]);
  await expect.poll(() => reads.length).toBe(2);
  expect(reads[1]?.filter).toEqual({ unfinished: true, endedSince: '2026-01-01T00:00:00.000Z' });
  reads[1]?.answer();
  expect(await Promise.all([second, third, fourth])).toEqual([['a', 'b'], ['a', 'b', 'c'], ['a']]);
  expect(reads).toHaveLength(2);
});

test('one that fails does not hold up the next', async () => {
  const { reads, ids } = held();
  const first = ids({ unfinished: true });
  const second = ids({ unfinished: true });
  reads[0]?.fail(new Error('no scanner'));
  await expect(first).rejects.toThrow('no scanner');
  await expect.poll(() => reads.length).toBe(2);
  reads[1]?.answer();
  expect(await second).toEqual(['a']);
});

test('other lists are read at once', async () => {
  const { reads, ids } = held();
  void ids({ unfinished: true });
  const all = ids({});
  const one = ids({ unfinished: true, idPrefix: 'a' });
  expect(reads.map(({ filter }) => filter)).toEqual([
    { unfinished: true },
    {},
    { unfinished: true, idPrefix: 'a' },
  ]);
  for (const read of reads) read.answer();
  expect(await all).toEqual(['a', 'b', 'c']);
  expect(await one).toEqual(['a', 'b', 'c']);
});
