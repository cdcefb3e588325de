// How long waits may take.

import { expect, test } from 'vitest';
import { stateOf } from '../../machines/context.ts';
import { copyLimits, settleLimits, settlingLimits } from '../../machines/limits.ts';
import { after } from './after.ts';
import { toNode, toWatchMigration } from './reached.ts';
import { VOLUME_ID, volume } from './walk.ts';

const MINUTE = 60_000;

test.each([
  [1, 31, 124],
  [0, 30, 120],
  [1000, 1030, 4120],
])('a copy of %i GiB stalls after %i minutes, and may take %i', (sizeGib, stall, deadline) => {
  expect(copyLimits({}, sizeGib)).toEqual({ stallAfterMs: stall * MINUTE, deadlineMs: deadline * MINUTE });
});

test.each([
  [{ stallAfterMs: 5 }, { stallAfterMs: 5, deadlineMs: 20 }],
  [{ deadlineMs: 7 }, { stallAfterMs: 31 * MINUTE, deadlineMs: 7 }],
  [
    { stallAfterMs: 5, deadlineMs: 7, settleMs: 9 },
    { stallAfterMs: 5, deadlineMs: 7 },
  ],
])('the limits %j take precedence over the size', (limits, expected) => {
  expect(copyLimits(limits, 1)).toEqual(expected);
});

test('what takes a moment gets a minute, or what the limits say', () => {
  expect(settleLimits({})).toEqual({ stallAfterMs: MINUTE, deadlineMs: MINUTE });
  expect(settleLimits({ settleMs: 9, stallAfterMs: 1, deadlineMs: 2 })).toEqual({
    stallAfterMs: 9,
    deadlineMs: 9,
  });
});

test.each([
  [{}, 1, { stallAfterMs: MINUTE / 4, deadlineMs: 124 * MINUTE }],
  [{}, 1000, { stallAfterMs: MINUTE / 4, deadlineMs: 4120 * MINUTE }],
  [{ settleMs: 400 }, 1, { stallAfterMs: 100, deadlineMs: 124 * MINUTE }],
  [{ stallAfterMs: 5 }, 1, { stallAfterMs: MINUTE / 4, deadlineMs: 20 }],
  [{ deadlineMs: 7, settleMs: 8 }, 1, { stallAfterMs: 2, deadlineMs: 7 }],
])('the end of an attached move, with the limits %j and %i GiB, is judged after a quarter of the settle time, and may take as long as its copy', (limits, sizeGib, expected) => {
  expect(settlingLimits(limits, sizeGib)).toEqual(expected);
});

test("a run's limits reach its waits", () => {
  const more = { limits: { stallAfterMs: 5, deadlineMs: 7 } };
  expect(after(toNode, toWatchMigration, more).calls).toEqual({
    watchVolume: {
      volumeId: VOLUME_ID,
      before: stateOf(volume()),
      known: stateOf(volume()),
      limits: { stallAfterMs: 5, deadlineMs: 7 },
    },
  });
});
