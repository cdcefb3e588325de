// The files in diagrams/ match the current machine.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../diagrams/generate.ts';

const FOLDER = join(import.meta.dirname, '../../diagrams');
const files = await generate();

test.each(Object.keys(files))('%s is current (npm run diagrams)', async (name) => {
  expect(await readFile(join(FOLDER, name), 'utf8')).toBe(files[name]);
});

test('no drawing of a removed state is left', async () => {
  const drawings = (await readdir(FOLDER)).filter((name) => /\.(svg|json|md)$/.test(name));
  expect(drawings.toSorted()).toEqual(Object.keys(files).toSorted());
});

test('README.md shows every drawing', () => {
  const readme = files['README.md'] ?? '';
  const drawings = Object.keys(files).filter((name) => name.endsWith('.svg'));
  expect(drawings.length).toBeGreaterThan(10);
  for (const name of drawings) expect(readme).toContain(`](${name})`);
});

test('no drawing loads anything from elsewhere or runs scripts', () => {
  for (const [name, content] of Object.entries(files).filter(([name]) => name.endsWith('.svg'))) {
    expect(content.replace('xmlns="http://www.w3.org/2000/svg"', ''), name).not.toMatch(
      /https?:|href|url\(|@import|@font-face|<script|<image|<foreignObject|\son\w+=/,
    );
  }
});
