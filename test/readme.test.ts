// The README's links and commands lead somewhere; so do those of every page.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { SIDEBAR } from '../docs/.vitepress/sidebar.ts';
import { createProgram } from '../src/cli/program.ts';
import { type Page, ROOT, readPage, sitePages } from './docs/pages.ts';

const OTHERS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map(readPage);
const PAGES = [...OTHERS, ...sitePages()];

const { scripts, files } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

test('the README has the two commands with which everything begins', () => {
  const commands = OTHERS[0]?.blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
  expect(commands).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
});

test.each(PAGES)('the links of $path lead to files and headings that exist', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test.each(PAGES)('$path names only scripts of npm that exist', ({ text }) => {
  const named = [...text.matchAll(/npm run (?:-s )?([a-z][a-z:-]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test.each(
  PAGES.filter(({ path }) => !path.startsWith('docs/reference/')),
)('$path names only commands and options that exist', (page) => {
  const invocations = codeOf(page).flatMap((code) => [
    ...code.matchAll(/(?<=^ *(?:\$ )?|&& |\$\(|<\()volume-migrate ([a-z][a-z-]+)([^\n|#>&]*)/gm),
  ]);
  expect(invocations.map(([, name = '', rest = '']) => problemOf(name, rest)).filter(Boolean)).toEqual([]);
});

test('the sidebar has every page', () => {
  const links = SIDEBAR.flatMap(({ items }) => items.map(({ link }) => link));
  const paths = sitePages().map(({ path }) => path.replace(/^docs/, '').replace(/(index)?\.md$/, ''));
  expect(links.toSorted()).toEqual(paths.toSorted());
});

test('the package does not contain the site', () => {
  expect(files.filter((file: string) => file.startsWith('docs'))).toEqual([]);
});

const withoutCode = (text: string): string =>
  text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '');

const linksOf = ({ text }: Page): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"|^ +link: (\S+)$/gm)]
    .map(([, link, source, page]) => link ?? source ?? page?.replace(/^\/([^#]+)/, './$1.md') ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));

function leadsSomewhere({ path }: Page, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || headingsOf(readPage(target)).includes(anchor);
}

// As GitHub and VitePress name the headings of these pages.
const headingsOf = ({ text }: Page): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

const codeOf = ({ text, blocks }: Page): string[] => [
  ...blocks.map(({ code }) => code),
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
];

const PROGRAM = createProgram([]);

function problemOf(name: string, rest: string): string | null {
  const command = PROGRAM.commands.find((each) => each.name() === name);
  if (command === undefined) return `${name}: no such command`;
  const known = optionsOf(command);
  const unknown = [...rest.matchAll(/(?<=\s)--[a-z][a-z-]*/g)]
    .map(([flag]) => flag)
    .filter((flag) => !known.includes(flag));
  return unknown.length === 0 ? null : `${name}: no option ${unknown.join(', ')}`;
}

const optionsOf = (command: Command): string[] => [
  ...['--help', '--version'],
  ...[command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long ?? '')),
];
