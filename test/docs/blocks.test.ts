// Every code block of every page is run or read by a test.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../../src/index.ts';
import { ROOT, sitePages } from './pages.ts';
import { PLAYED_ELSEWHERE } from './played/playedElsewhere.ts';

// Played or written to a file: test/docs/played/pages.test.ts. Text is output or syntax, and generated pages are made of both.
const PLAYED = ['sh', 'console'];
const SHOWN = ['text', 'typescript'];

test.each(sitePages())('$path has no block that no test runs', ({ path, blocks }) => {
  if (PLAYED_ELSEWHERE.has(path))
    return expect(existsSync(join(ROOT, PLAYED_ELSEWHERE.get(path) ?? ''))).toBe(true);
  const isSeen = blocks.filter(
    ({ language, file }) => file === null && ![...PLAYED, ...SHOWN].includes(language),
  );
  expect(isSeen.map(({ line, language }) => `${path}:${line} ${language}`)).toEqual([]);
});

test('every plan on a page is a plan', () => {
  const plans = sitePages().flatMap(({ blocks }) =>
    blocks.filter(({ code }) => code.startsWith('version: 1\n')),
  );
  expect(plans.length).toBeGreaterThan(1);
  for (const { code } of plans) expect(readPlan(code).actions.length).toBeGreaterThan(0);
});
