// Runs that version 0.1.0 wrote down, whose records hold the values of metadata, are read without them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportedRun, importedRun, type ReplayError, replay, timelineOf } from '../../src/index.ts';

const WRITTEN = readFileSync(join(import.meta.dirname, 'written/swap-0.1.0.jsonl'), 'utf8');
const VALUES = ['canary-old-value', 'canary-old-image-value'];
const entries = importedRun(WRITTEN);

test('the run as it was written holds the values', () => {
  for (const value of VALUES) expect(WRITTEN).toContain(value);
});

test.each([
  ['its timeline', () => JSON.stringify(timelineOf(entries))],
  ['its export', () => exportedRun(entries)],
  ['its replayed state', () => JSON.stringify(replay(entries))],
])('%s holds the keys only', (_, text) => {
  expect(text()).toContain('purpose');
  for (const value of VALUES) expect(text()).not.toContain(value);
});

test('its export replays, and is exported again as it is', () => {
  const exported = exportedRun(entries);
  expect(replay(importedRun(exported)).snapshot.output).toEqual(replay(entries).snapshot.output);
  expect(exportedRun(importedRun(exported))).toBe(exported);
});

test('a record that was altered does not fit in its export either', () => {
  const at = 5;
  const altered = entries.map((entry) =>
    entry.n === at ? { ...entry, at: '2020-01-01T00:00:00.000Z' } : entry,
  );
  const error = (() => {
    try {
      return replay(importedRun(exportedRun(altered)));
    } catch (thrown) {
      return thrown as ReplayError;
    }
  })();
  expect(error).toMatchObject({
    n: at,
    why: 'its digest does not match: it, or the one before it, was altered or damaged',
  });
});
