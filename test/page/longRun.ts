// A run of many events: the records of a real one, with more readings of the volume in the middle.
import type { Volume } from '../../machines/types.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { entryAfter } from '../../src/engine/records.ts';
import type { JournalStore } from '../../src/engine/store.ts';
import type { JournalEntry, JournalRecord } from '../../src/volumeMigrate/records.ts';
import { COURSES, finished } from './runs.ts';

const STATUSES = ['starting', 'migrating', 'completing'];

/** A journal with one cold migration in which the volume changes that many times. */
export async function longRun(sightings: number): Promise<JournalStore> {
  const short = await finished([COURSES.migration]);
  const [summary] = await short.list();
  const entries = await short.read(summary?.runId ?? '');
  const first = entries.findIndex(({ record }) => isSighting(record));
  const before = entries.slice(0, first + 1);
  const seen = before.at(-1) as JournalEntry;
  const added = Array.from({ length: sightings }, (_, index) => sightingLike(seen.record, index));
  const after = entries.slice(first + 1).map(({ record }) => record);
  const store = createMemoryStore();
  await store.commit({ entries: [...before, ...chained(seen, [...added, ...after])], states: new Map() });
  return store;
}

type Seen = Extract<JournalRecord, { kind: 'event' }>;

const isSighting = (record: JournalRecord): record is Seen =>
  record.kind === 'event' && record.event.type === 'volume.seen';

function sightingLike(record: JournalRecord, index: number): JournalRecord {
  if (!isSighting(record) || record.event.type !== 'volume.seen') throw new Error('not a sighting');
  const migrationStatus = STATUSES[index % STATUSES.length] ?? null;
  const volume = { ...(record.event.volume as Volume), migrationStatus };
  return { kind: 'event', event: { type: 'volume.seen', volume } };
}

const STEP_MS = 250;

function chained(last: JournalEntry, records: readonly JournalRecord[]): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const record of records) {
    const before = entries.at(-1) ?? last;
    const at = new Date(Date.parse(before.at) + STEP_MS).toISOString();
    entries.push(entryAfter(before, last.runId, at, record));
  }
  return entries;
}
