// A journal in which anything was changed is rejected: the first record that does not fit is named.
import { beforeAll, describe, expect, test } from 'vitest';
import { createFold } from '../../src/engine/replay.ts';
import { type JournalEntry, ReplayError, replay } from '../../src/index.ts';
import { definition } from '../../src/volumeMigrate/definition.ts';
import { courses } from '../crash/courses.ts';
import { goOn } from '../crash/goOn.ts';
import { openWorld } from '../crash/world.ts';

type Entries = readonly JournalEntry[];

const at = (entries: Entries, n: number): JournalEntry => entries[n] as JournalEntry;

// The same value, except for the last of its texts and numbers.
function altered(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [0] : value.with(-1, altered(value.at(-1)));
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'object' || value === null) return `${value} `;
  const [key, last] = Object.entries(value).at(-1) ?? ['added', ''];
  return { ...value, [key]: altered(last) };
}

const change = (entries: Entries, n: number, how: (entry: JournalEntry) => Partial<JournalEntry>): Entries =>
  entries.with(n, { ...at(entries, n), ...how(at(entries, n)) });

const renumbered = (entries: Entries): Entries => entries.map((entry, n) => ({ ...entry, n }));

const CANCEL: JournalEntry['record'] = { kind: 'event', event: { type: 'cancel' } };

/** What is done to record n, or between it and the next; and which record then does not fit. */
interface Tampering {
  readonly do: (all: Entries, n: number) => Entries;
  /** How many records after n: 0 by default. */
  readonly names?: number;
}

const tamperings: Readonly<Record<string, Tampering>> = {
  'whose content is altered': {
    do: (all, n) => change(all, n, ({ record }) => ({ record: altered(record) as JournalEntry['record'] })),
  },
  'whose time is altered': { do: (all, n) => change(all, n, () => ({ at: '2000-01-01T00:00:00.000Z' })) },
  'whose digest is altered': { do: (all, n) => change(all, n, ({ digest }) => ({ digest: `${digest}A` })) },
  'that is dropped': { do: (all, n) => all.toSpliced(n, 1) },
  'that is dropped, the rest being numbered anew': { do: (all, n) => renumbered(all.toSpliced(n, 1)) },
  'that changes places with the next': { do: (all, n) => all.toSpliced(n, 2, at(all, n + 1), at(all, n)) },
  'that is there twice': { do: (all, n) => all.toSpliced(n, 0, at(all, n)), names: 1 },
  'after which a cancel is put in': {
    do: (all, n) => renumbered(all.toSpliced(n + 1, 0, { ...at(all, n), record: CANCEL })),
    names: 1,
  },
};

function nameOfMisfit(read: () => unknown): number | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    expect(error.message).toContain(`record ${error.n}: `);
    return error.n;
  }
}

const firstThatDoesNotFit = (entries: Entries): number | null => nameOfMisfit(() => replay(entries));

describe.each(courses)('$title', (course) => {
  let entries: Entries;
  beforeAll(async () => {
    await using world = await openWorld(course);
    ({ entries } = await goOn(world));
  });

  test.each(Object.entries(tamperings))('names a record %s', (_, { do: tamper, names = 0 }) => {
    // Nothing follows the last record: nobody can see that one more is missing there.
    const tampered = entries.slice(0, -1).map(({ n }) => tamper(entries, n));
    // One replay of the whole journal meets each tampered record in its place, and goes on with the true one.
    const fold = createFold(definition);
    for (const entry of entries) {
      const altered = tampered[entry.n - names];
      if (altered !== undefined) {
        const meet = () => fold.add(altered[entry.n] as JournalEntry);
        expect(nameOfMisfit(meet), `record ${entry.n - names}`).toBe(entry.n);
      }
      fold.add(entry);
    }
    for (const n of [0, Math.floor(tampered.length / 2), tampered.length - 1])
      expect(firstThatDoesNotFit(tampered[n] ?? []), `record ${n}`).toBe(n + names);
  });

  test('names the last record if it is altered', () => {
    const n = entries.length - 1;
    const tampered = change(entries, n, ({ record }) => ({
      record: altered(record) as JournalEntry['record'],
    }));
    expect(firstThatDoesNotFit(tampered)).toBe(n);
  });

  test('is not over if its end is cut off, wherever that is', () => {
    const fold = createFold(definition);
    for (const entry of entries.slice(0, -1)) {
      fold.add(entry);
      expect(fold.last()?.record.kind, `cut off after record ${entry.n}`).not.toBe('ended');
    }
    expect(replay(entries.slice(0, -1)).last.record.kind).not.toBe('ended');
    expect(replay(entries).last.record.kind).toBe('ended');
  });
});
