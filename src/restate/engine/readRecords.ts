// Reads the records of a run from the state of its workflow.
import type { WorkflowSharedContext } from '@restatedev/restate-sdk';
import type { WorkflowEntry } from '../../engine/records.ts';
import { firstRecordIn, type RecordsPage } from './protocol.ts';

// An answer is one message of Restate, whose size is limited. A batch holds a few records; an input may be large.
const BATCHES_AT_ONCE = 200;

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
  const chosen = states.slice(from, from + BATCHES_AT_ONCE);
  const entries: WorkflowEntry[] = [];
  for (const { name } of chosen) entries.push(...((await ctx.get<WorkflowEntry[]>(name)) ?? []));
  return {
    entries: entries.filter(({ n }) => n > after),
    hasMore: from + chosen.length < states.length,
  };
}
