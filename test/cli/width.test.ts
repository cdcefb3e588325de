// The live line takes one row of the terminal, whatever characters it has.
import { expect, test } from 'vitest';
import { fitted, widthOf } from '../../src/cli/width.ts';

test.each([
  ['migrating', 9],
  ['ボリューム', 10],
  ['名前 x', 6],
  ['e\u0301', 1],
  ['🚚', 2],
  ['…', 1],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test.each([
  ['migrating', 9, 'migrating'],
  ['migrating', 8, 'migrati…'],
  ['the volume', 5, 'the…'],
  ['名前名前', 8, '名前名前'],
  ['名前名前', 7, '名前名…'],
  ['名前名前', 6, '名前…'],
  ['x', 0, ''],
])('%s in %i columns', (text, columns, shown) => {
  expect(fitted(text, columns)).toBe(shown);
});
