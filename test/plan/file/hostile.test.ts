// Files that were made to harm, or damaged: each is rejected quickly, with text that is safe to print.
import { expect, test } from 'vitest';
import { LARGEST_PLAN } from '../../../src/plan/file/decode.ts';
import { problemsOf, volume } from './problemsOf.ts';

const letters = [...'abcdefghij'];
const bomb = letters
  .map((letter, n) => `${letter}: &${letter} [${Array(9).fill(n === 0 ? 'x' : `*${letters[n - 1]}`)}]`)
  .join('\n');

test.each<readonly [string, string | Uint8Array, string]>([
  ['a bomb of aliases', bomb, 'line 7: not valid YAML: aliases repeat too many values'],
  [
    'an alias within its own anchor',
    '- &a [*a]',
    'line 1: not valid YAML: an alias refers to a value that contains it',
  ],
  ['deep YAML', '- '.repeat(100_000), 'not valid YAML: nested too deeply'],
  [
    'text that is not UTF-8',
    Uint8Array.of(0x5b, 0x0a, 0x0a, 0xff, 0x0a, 0x5d),
    'line 3: the text is not UTF-8',
  ],
  ['text whose last line is not UTF-8', Uint8Array.of(0x5b, 0x0a, 0xc3), 'line 2: the text is not UTF-8'],
  [
    'UTF-16 with a little-endian mark',
    Uint8Array.of(0xff, 0xfe, 0x5b, 0),
    'the file is UTF-16: save it as UTF-8',
  ],
  [
    'UTF-16 with a big-endian mark',
    Uint8Array.of(0xfe, 0xff, 0, 0x5b),
    'the file is UTF-16: save it as UTF-8',
  ],
  ['a file that is too large', new Uint8Array(LARGEST_PLAN + 1), 'the file is larger than 128 MiB'],
  [
    'a YAML file that is too large',
    `- ${'x'.repeat(32 * 1024 * 1024)}`,
    'a YAML file may have at most 32 MiB: write the plan as JSON',
  ],
])('%s is rejected', (_, file, problem) => {
  expect(problemsOf(file)).toEqual([problem]);
});

test('deep JSON is rejected, with the place where it becomes too deep', () => {
  const text = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  expect(problemsOf(text)[0]).toBe(`${'[0]'.repeat(32)} (line 1): nested in more than 32 lists and objects`);
});

test('a value nested in 32 lists and objects is accepted', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const plan = (value: string) =>
    `{"version": 1, "actions": [{"resource_id": "${volume(1)}"}], "pools": [{"name": "x", "before": {"y": ${value}}}]}`;
  expect(problemsOf(plan(nested(28)))).toEqual([]);
  expect(problemsOf(plan(nested(29)))).toHaveLength(1);
});

test.each([
  ['a value', `- {resource_id: "\\e[31m\\u202e"}`],
  ['a key', `- {resource_id: ${volume(1)}, "\\e[31m\\u202e": 1}`],
  ['a key that contains it between others', `version: 1\nlimits: {pools: {"a\\e[31m\\u202e": {source: 0}}}`],
  ['an alias', '- *a\u202e\u009b'],
  ['a time zone', `- {resource_id: ${volume(1)}, window: "22:00-06:00 \\e[31m\\u202e"}`],
  ['an export', `[{"uuid": "\\u001b[31m\\u202e", "action_type": "\\u009bnop", "state": "PENDING"}]`],
])('control characters in %s are shown as escapes', (_, text) => {
  const shown = problemsOf(text);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('long values and keys are shortened', () => {
  const long = 'x'.repeat(1_000_000);
  for (const text of [`- {resource_id: ${long}}`, `- {resource_id: ${volume(1)}, ${long}: 1}`]) {
    const [problem] = problemsOf(text);
    expect(problem).toMatch(/x\.\.\./);
    expect(problem?.length).toBeLessThan(400);
  }
});

test('keys that objects inherit are keys like any other', () => {
  const text = `[{"resource_id": "${volume(1)}", "__proto__": {}, "constructor": 1}]`;
  expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual([
    '[0].__proto__',
    '[0].constructor',
  ]);
  expect(problemsOf('{"__proto__": {"version": 1, "actions": []}}')).toHaveLength(3);
});
