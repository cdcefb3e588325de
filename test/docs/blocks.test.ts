// Every code block of every page is run or read by a test.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../../src/index.ts';
import { type Block, ROOT, sitePages } from './pages.ts';
import { PLAYED_ELSEWHERE, type PlayedElsewhere } from './played/playedElsewhere.ts';

// Played or written to a file: test/docs/played/pages.test.ts. Text is output or syntax, and generated pages are made of both.
const PLAYED = ['sh', 'console'];
const SHOWN = ['text', 'typescript'];

test.each(sitePages())('$path has no block that no test runs', ({ path, blocks }) => {
  const elsewhere = PLAYED_ELSEWHERE.get(path);
  if (elsewhere !== undefined) return expectPlayed(blocks, elsewhere);
  const isSeen = blocks.filter(
    ({ language, file }) => file === null && ![...PLAYED, ...SHOWN].includes(language),
  );
  expect(isSeen.map(({ line, language }) => `${path}:${line} ${language}`)).toEqual([]);
});

// A block that is added to such a page has to be counted as run, or the reason given why it is not.
function expectPlayed(blocks: readonly Block[], { test: by, played, notPlayed = {} }: PlayedElsewhere): void {
  expect(existsSync(join(ROOT, by))).toBe(true);
  const run = blocks.filter(({ language }) => !SHOWN.includes(language)).map(({ code }) => code);
  const starts = Object.keys(notPlayed);
  for (const start of starts) expect(run.filter((code) => code.startsWith(start))).toHaveLength(1);
  expect(run).toHaveLength(played + starts.length);
}

test('every plan on a page is a plan', () => {
  const plans = sitePages().flatMap(({ blocks }) =>
    blocks.filter(({ code }) => code.startsWith('version: 1\n')),
  );
  expect(plans.length).toBeGreaterThan(1);
  for (const { code } of plans) expect(readPlan(code).actions.length).toBeGreaterThan(0);
});
