// The total under a list of leftovers.
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
  ['nothing found', [], []],
  ['nothing found in the parts that could be checked', [], [missed]],
  ['nothing found from finished runs; 1 from open runs', ['unfinished'], []],
  [
    '1 found, 1 of them proven to belong to volume-migrate and to be unused; 1 from open runs',
    ['removable', 'unfinished'],
    [],
  ],
  ['2 found, 1 of them proven to belong to volume-migrate and to be unused', ['removable', 'kept'], []],
] as const)('%s', (sum, verdicts, notLookedAt) => {
  const lines = leftoverLines({ found: verdicts.map(found), notLookedAt }, 0, { paint: (_, text) => text });
  expect(lines.at(-1)).toBe(sum);
});
