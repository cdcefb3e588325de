// Pages of records: as many batches as one answer should hold.
import { expect, test } from 'vitest';
import type { WorkflowEntry } from '../../../src/engine/records.ts';
import { STATE } from '../../../src/restate/engine/protocol.ts';
import { recordsAfter } from '../../../src/restate/engine/readRecords.ts';

// The state of a run whose batches have two records of this size each.
function stateOf(batches: number, characters: number): ReadonlyMap<string, WorkflowEntry[]> {
  const entry = (n: number) => ({ n, record: 'x'.repeat(characters) }) as unknown as WorkflowEntry;
  const states = Array.from({ length: batches }, (_, index): [string, WorkflowEntry[]] => [
    STATE.records(2 * index),
    [entry(2 * index), entry(2 * index + 1)],
  ]);
  return new Map([[STATE.now, []], ...states]);
}

async function pagesOf(states: ReadonlyMap<string, WorkflowEntry[]>): Promise<number[][]> {
  const ctx = {
    stateKeys: async () => [...states.keys()],
    get: async (name: string) => states.get(name) ?? null,
  };
  const pages: number[][] = [];
  for (;;) {
    const { entries, hasMore } = await recordsAfter(ctx as never, pages.at(-1)?.at(-1) ?? -1);
    pages.push(entries.map(({ n }) => n));
    if (!hasMore) return pages;
  }
}

test('hold four MiB and the batch that exceeds it, so that a run of any size can be read', async () => {
  expect(await pagesOf(stateOf(5, 1.5 * 2 ** 20))).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

test('hold two hundred batches of an ordinary run', async () => {
  const pages = await pagesOf(stateOf(201, 1));
  expect(pages.map(({ length }) => length)).toEqual([400, 2]);
  expect(pages.flat()).toEqual(Array.from({ length: 402 }, (_, n) => n));
});
