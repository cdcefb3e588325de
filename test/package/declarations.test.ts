// How the report of the public API reads each kind of declaration.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { declarationOf, exportsOf } from './declarations.ts';

const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, `${name}.d.ts`);
  writeFileSync(file, text);
  return file;
};

write(
  'parts',
  `import { type Outside } from 'elsewhere';
/** A part; it's "one". */
export interface Part {
    /** Its { size }. */
    readonly Size: number;
    readonly outside: Outside;
}
interface Hidden { readonly part: Part; }
export type Whole = readonly Part[] | Hidden;
export declare const table: { readonly ';': string; };
export declare function take(part: Part): void;
export declare function take(whole: Whole): void;
export {};
`,
);
write('space', `export type Inner = 'Inner' | "Part";\n`);
const entry = write(
  'index',
  `export { type Part as Piece, take } from './parts.ts';
export type * from './space.ts';
import type * as space from './space.ts';
export declare const made: import("./parts.ts").Whole;
export type Given = Record<string, space.Inner>;
export declare abstract class Size<T> extends Error {
    abstract readonly Given: T;
}
`,
);

const rename = ({ name }: { name: string }) => (name === 'Part' ? 'Piece' : null);
const shown = (name: string) => {
  const source = exportsOf(entry).get(name);
  if (source === undefined) throw new Error(`${name} is not exported`);
  const declaration = declarationOf(source, rename);
  return { text: declaration?.text, mentions: [...(declaration?.mentions.keys() ?? [])] };
};

test('an entry exports its own names, those that it passes on, and those of a star', () => {
  expect([...exportsOf(entry).keys()].toSorted()).toEqual([
    'Given',
    'Inner',
    'Piece',
    'Size',
    'made',
    'take',
  ]);
});

test('a declaration has no comments, and the name that the entry gives it; a member is not a mention', () => {
  expect(shown('Piece')).toEqual({
    text: 'export interface Piece {\n    readonly Size: number;\n    readonly outside: Outside;\n}',
    mentions: [],
  });
});

test.each([
  ['an import in place', 'made', 'export declare const made: Whole;', ['Whole']],
  ['a name of a namespace', 'Given', 'export type Given = Record<string, Inner>;', ['Inner']],
  ['a text that is like a name', 'Inner', `export type Inner = 'Inner' | "Part";`, []],
  [
    'overloads',
    'take',
    'export declare function take(part: Piece): void;\nexport declare function take(whole: Whole): void;',
    ['Piece', 'Whole'],
  ],
  [
    'a class',
    'Size',
    'export declare abstract class Size<T> extends Error {\n    abstract readonly Given: T;\n}',
    [],
  ],
])('%s', (_, name, text, mentions) => {
  expect(shown(name)).toEqual({ text, mentions });
});

test('a name that is not exported is found where it is mentioned', () => {
  const whole = declarationOf({ file: join(folder, 'parts.d.ts'), name: 'Whole' });
  expect([...(whole?.mentions ?? [])]).toEqual([
    ['Part', { file: join(folder, 'parts.d.ts'), name: 'Part' }],
    ['Hidden', { file: join(folder, 'parts.d.ts'), name: 'Hidden' }],
  ]);
});
