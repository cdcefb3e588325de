// The durations that --timeout and --stall-after accept.
import { expect, test } from 'vitest';
import { limitsOf, millisecondsIn } from '../../src/cli/limitFlags.ts';
import { InvalidParametersError } from '../../src/errors.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
])('%s', (text, milliseconds) => {
  expect(millisecondsIn(text)).toBe(milliseconds);
});

test.each([
  '',
  '30',
  'm',
  '-5m',
  '0s',
  '30 m',
  '30min',
  '5m5m',
  '1e3s',
  `${'9'.repeat(30)}d`,
  '1.h',
])('%j is no duration', (text) => {
  expect(millisecondsIn(text)).toBeNull();
});

test('every problem is reported', () => {
  const faulty = () => limitsOf({ timeout: 'long', stallAfter: '5' });
  expect(faulty).toThrow(InvalidParametersError);
  expect(faulty).toThrow(
    '--timeout: expected a duration such as 90s, 30m, 2h or 1h30m, got long; --stall-after: expected a duration such as 90s, 30m, 2h or 1h30m, got 5',
  );
});

test('they become the limits of the run; none are set by default', () => {
  expect(limitsOf({})).toEqual({});
  expect(limitsOf({ timeout: '2h' })).toEqual({ limits: { deadlineMs: 7_200_000 } });
  expect(limitsOf({ timeout: '2h', stallAfter: '90s' })).toEqual({
    limits: { deadlineMs: 7_200_000, stallAfterMs: 90_000 },
  });
});
