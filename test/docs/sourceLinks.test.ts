// Links of the site to files of the repository.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY, sourceOf } from '../../docs/.vitepress/sourceLinks.ts';
import { ROOT } from './pages.ts';

const PAGE = join(ROOT, 'docs/own-store.md');

test.each([
  ['../src/engine/store.ts', `${REPOSITORY}/blob/main/src/engine/store.ts`],
  ['../diagrams/README.md#the-whole-chart', `${REPOSITORY}/blob/main/diagrams/README.md#the-whole-chart`],
  ['cluster/restate.toml', `${REPOSITORY}/blob/main/docs/cluster/restate.toml`],
])('%s leads to the repository', (href, target) => expect(sourceOf(href, PAGE)).toBe(target));

test.each([
  'embed.md',
  'examples/',
  '#test-it',
  '/start',
  'https://stately.ai/docs',
])('%s stays as it is', (href) => expect(sourceOf(href, PAGE)).toBeNull());

test('a file that does not exist fails the build', () => {
  expect(() => sourceOf('../src/no.ts', PAGE)).toThrow('docs/own-store.md: ../src/no.ts does not exist');
});

test('the repository is that of package.json', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  expect(manifest.repository.url).toContain(REPOSITORY);
});
