// The generated pages are what the sources say now.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from '../../../docs/generate/reference.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { ROOT } from '../pages.ts';

const pages = Object.entries(generated());

test.each(pages)('docs/%s is current: if not, run npm run docs:reference', async (file, text) => {
  expect(await readFile(join(ROOT, 'docs', file), 'utf8')).toBe(text);
});

test('the page of the commands has every command and every option', () => {
  const [, page = ''] = pages.find(([file]) => file === 'reference/commands.md') ?? [];
  for (const { options, commands, ...command } of createProgram([]).commands) {
    expect(page).toContain(`## ${(command as unknown as { _name: string })._name}\n`);
    for (const { flags, hidden } of [...options, ...commands.flatMap((each) => each.options)])
      if (!hidden) expect(page).toContain(`| \`${flags}\` |`);
  }
});

test('the pages of the entry points have every exported name with its declaration', async () => {
  const report = await readFile(join(ROOT, 'test/package/publicApi.txt'), 'utf8');
  const [exported = ''] = report.split('== not exported');
  const names = [
    ...exported.matchAll(
      /^export (?:declare )?(?:abstract )?(?:function|class|const|type|interface) (\w+)/gm,
    ),
  ];
  const text = pages.map(([, page]) => page).join('\n');
  expect(names.length).toBeGreaterThan(200);
  for (const [, name] of names) expect(text).toContain(`### ${name}\n`);
});
