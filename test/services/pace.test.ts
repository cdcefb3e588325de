// The pace of watches that share their readings.
import { expect, test } from 'vitest';
import { listSpacing, sharedInterval } from '../../services/pace.ts';

const PACE = { pollMinMs: 250, pollMaxMs: 10_000, sharedMaxMs: 60_000 };
const A_MINUTE_MS = 60_000;
const AN_HOUR_MS = 60 * A_MINUTE_MS;

test.each([
  ['a small volume at first', 0, 1, 250],
  ['100 GiB at first: a hundredth of its copy at 1 GiB/s', 0, 100, 1_000],
  ['10 TiB at first: half of the usual maximum', 0, 10_240, 5_000],
  ['after half a minute: a twelfth', 30_000, 1, 2_500],
  ['after ten minutes: the usual maximum', 10 * A_MINUTE_MS, 1, 10_000],
  ['after an hour: a 120th', AN_HOUR_MS, 1, 30_000],
  ['after ten hours: the maximum of shared readings', 10 * AN_HOUR_MS, 1, 60_000],
])('%s', (_case, elapsedMs, sizeGib, expected) => {
  expect(sharedInterval(elapsedMs, sizeGib, PACE)).toBe(expected);
});

test.each([
  ['4 volumes', 2, 4, 16],
  ['100 volumes', 2, 100, 400],
  ['1,000 volumes, whose list has a second page', 3, 1_000, 6_000],
  ['10,000 volumes on eleven pages', 12, 10_000, 24_000],
])('two lists of %s are further apart, the more they cost', (_case, requests, volumes, ms) => {
  expect(listSpacing({ requests, volumes })).toBe(ms);
});
