// The manual page names every environment variable that the sources read.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENVIRONMENT } from '../../packaging/environment.ts';
import { manPage } from '../../packaging/manPage.ts';
import { plain } from '../../packaging/roff.ts';

const ROOT = join(import.meta.dirname, '../..');

// npm sets them for `npm run volume-migrate` in a checkout.
const OF_NPM = ['INIT_CWD', 'npm_lifecycle_event', 'npm_package_name'];

const NAMES = [
  // env['NAME'], env.NAME
  /\benv(?:\['|\.)(\w+)/g,
  // const { NAME: x = '' } = process.env
  /\{ (\w+)[^{}]*\} = (?:process\.)?env\b/g,
  // Names in lists of the same file, not codes of errors such as ERR_INVALID_ARG_VALUE
  /'(?!E[A-Z]+_)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g,
  /'([a-z]+_proxy)'/g,
];

/** The names of variables in a file that reads the environment. */
function namesIn(source: string): string[] {
  if (!/\benv\b/.test(source)) return [];
  const names = NAMES.flatMap((pattern) => [...source.matchAll(pattern)].map(([, name = '']) => name));
  const ofSchemes = /\{scheme\}_proxy/.test(source) ? ['http_proxy', 'https_proxy'] : [];
  return [...new Set([...names, ...ofSchemes])].map((name) =>
    name.endsWith('_proxy') ? name.toUpperCase() : name,
  );
}

const read = new Set(
  globSync(['src/**/*.ts', 'services/**/*.ts', 'machines/**/*.ts'], { cwd: ROOT })
    .filter((file) => !file.startsWith('src/page/'))
    .flatMap((file) => namesIn(readFileSync(join(ROOT, file), 'utf8'))),
);

const named = ENVIRONMENT.flatMap(([names]) => names.split(', '));

/** Whether the page names the variable, or a group of variables that it belongs to. */
const isNamed = (name: string): boolean =>
  named.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));

test('every variable that the sources read is named', () => {
  expect([...read].filter((name) => !isNamed(name) && !OF_NPM.includes(name))).toEqual([]);
});

test('variables are found however the sources read them', () => {
  for (const name of [
    'XDG_CACHE_HOME',
    'CURL_CA_BUNDLE',
    'OS_CLIENT_SECURE_FILE',
    'TERM',
    'ALL_PROXY',
    'HTTPS_PROXY',
  ])
    expect(read).toContain(name);
  expect(namesIn("const { A_B: c = '' } = process.env; env['D_E']; env.F_G")).toEqual(['D_E', 'F_G', 'A_B']);
});

test('the manual page has them all, under ENVIRONMENT', () => {
  const [, section = ''] = /^\.SH "ENVIRONMENT"$([\s\S]*?)^\.SH /m.exec(manPage()) ?? [];
  for (const name of named) expect(section).toContain(plain(name));
});
