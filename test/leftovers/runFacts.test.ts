// What a journal proves about a run: only what all of its records confirm.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryAfter } from '../../src/engine/records.ts';
import type { JournalEntry, JournalRecord } from '../../src/index.ts';
import { factsOf } from '../../src/leftovers/runFacts.ts';
import { type MigrationSummary, migrationOf } from '../../src/volumeMigrate/runSummary.ts';
import { type Left, leaveBehind, openPlace, type Place } from './cloud.ts';

let place: Place;
let left: Left;
let summary: MigrationSummary;
let entries: readonly JournalEntry[];
beforeAll(async () => {
  place = await openPlace();
  left = await leaveBehind(place);
  [summary] = (await place.store.list()).map(migrationOf) as [MigrationSummary];
  entries = await place.store.read(left.runId);
});
afterAll(async () => await place.running.stop());

type Moment = Pick<JournalEntry, 'at' | 'record'>;

/** The same run with other records, as if it had been recorded so. */
function rewritten(change: (moments: readonly Moment[]) => readonly Moment[]): JournalEntry[] {
  const rewrittenEntries: JournalEntry[] = [];
  for (const { at, record } of change(entries))
    rewrittenEntries.push(entryAfter(rewrittenEntries.at(-1) ?? null, left.runId, at, record));
  return rewrittenEntries;
}

const isIntent = ({ record }: Moment, call: string): boolean =>
  record.kind === 'intent' && record.call === call;
const started = () => entries[0]?.record as Extract<JournalRecord, { kind: 'started' }>;
const later = '2999-01-01T00:00:00.000Z';

test('what a run requested and got, and how it ended', () => {
  const { sourceId, userId, volumeId } = left;
  const asked = entries.find((entry) => isIntent(entry, 'createDestinationVolume'))?.at ?? '';
  expect(factsOf(summary, entries)).toEqual({
    runId: left.runId,
    cloud: place.cloud.endpoints.identity,
    startedAt: entries[0]?.at,
    holder: null,
    end: `ended CANCELLED at ${entries.at(-1)?.at}`,
    doubt: null,
    made: {
      sourceVolumeId: sourceId,
      projectId: place.running.cloud.world.projects['demo'],
      userAsked: true,
      userId,
      destinationAsked: true,
      destinationId: volumeId,
      destinationHeldMs: Date.parse(entries.at(-1)?.at ?? '') - Date.parse(asked),
      swapAsked: 'no',
      swapProven: false,
    },
  });
});

test('without its last record a run is not over', () => {
  expect(factsOf(summary, entries.slice(0, -1))).toMatchObject({ end: null, doubt: null });
});

test('when something was requested is known record by record: nothing before the first request', () => {
  const upTo = (call: string) =>
    entries.slice(
      0,
      entries.findIndex((entry) => isIntent(entry, call)),
    );
  expect(factsOf(summary, upTo('createTemporaryUser')).made).toMatchObject({
    userAsked: false,
    userId: null,
  });
  expect(factsOf(summary, upTo('createDestinationVolume')).made).toMatchObject({
    userAsked: true,
    userId: left.userId,
    destinationAsked: false,
    destinationId: null,
  });
});

test('a given-up run ended with its own last record, however late it was given up', () => {
  const given = rewritten((moments) => [
    ...moments.slice(0, -1),
    { at: later, record: { kind: 'givenUp', why: 'a test' } },
  ]);
  const facts = factsOf(summary, given);
  expect(facts.end).toBe(`was given up at ${later}: a test`);
  expect(facts.made?.destinationHeldMs).toBeLessThanOrEqual(
    factsOf(summary, entries).made?.destinationHeldMs ?? Number.NaN,
  );
});

test.each([
  ['after it asked for the volume', 1, null],
  ['before', 0, expect.any(Number)],
])('a run that was left and resumed %s', (_, offset, destinationHeldMs) => {
  const resumed = rewritten((moments) => {
    const index = moments.findIndex((moment) => isIntent(moment, 'createDestinationVolume')) + offset;
    const record = { kind: 'resumed', machine: started().machine } as const;
    return moments.toSpliced(index, 0, { at: moments[index]?.at ?? '', record });
  });
  expect(factsOf(summary, resumed)).toMatchObject({ doubt: null, made: { destinationHeldMs } });
});

test.each<[string, (entries: readonly JournalEntry[]) => readonly JournalEntry[]]>([
  ['a record was dropped', (all) => all.toSpliced(3, 1)],
  ['a record was altered', (all) => all.with(3, { ...(all[3] as JournalEntry), at: later })],
  ['there are none', () => []],
  [
    'they are of a machine that went another way',
    () => rewritten((moments) => moments.filter((moment) => !isIntent(moment, 'createDestinationVolume'))),
  ],
])('records prove nothing if %s', (_, change) => {
  const facts = factsOf(summary, change(entries));
  expect(facts.made).toBeNull();
  expect(facts.doubt).toMatch(/^record \d+: /);
});
