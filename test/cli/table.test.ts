// Tables that fit a width: what is cut, what is left out, and how wide characters count.
import { expect, test } from 'vitest';
import { shortening } from '../../src/cli/shortIds.ts';
import { tableLines } from '../../src/cli/table.ts';
import { widthOf } from '../../src/cli/width.ts';

const COLUMNS = [
  { head: 'NAME', min: 4 },
  { head: 'SIZE', isNumber: true },
  { head: 'NOTE', min: 3, drop: 1 },
];
const rows = (name: string, note = 'a long note') => [[name, '5', note]];

test.each([
  ['no terminal', null, 'name', ['NAME  SIZE  NOTE', 'name     5  a long note']],
  ['enough room', 80, 'name', ['NAME  SIZE  NOTE', 'name     5  a long note']],
  ['cut', 20, 'name', ['NAME  SIZE  NOTE', 'name     5  a long …']],
  ['left out', 14, 'name', ['NAME  SIZE', 'name     5']],
  ['cut and left out', 12, 'a long name', ['NAME    SIZE', 'a lon…     5']],
  ['too narrow for anything', 3, 'a long name', ['NAME  SIZE', 'a l…     5']],
  ['wide characters', 13, '卷卷卷卷', ['NAME     SIZE', '卷卷卷…     5']],
  [
    'control characters, made visible',
    30,
    'a\u001b[2J',
    ['NAME        SIZE  NOTE', String.raw`a\u001b[2J     5  a long note`],
  ],
])('%s', (_, width, name, expected) => {
  expect(tableLines(COLUMNS, rows(name), width)).toEqual(expected);
});

test.each([
  ['abc', 3],
  ['卷a', 3],
  ['e\u0301', 1],
  ['→…', 2],
])('%s is %i wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test.each([
  [['aaaaaaaa1', 'bbbbbbbb1'], 8],
  [['aaaaaaaa1', 'aaaaaaaa2'], 9],
  [['aaaaaaaa12', 'aaaaaaaa12'], 8],
  [[], 8],
])('IDs %j are shortened to %i characters', (ids, length) => {
  expect(shortening(ids)('0123456789abcdef')).toHaveLength(length);
});
