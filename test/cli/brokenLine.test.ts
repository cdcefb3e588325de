// Lines at a terminal: broken at the words, indented like the text, and no command is broken.
import { expect, test } from 'vitest';
import { brokenLine } from '../../src/cli/brokenLine.ts';

const ESCAPE = String.fromCharCode(27);
const dim = (text: string): string => `${ESCAPE}[2m${text}${ESCAPE}[22m`;

test.each<[string, string, number, readonly string[]]>([
  ['fits', 'run a, volume b', 15, ['run a, volume b']],
  ['is broken at a space', 'run a, volume b (data1)', 16, ['run a, volume b', '(data1)']],
  [
    'begins with a time',
    '    0.5 s  Cinder is migrating the volume, and Nova is copying the data',
    40,
    ['    0.5 s  Cinder is migrating the', '           volume, and Nova is copying', '           the data'],
  ],
  [
    'begins with minutes',
    '2 min 05 s    still running: status maintenance, host a',
    40,
    ['2 min 05 s    still running: status', '              maintenance, host a'],
  ],
  [
    'is an item',
    '  - no pool serves volume type nowhere (a=b)',
    30,
    ['  - no pool serves volume type', '    nowhere (a=b)'],
  ],
  [
    'has a long word',
    'the volume 139a7758-a7a2-42e6-a437-0815ee9774f4 is in use',
    30,
    ['the volume', '139a7758-a7a2-42e6-a437-0815ee9774f4', 'is in use'],
  ],
  [
    'ends with a command',
    'To resume it: volume-migrate resume 139a7758 --journal /tmp/j',
    30,
    ['To resume it:', 'volume-migrate resume 139a7758 --journal /tmp/j'],
  ],
  [
    'goes on after a command',
    'Raise it: openstack quota set --volumes 9 demo. Then start the run again',
    40,
    ['Raise it:', 'openstack quota set --volumes 9 demo.', 'Then start the run again'],
  ],
  ['is wide', '日本 日本 日本', 10, ['日本 日本', '日本']],
  [
    'has a deep indentation',
    `${' '.repeat(50)}one two three four`,
    30,
    [`${' '.repeat(50)}one`, '          two three four'],
  ],
])('a line that %s', (_, line, columns, broken) => {
  expect(brokenLine(line, columns)).toEqual(broken);
});

test('colours take no room, and stay where they are', () => {
  expect(brokenLine(dim('run a, volume b (data1)'), 16)).toEqual([
    `${ESCAPE}[2mrun a, volume b`,
    `(data1)${ESCAPE}[22m`,
  ]);
  expect(brokenLine(dim('run a, volume b'), 15)).toEqual([dim('run a, volume b')]);
});
