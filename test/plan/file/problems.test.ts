// The problems of a plan file: each is reported with its place, its line and what is expected, all at once.
import { expect, test } from 'vitest';
import { problemsOf, volume } from './problemsOf.ts';

const action = (rest = ''): string => `{resource_id: ${volume(1)}${rest}}`;
const plan = (rest: string): string => `version: 1\n${rest}\nactions:\n  - ${action()}\n`;
const window = (text: string): string => `- ${action(`, window: ${text}`)}`;
const PARAMETERS =
  'known: resource_id, resource_name, migration_type, destination_node, destination_type, swap_method, allow_encryption_change';
const KEYSTONE = 'expected the URL of Keystone, as https://cloud.example:5000/v3';

test.each<readonly [string, string, readonly string[]]>([
  ['an empty file', '', ['the file is empty']],
  ['a file of white space', ' \n\t\n', ['the file is empty']],
  ['only a byte order mark', '\ufeff', ['the file is empty']],
  ['text', 'hello', ['expected a plan, a list of actions or an export of Watcher, got "hello"']],
  ['a number', '42', ['expected a plan, a list of actions or an export of Watcher, got 42']],
  ['null', 'null', ['expected a plan, a list of actions or an export of Watcher, got null']],
  ['an empty list', '[]', ['there are no actions']],
  ['a plan without actions', 'version: 1\nactions: []', ['actions (line 2): there are no actions']],
  ['no list of actions', 'version: 1', ['actions: expected a list of actions, got nothing']],
  [
    'actions that are no list',
    'version: 1\nactions: 7',
    ['actions (line 2): expected a list of actions, got 7'],
  ],
  [
    'no version',
    `actions:\n- ${action()}`,
    ['version: expected 1, the only version of plan files so far, got nothing'],
  ],
  [
    'version 2',
    `version: 2\nactions:\n- ${action()}`,
    ['version (line 1): expected 1, the only version of plan files so far, got 2'],
  ],
  [
    'version "1"',
    `version: "1"\nactions:\n- ${action()}`,
    ['version (line 1): expected 1, the only version of plan files so far, got "1"'],
  ],
  [
    'an action that is no object',
    '- 7',
    ['[0] (line 1): expected an action, an object with resource_id, got 7'],
  ],
  [
    'an invalid parameter',
    `- ${action(', destination_node: 7')}`,
    ['[0].destination_node (line 1): expected a node, as host@backend#pool, got 7'],
  ],
  [
    'a misspelt migration type',
    `- ${action(', migration_type: migrat')}`,
    [
      '[0].migration_type (line 1): expected "swap", "cold", "migrate" or "retype", got "migrat" (did you mean migrate?)',
    ],
  ],
  [
    'an unknown migration type',
    `- ${action(', migration_type: live')}`,
    ['[0].migration_type (line 1): expected "swap", "cold", "migrate" or "retype", got "live"'],
  ],
  [
    'a resource_id that is no UUID',
    '- {resource_id: data1}',
    ['[0].resource_id (line 1): expected the UUID of a volume, got "data1"'],
  ],
  [
    'a misspelt key',
    `- ${action(', destination_nod: x')}`,
    ['[0].destination_nod (line 1): unknown key (did you mean destination_node?)'],
  ],
  [
    'a key in camel case',
    `- ${action(', notBefore: x')}`,
    ['[0].notBefore (line 1): unknown key (did you mean not_before?)'],
  ],
  [
    'an unknown key',
    `- ${action(', colour: x')}`,
    [`[0].colour (line 1): unknown key (${PARAMETERS}, reason, after, not_before, window)`],
  ],
  ['a misspelt key of a plan', plan('limit: {}'), ['limit (line 2): unknown key (did you mean limits?)']],
  [
    'a misspelt limit',
    plan('limits: {per_poool: 1}'),
    ['limits.per_poool (line 2): unknown key (did you mean per_pool?)'],
  ],
  [
    'a misspelt limit of a pool',
    plan('limits: {pools: {a@b#c: {sourc: 1}}}'),
    ['limits.pools["a@b#c"].sourc (line 2): unknown key (did you mean source?)'],
  ],
  [
    'a misspelt class',
    plan('classes: {roots: {}}'),
    ['classes.roots (line 2): unknown key (did you mean root?)'],
  ],
  [
    'a misspelt key of a schedule',
    plan('classes: {root: {windw: x}}'),
    ['classes.root.windw (line 2): unknown key (did you mean window?)'],
  ],
  [
    'a misspelt key of a window',
    window('{from: 22:00, to: 06:00, timezone: UTC}'),
    ['[0].window.timezone (line 1): unknown key (did you mean time_zone?)'],
  ],
  [
    'a misspelt key of a skipped volume',
    plan(`skipped: [{resource_id: ${volume(2)}, reasons: [], reason: x}]`),
    ['skipped[0].reason (line 2): unknown key (did you mean reasons?)'],
  ],
  ['a cloud that is no URL', plan('cloud: lab'), [`cloud (line 2): ${KEYSTONE}`]],
  ['a cloud of another protocol', plan('cloud: ftp://cloud.example'), [`cloud (line 2): ${KEYSTONE}`]],
  [
    'a cloud with a password, which is not shown',
    plan('cloud: https://admin:s3cret@cloud.example/v3'),
    ['cloud (line 2): the URL must not contain a user or a password'],
  ],
  [
    'a volume twice',
    `- ${action()}\n- {resource_id: ${volume(2)}}\n- resource_id: ${volume(1).toUpperCase()}`,
    ['[2].resource_id (line 3): the same volume as [0].resource_id (line 1)'],
  ],
  [
    'a move that waits for what is no UUID',
    `- ${action(', after: [data1]')}`,
    ['[0].after[0] (line 1): expected the UUID of a volume, got "data1"'],
  ],
  [
    'a move that waits for itself, and for a volume that the plan does not move',
    `- ${action(`, after: [${volume(1)}, ${volume(9)}]`)}`,
    [
      '[0].after[0] (line 1): a move cannot wait for itself',
      `[0].after[1] (line 1): the plan has no move of volume ${volume(9)}`,
    ],
  ],
  [
    'moves that wait for each other in a circle, and not those that wait for them or that they wait for',
    [[1, 2], [2, 3], [3, 1, 4], [4], [5, 1]]
      .map(([own, ...after]) => `- {resource_id: ${volume(own ?? 0)}, after: [${after.map(volume)}]}`)
      .join('\n'),
    [1, 2, 3].map(
      (line) => `[${line - 1}].after[0] (line ${line}): these moves wait for each other in a circle`,
    ),
  ],
  [
    'a number too large',
    plan('pools: [{name: a@b#c, before: {free: .inf}, after: {free: 1e999}}]'),
    [
      'pools[0].before.free (line 2): expected a finite number',
      'pools[0].after.free (line 2): expected a finite number',
    ],
  ],
])('%s is reported', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

test('all problems of a file are reported at once, each with its line', () => {
  const text = `version: 1
cloud: lab
limits:
  total: 0
  pools:
    node1@alpha#alpha:
      source: many
classes:
  attached:
    not_before: soon
actions:
  - resource_id: data1
    window:
      from: 22:00
      to: 22:00
      zone: UTC
      time_zone: Europe/Berlim
  - resource_id: ${volume(1)}
    destination_node: ""
  - resource_id: ${volume(1)}
    colour: red
`;
  expect(problemsOf(text).map((problem) => problem.split(': ')[0])).toEqual([
    'cloud (line 2)',
    'limits.total (line 4)',
    'limits.pools["node1@alpha#alpha"].source (line 7)',
    'classes.attached.not_before (line 10)',
    'actions[0].resource_id (line 12)',
    'actions[0].window.time_zone (line 17)',
    'actions[0].window.zone (line 16)',
    'actions[0].window (line 13)',
    'actions[1].destination_node (line 19)',
    'actions[2].colour (line 21)',
    'actions[2].resource_id (line 20)',
  ]);
});

test('50 problems are listed, then the number of the others', () => {
  const wrong = (count: number) =>
    Array.from({ length: count }, (_, n) => `- {resource_id: data${n}}`).join('\n');
  expect(problemsOf(wrong(50))).toHaveLength(50);
  expect(problemsOf(wrong(53))).toEqual([...problemsOf(wrong(50)), 'and 3 more']);
});
