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
  ['nothing found; 1 move under way that no run follows', ['moving'], []],
  [
    'nothing found from finished runs; 1 from open runs; 2 moves under way that no run follows',
    ['moving', 'unfinished', 'moving'],
    [],
  ],
  ['2 found, 1 of them proven to belong to volume-migrate and to be unused', ['removable', 'kept'], []],
] as const)('%s', (sum, verdicts, notLookedAt) => {
  const lines = leftoverLines({ found: verdicts.map(found), notLookedAt }, 0, { paint: (_, text) => text });
  expect(lines.at(-1)).toBe(sum);
});

test.each([60, 79])('at a terminal of %i columns no line is wider, and the ID is whole', (columns) => {
  const one = {
    ...found('kept'),
    id: '139a7758-a7a2-42e6-a437-0815ee9774f4',
    evidence: ['word '.repeat(30)],
  };
  const lines = leftoverLines({ found: [one], notLookedAt: [] }, 0, { paint: (_, text) => text }, columns);
  expect(lines.slice(0, 2)).toEqual([
    'temporary user 139a7758-a7a2-42e6-a437-0815ee9774f4',
    '  age unknown, removable: no',
  ]);
  for (const line of lines.slice(0, -1)) expect(line.length, line).toBeLessThanOrEqual(columns);
});
