// How several recorded runs become one golden sequence, and which runs fit it.
import { describe, expect, test } from 'vitest';
import { fits, goldenOf, mergeRun } from './merge.ts';
import type { SeenState } from './transcript.ts';

const run = (states: string, ms = 1000): SeenState[] => [...states].map((state) => ({ state, ms }));
const shown = (golden: ReturnType<typeof goldenOf>): string =>
  golden.map(({ state, seen }) => (seen === 'always' ? state : `${seen[0]}:${state}`)).join(' ');

describe('several runs as one sequence', () => {
  test('what every run shows is always seen, the rest sometimes', () => {
    expect(shown(mergeRun(goldenOf(run('acd')), run('abd')))).toBe('a s:c s:b d');
  });
  test('a short state may be missed, but not the last one', () => {
    expect(shown(goldenOf(run('abc', 50)))).toBe('b:a b:b c');
  });
  test('what was seen sometimes stays optional', () => {
    const golden = mergeRun(mergeRun(goldenOf(run('ad')), run('abd')), run('abd'));
    expect(shown(golden)).toBe('a s:b d');
  });
});

describe('a run fits', () => {
  const golden = mergeRun(mergeRun(goldenOf([...run('a'), ...run('b', 50), ...run('cd')]), run('abd')), [
    ...run('a'),
    ...run('b', 50),
    ...run('cd'),
  ]);
  test.each([
    ['abcd', true, true],
    ['abd', true, false],
    // b is short: a poller may miss it, a complete observer may not.
    ['ad', true, false],
    ['acbd', false, false],
    ['abcde', false, false],
    ['abc', false, false],
    ['', false, false],
  ])('%s', (states, polled, complete) => {
    expect(fits(golden, [...states], false)).toBe(polled);
    expect(fits(golden, [...states], true)).toBe(complete);
  });
});
