// The sum under a list of leftovers.
import { expect, test } from 'vitest';
import { leftoverLines } from '../../src/cli/leftoverLines.ts';
import type { FoundLeftover } from '../../src/leftovers/types.ts';

const found = (verdict: FoundLeftover['verdict']): FoundLeftover => ({
  kind: 'temporary-user',
  id: 'u1',
  name: 'volume-migrate-r1',
  runId: 'r1',
  since: null,
  evidence: [],
  verdict,
  missing: [],
  advice: 'go on with it',
});

const missed = { what: 'users', why: 'refused' };

test.each([
  ['nothing is left', [], []],
  ['nothing is left, so far as could be looked', [], [missed]],
  ['nothing is left of runs that are over; 1 of runs that are not over', ['unfinished'], []],
  [
    '1 left, 1 of them proven to be ours and unused; 1 of runs that are not over',
    ['removable', 'unfinished'],
    [],
  ],
  ['2 left, 1 of them proven to be ours and unused', ['removable', 'kept'], []],
] as const)('%s', (sum, verdicts, notLookedAt) => {
  const lines = leftoverLines({ found: verdicts.map(found), notLookedAt }, 0, { paint: (_, text) => text });
  expect(lines.at(-1)).toBe(sum);
});
