// How long moves took on a cloud, from the runs in the journal.
import type { RouteRate } from '../../machines/plan/context.ts';
import { withMove } from '../../machines/plan/rates.ts';
import type { Volume } from '../../machines/types.ts';
import type { JournalStore } from '../engine/store.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration } from '../volumeMigrate/runSummary.ts';

// The newest runs say most; reading more of them would delay the start.
const MOST_READ = 50;

/**
 * A function that says how long a move of a size, in GiB, is expected to take, in milliseconds: as the latest moves on the
 * cloud (the URL of its Keystone) that succeeded in one go. It returns null if there are none.
 */
export async function earlierMoves(
  store: Pick<JournalStore, 'list' | 'read'>,
  cloud: string | null,
): Promise<(sizeGib: number) => number | null> {
  const runs = (await store.list()).filter(
    (run) => isMigration(run) && run.status === 'SUCCEEDED' && run.scope === cloud,
  );
  let rate: RouteRate | null = null;
  for (const { runId } of runs.slice(0, MOST_READ).toReversed()) {
    const took = timeTaken((await store.read(runId)) as readonly JournalEntry[]);
    if (took !== null) rate = withMove(rate, took.sizeGib, took.elapsedMs);
  }
  const known = rate;
  return (sizeGib) => (known === null ? null : known.fixedMs + known.msPerGib * sizeGib);
}

// Null for a run that was resumed: nobody measured how long the move itself took.
function timeTaken(
  entries: readonly JournalEntry[],
): { readonly sizeGib: number; readonly elapsedMs: number } | null {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (entries.some(({ record }) => record.kind === 'resumed')) return null;
  const sizeGib = sizeIn(entries);
  if (sizeGib === null || sizeGib === 0) return null;
  return { sizeGib, elapsedMs: Math.max(0, Date.parse(last.at) - Date.parse(first.at)) };
}

function sizeIn(entries: readonly JournalEntry[]): number | null {
  for (const { record } of entries)
    if (record.kind === 'event' && record.event.type === 'done' && record.event.call === 'getVolume')
      return (record.event.output as Volume).sizeGib;
  return null;
}
