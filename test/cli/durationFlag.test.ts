// The durations that options accept, and what is said about others.
import { expect, test } from 'vitest';
import { millisecondsIn, notADuration } from '../../src/cli/durationFlag.ts';

test.each<[string, number]>([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['2w', 1_209_600_000],
  ['1y', 31_536_000_000],
  ['0s', 0],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
])('%s is a duration', (text, milliseconds) => {
  expect(millisecondsIn(text)).toBe(milliseconds);
});

test.each([
  '',
  '30',
  'm',
  '-5m',
  '30 m',
  '30min',
  '5m5m',
  'soon',
  '1H',
  ' 1h',
  '1h-5m',
  '1e3s',
  `${'9'.repeat(30)}d`,
  '1.h',
])('%j is no duration', (text) => {
  expect(millisecondsIn(text)).toBeNull();
});

test('the error names the option, says what is expected, and quotes what was given', () => {
  expect(notADuration('--timeout', 'soon')).toBe(
    '--timeout: expected a duration such as 90s, 30m, 1h30m or 90d, got soon',
  );
  expect(notADuration('--timeout', '')).toMatch(/, got nothing$/);
});
