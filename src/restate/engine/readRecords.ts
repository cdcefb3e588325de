// Reads the records of a run from the state of its workflow.
import type { WorkflowSharedContext } from '@restatedev/restate-sdk';
import type { WorkflowEntry } from '../../engine/records.ts';
import { firstRecordIn, type RecordsPage } from './protocol.ts';

// An answer is one message of Restate, and what a handler reads is kept in memory meanwhile: the size of both is limited to 32 MiB.
const BATCHES_AT_ONCE = 200;
const BYTES_AT_ONCE = 4 * 2 ** 20;

/** The records after a number. -1 returns the first. */
export async function recordsAfter(
  ctx: Pick<WorkflowSharedContext, 'get' | 'stateKeys'>,
  after: number,
): Promise<RecordsPage> {
  const states = (await ctx.stateKeys())
    .map((name) => ({ name, first: firstRecordIn(name) }))
    .filter((state): state is { name: string; first: number } => state.first !== null)
    .sort((one, other) => one.first - other.first);
  // The last batch that begins at or before the record that is wanted first.
  const from = Math.max(
    0,
    states.findLastIndex(({ first }) => first <= after + 1),
  );
  const entries: WorkflowEntry[] = [];
  let [next, bytes] = [from, 0];
  while (next < Math.min(from + BATCHES_AT_ONCE, states.length) && bytes < BYTES_AT_ONCE) {
    const batch = (await ctx.get<WorkflowEntry[]>(states[next]?.name ?? '')) ?? [];
    bytes += JSON.stringify(batch).length;
    entries.push(...batch);
    next += 1;
  }
  return { entries: entries.filter(({ n }) => n > after), hasMore: next < states.length };
}
