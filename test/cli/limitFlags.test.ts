// --timeout and --stall-after as limits of a run.
import { expect, test } from 'vitest';
import { limitsOf } from '../../src/cli/limitFlags.ts';
import { InvalidParametersError } from '../../src/errors.ts';

test('every problem is reported', () => {
  const faulty = () => limitsOf({ timeout: 'long', stallAfter: '0m' });
  expect(faulty).toThrow(InvalidParametersError);
  expect(faulty).toThrow(
    '--timeout: expected a duration such as 90s, 30m, 1h30m or 90d, got long; --stall-after: expected a duration longer than 0, got 0m',
  );
});

test('they become the limits of the run; none are set by default', () => {
  expect(limitsOf({})).toEqual({});
  expect(limitsOf({ timeout: '2h' })).toEqual({ limits: { deadlineMs: 7_200_000 } });
  expect(limitsOf({ timeout: '2h', stallAfter: '90s' })).toEqual({
    limits: { deadlineMs: 7_200_000, stallAfterMs: 90_000 },
  });
});
