// When processes drove a run, according to its records.
import { expect, test } from 'vitest';
import { driverIntervals } from '../../src/volumeMigrate/driverIntervals.ts';
import type { JournalEntry, JournalRecord } from '../../src/volumeMigrate/records.ts';

const START = Date.parse('2026-11-21T22:00:00.000Z');
const ASK = { kind: 'intent', call: 'createDestinationVolume', input: {} };
const FOUND = { kind: 'event', event: { type: 'done', call: 'createDestinationVolume', output: {} } };
const CARRIED = { kind: 'event', event: { type: 'done', call: 'copyAttributes', output: null } };
const POSTED = {
  kind: 'request',
  request: { call: 'createDestinationVolume', method: 'POST', path: '/volume/v3/p/volumes' },
};
const RESUMED = { kind: 'resumed' };
const OTHER = { kind: 'event', event: { type: 'cancel' } };

/** Records at that many seconds after the start. */
const run = (...records: readonly (readonly [seconds: number, record: object])[]): JournalEntry[] =>
  records.map(([seconds, record], n) => ({
    ...{ runId: 'r', n, digest: '' },
    at: new Date(START + seconds * 1000).toISOString(),
    record: record as JournalRecord,
  }));

test.each([
  ['no volume was asked for', run([0, OTHER], [5, RESUMED], [6, OTHER]), []],
  ['the process died when it had asked', run([0, OTHER], [4, ASK]), [[[-4, 0]]]],
  [
    'one that goes on, and does not come to look, does not count',
    run([0, OTHER], [4, ASK], [9, OTHER], [100, RESUMED], [120, OTHER]),
    [[[-4, 5]]],
  ],
  [
    'one that goes on, and has carried attributes over, counts',
    run([0, OTHER], [4, ASK], [9, OTHER], [100, RESUMED], [120, CARRIED]),
    [
      [
        [-4, 5],
        [96, 116],
      ],
    ],
  ],
  [
    'a clock that was set eight hours ahead meanwhile adds some minutes at most',
    run([0, OTHER], [4, ASK], [9, OTHER], [28_809, OTHER], [28_810, OTHER]),
    [[[-4, 606]]],
  ],
  [
    'a clock that was set back meanwhile takes nothing back',
    run([0, OTHER], [4, ASK], [9, OTHER], [-3_600, OTHER], [-3_590, OTHER]),
    [[[-4, 15]]],
  ],
  [
    'one that has found the volume has not made it',
    run([0, OTHER], [4, ASK], [100, RESUMED], [101, ASK], [102, FOUND]),
    [[[-4, 0]]],
  ],
  [
    'where two may have made it, both reckonings are given',
    run([0, OTHER], [4, ASK], [100, RESUMED], [101, ASK], [102, POSTED], [103, FOUND]),
    [
      [
        [-4, 0],
        [96, 99],
      ],
      [
        [-101, -97],
        [-1, 2],
      ],
    ],
  ],
  ['a clock that is set back in between', run([0, OTHER], [4, ASK], [1, OTHER]), [[[-4, 0]]]],
])('%s', (_name, entries, expected) => {
  const inMs = expected.map((times) =>
    times.map(([from = 0, to = 0]) => ({ fromMs: from * 1000, toMs: to * 1000 })),
  );
  expect(driverIntervals(entries)).toEqual(inMs);
});
