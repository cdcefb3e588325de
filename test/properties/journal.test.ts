// A recorded and exported run: any change in it is detected, and no file crashes the replay.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryAfter } from '../../src/engine/records.ts';
import { ReplayError } from '../../src/engine/replayChecks.ts';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import { exportedRun, importedRun } from '../../src/journal/exported.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { replay } from '../../src/volumeMigrate/definition.ts';
import type { JournalEntry, JournalRecord } from '../../src/volumeMigrate/records.ts';
import { runs } from './runs.ts';

let running: SimulatedCloudServer;
const recorded: (readonly JournalEntry[])[] = [];

async function record(parameters: MigrateVolumeParameters): Promise<void> {
  const journal = createMemoryStore();
  const cloud = running.cloudsYaml.clouds.simulated;
  const { runId } = await migrateVolume(parameters, { store: journal, cloud, pollMinMs: 5 });
  recorded.push(await journal.read(runId));
}

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  const { free1 = '', data1 = '' } = running.cloud.world.volumes;
  await record({ resource_id: free1, migration_type: 'cold', destination_node: 'node2@alpha#alpha' });
  await record({ resource_id: data1, destination_type: 'beta', swap_method: 'attachment' });
  await record({ resource_id: data1, migration_type: 'cold', destination_type: 'alpha' });
});
afterAll(async () => await running.stop());

const run = fc.nat().map((n) => recorded[n % recorded.length] ?? []);

// The verdict on a file: that it fits, or why not.
function said(text: string): 'fits' | 'differs' | 'no records' {
  let entries: JournalEntry[];
  try {
    entries = importedRun(text);
  } catch {
    return 'no records';
  }
  return differs(entries) ? 'differs' : 'fits';
}

function differs(entries: readonly JournalEntry[]): boolean {
  try {
    replay(entries);
    return false;
  } catch (error) {
    if (error instanceof ReplayError) return true;
    throw error;
  }
}

test('the recorded runs fit', () => {
  expect(recorded.map((entries) => said(exportedRun(entries)))).toEqual(['fits', 'fits', 'fits']);
  expect(recorded.map((entries) => entries.at(-1)?.record.kind)).toEqual(['ended', 'ended', 'ended']);
});

test('a byte that is changed, inserted or removed anywhere is detected', () => {
  const put = fc.oneof(
    fc.constant(''),
    fc.constantFrom(...'0123456789abc"\\{}[],: \n-_'),
    fc.string({ maxLength: 2 }),
  );
  fc.assert(
    fc.property(run, fc.nat(), fc.nat({ max: 2 }), put, (entries, n, cut, text) => {
      const whole = exportedRun(entries);
      const at = n % whole.length;
      const altered = whole.slice(0, at) + text + whole.slice(at + cut);
      fc.pre(!isSame(altered, entries));
      expect(said(altered)).not.toBe('fits');
    }),
    { numRuns: runs(1_000) },
  );
});

// Written differently, but the same for every reader: a space between two values, -0 for 0, an empty line.
function isSame(text: string, entries: readonly JournalEntry[]): boolean {
  try {
    const read = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    return JSON.stringify(read) === JSON.stringify(entries);
  } catch {
    return false;
  }
}

type Change = (
  entries: readonly JournalEntry[],
  n: number,
  other: readonly JournalEntry[],
) => readonly JournalEntry[];

const CHANGES: Readonly<Record<string, Change>> = {
  'that is left out': (entries, n) => entries.filter((_, index) => index !== n % (entries.length - 1)),
  'that stands twice': (entries, n) =>
    entries.flatMap((entry, index) => (index === n % entries.length ? [entry, entry] : [entry])),
  'that stands elsewhere': (entries, n) => {
    const at = n % (entries.length - 1);
    return entries.with(at, entries[at + 1] as JournalEntry).with(at + 1, entries[at] as JournalEntry);
  },
  'of another run': (entries, n, other) =>
    entries.with(n % entries.length, other[n % other.length] as JournalEntry),
  'of another time': (entries, n) => {
    const at = n % entries.length;
    return entries.with(at, { ...(entries[at] as JournalEntry), at: '2026-01-01T00:00:00.000Z' });
  },
};

test.each(Object.entries(CHANGES))('a record %s is detected', (_, change) => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (which, n) => {
      const [entries, other] = [recorded[which % 3] ?? [], recorded[(which + 1) % 3] ?? []];
      expect(differs(change(entries, n, other))).toBe(true);
    }),
    { numRuns: runs(100) },
  );
});

test('a file that ends early is a run that is not over', () => {
  fc.assert(
    fc.property(run, fc.nat(), (entries, n) => {
      const { snapshot } = replay(entries.slice(0, 1 + (n % (entries.length - 1))));
      const isOver = snapshot.status === 'done';
      expect(isOver ? n % (entries.length - 1) : 'goes on').toBe(isOver ? entries.length - 2 : 'goes on');
    }),
    { numRuns: runs(100) },
  );
});

test('no file crashes it', () => {
  const line = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record({
        runId: fc.string(),
        n: fc.nat(),
        at: fc.constant('2026-01-01T00:00:00Z'),
        record: fc.dictionary(fc.constant('kind'), fc.string()),
        digest: fc.string(),
      })
      .map((entry) => JSON.stringify(entry)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      expect(said(lines.join('\n'))).not.toBe('fits');
    }),
    { numRuns: runs(500) },
  );
});

test('records that make no sense do not fit, although their digests do', () => {
  const KINDS = ['started', 'intent', 'request', 'event', 'resumed', 'ended', 'given-up', 'nothing'];
  const records = fc.array(
    fc.record(
      {
        kind: fc.constantFrom(...KINDS),
        call: fc.oneof(fc.constantFrom('getVolume', 'watchVolume'), fc.jsonValue()),
        input: fc.jsonValue(),
        event: fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              type: fc.constantFrom('done', 'failed', 'volume.seen', 'cancel'),
              call: fc.constantFrom('getVolume', 'x'),
              output: fc.jsonValue(),
              fault: fc.jsonValue(),
            },
            { requiredKeys: ['type'] },
          ),
        ),
        result: fc.jsonValue(),
      },
      { requiredKeys: ['kind'] },
    ),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(run, fc.nat(), records, (entries, n, more) => {
      const altered = entries.slice(0, n % entries.length);
      for (const each of more) {
        altered.push(
          entryAfter(
            altered.at(-1) ?? null,
            entries[0]?.runId ?? '',
            '2026-01-01T00:00:00.000Z',
            each as unknown as JournalRecord,
          ),
        );
      }
      differs(altered);
    }),
    { numRuns: runs(1_000) },
  );
});
