// Writes the table of significant extra specs and capabilities, with the results of Cinder's own filter.
// After npm run cloud:up: node test/openstack/extraSpecsTable.ts && npm run format
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { askCapabilitiesFilter, type FilterAnswer, type Question } from './capabilitiesFilter.ts';

/**
 * The results of the filter, one letter per question: `+` met, `.` not met, `!` an error, which finds no pool
 * either.
 */
export interface ExtraSpecsTable {
  /** The version of Cinder that was used. */
  readonly cinder: string;
  /** What a pool reports under the key `a`. */
  readonly values: readonly unknown[];
  /** By spec of the key `a`, one letter per value. */
  readonly specs: Readonly<Record<string, string>>;
  /** The capabilities against which all `keys` are tested, and the specs that each of them gets. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** By key, one letter per spec of `required`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly pairs: readonly (readonly [...Question, letter: string])[];
}

const words = (text: string): string[] => text.split(' ');

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, 1, 5, 5.5, -5, 1e21, '', ' 5 ', ' yes '],
  ...words('5 05 5.0 1e3 1_0 1__0 1e1_0 10.5 5.55 5.5x .55 .5x 1e-1 1e10 .5 5. . 0x10'),
  ...words('inf -Infinity xinf nan +nan xnan nanx infinite unknown'),
  ...words('a b ab A a,b true True yes t off None null'),
  ...[
    [],
    ['a'],
    ['b', 'a'],
    ['ab'],
    [4, 6],
    [4, 'a'],
    ['4', 'x', 6],
    [null, 'a'],
    [{}, 'a'],
    [['a']],
    [['yes']],
  ],
  ...[{}, { a: 1 }],
];

const SPECS = [
  ...['', ' ', 'a', ' a', 'a ', 'ab', 'A', '5', '5.0', 'true', 'True', 'null', 'None'],
  ...[
    '= 5',
    '=5',
    '= 5.0',
    ' =  5 ',
    '= a',
    '=',
    '= 5 6',
    '= inf',
    '= nan',
    '= -inf',
    '= 1_0',
    '= 1e1',
    '= .5',
  ],
  ...[
    '== 5',
    '== 5.',
    '== +5',
    '== 1',
    '== 0',
    '== -0',
    '== nan',
    '== 1000',
    '== 10',
    '==',
    '== a',
    '== inf',
  ],
  ...[
    '!= 5',
    '!= 1',
    '!= nan',
    '!= a',
    '!=',
    '>= 5',
    '>= -5',
    '>= a',
    '>=',
    '<= 5',
    '<= 0',
    '<= inf',
    '<=',
    '> 5',
    '< 5',
  ],
  ...[
    's== a',
    's== 5',
    's==',
    's== a b',
    's!= a',
    's!= 5',
    's!=',
    's< b',
    's< 5',
    's<= a',
    's<=',
    's> a',
    's> A',
    's>= a',
  ],
  ...[
    '<in> a',
    '<in> 5',
    '<in> ab',
    '<in>',
    '<all-in> a',
    '<IN> a',
    '<or> a',
    '<or> a <or> b',
    '<or> b a',
    '<or> b b a',
  ],
  ...[
    '<or> 5',
    '<or>',
    '<or> a <or>',
    '<or><or>',
    '<is> True',
    '<is> true',
    '<is> 1',
    '<is> y',
    '<is> on',
    '<is> False',
  ],
  ...['<is> a', '<is>', 'toString a', 'constructor'],
];

const CAPABILITIES = {
  a: { b: 'x', c: { d: ['y', 'x'] }, none: null, five: 5 },
  'a:b': 'x',
  capabilities: 'x',
  toString: 'x',
  '': 'x',
};

const REQUIRED = ['x', '<in> x', '<in> b', '<is> False'];

const KEYS = [
  ...['a', 'b', 'toString', 'constructor', '', 'a:b', ':a', 'a:', 'vendor:a', 'Capabilities:a'],
  ...[' capabilities:a', 'capabilities'],
  ...words(
    ': :a :a:b :a:b:c :a:b:0 :a:b:length :a:c :a:c:d :a:c:e :a:c:d:1 :a:none :a:none:x :a:five :a:five:x ::a :a: :a:toString :capabilities :b',
  ).map((path) => `capabilities${path}`),
];

const PAIRS: readonly Question[] = [
  [{}, {}],
  [{ a: 'x' }, {}],
  [{ a: '<is> False' }, {}],
  [
    { a: 'x', b: 'y' },
    { a: 'x', b: 'y' },
  ],
  [
    { a: 'x', b: 'y' },
    { a: 'x', b: 'z' },
  ],
  [{ a: 'x', b: 'y' }, { b: 'y' }],
  [{ a: null }, { a: null }],
  [{ a: null }, { a: 'null' }],
  [{ a: null }, { a: '' }],
  [{ a: null }, {}],
  [{ a: null }, { a: [] }],
  [{ a: null }, { a: [1, null] }],
];

/** Runs the filter on all of it. */
export function askTable(): ExtraSpecsTable {
  const ofSpecs = SPECS.flatMap((spec) => VALUES.map((value): Question => [{ a: spec }, { a: value }]));
  const ofKeys = KEYS.flatMap((key) =>
    REQUIRED.map((required): Question => [{ [key]: required }, CAPABILITIES]),
  );
  const { cinder, answers } = askCapabilitiesFilter([...ofSpecs, ...ofKeys, ...PAIRS]);
  const letters = answers.map(letterOf).join('');
  const pairLetters = letters.slice(ofSpecs.length + ofKeys.length);
  return {
    cinder,
    values: VALUES,
    specs: rows(SPECS, letters.slice(0, ofSpecs.length)),
    capabilities: CAPABILITIES,
    required: REQUIRED,
    keys: rows(KEYS, letters.slice(ofSpecs.length, ofSpecs.length + ofKeys.length)),
    pairs: PAIRS.map((pair, n) => [...pair, pairLetters.charAt(n)] as const),
  };
}

const letterOf = (answer: FilterAnswer): string => {
  if (typeof answer === 'string') return '!';
  return answer ? '+' : '.';
};

function rows(names: readonly string[], letters: string): Record<string, string> {
  const width = letters.length / names.length;
  return Object.fromEntries(names.map((name, row) => [name, letters.slice(row * width, (row + 1) * width)]));
}

// One line per row, so that a change shows.
const inLines = (table: ExtraSpecsTable): string => `${JSON.stringify(table, null, 1)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(import.meta.dirname, '../machines/extraSpecsTable.json'), inLines(askTable()));
}
