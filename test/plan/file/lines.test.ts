// The line of a problem is the line of its key or item, in every syntax.
import { expect, test } from 'vitest';
import { problemsOf, volume } from './problemsOf.ts';

test.each([
  [
    'JSON',
    `{\n "version": 1,\n "actions": [\n  {\n   "resource_id": "${volume(1)}"\n  },\n  {\n   "resource_id": "${volume(2)}",\n   "reason": "a \\" and ] } , and a \\\\",\n   "destination_node":\n    7\n  }\n ]\n}`,
    'actions[1].destination_node (line 10)',
  ],
  ['JSON with CRLF', `[\r\n{"resource_id": "${volume(1)}"},\r\n7]`, '[1] (line 3)'],
  ['JSON that is indented with line breaks in lists of lists', `[\n\n[\n[1,\n2]]]`, '[0] (line 3)'],
  [
    'YAML',
    `# a plan\nversion: 1\nactions:\n\n  - resource_id: ${volume(1)}\n\n    # where to\n    destination_node:\n      7\n`,
    'actions[0].destination_node (line 8)',
  ],
  [
    'YAML, an action that lacks its volume',
    `- resource_id: ${volume(1)}\n-\n  reason: x\n`,
    '[1].resource_id (line 3)',
  ],
  [
    'YAML, in an anchor that an alias uses',
    `version: 1\npools:\n- name: x\n  before: &w\n    from: 22:00\n    to: 25:00\nactions:\n- resource_id: ${volume(1)}\n  window: *w\n`,
    'actions[0].window.to (line 6)',
  ],
  ['JSON Lines', `{"resource_id": "${volume(1)}"}\n\n\n{"resource_id": 7}\n`, '[1].resource_id (line 4)'],
  [
    'a key with an escape in JSON',
    `[\n{"resource_id": "${volume(1)}",\n"win\\u0064ow": 7}]`,
    '[0].window (line 3)',
  ],
])('%s', (_, text, place) => {
  expect(problemsOf(text).map((problem) => problem.split(': ')[0])).toEqual([place]);
});

test('a problem of the last of 20,000 actions in JSON has its line', () => {
  const actions = Array.from({ length: 20_000 }, (_, n) => ({ resource_id: volume(n), reason: 'x' }));
  const text = JSON.stringify({ version: 1, actions: [...actions, { resource_id: 'data1' }] }, null, 1);
  const line = text.split('\n').findIndex((one) => one.includes('data1')) + 1;
  expect(problemsOf(text)).toEqual([
    `actions[20000].resource_id (line ${line}): expected the UUID of a volume, got "data1"`,
  ]);
});

test('a large JSON file that was cut off is reported with the line where it ends', () => {
  const actions = Array.from({ length: 20_000 }, (_, n) => ({ resource_id: volume(n), reason: 'x' }));
  const text = JSON.stringify(actions, null, 1);
  const cut = text.slice(0, text.lastIndexOf('"reason"'));
  expect(problemsOf(cut)).toEqual([
    `line ${cut.trimEnd().split('\n').length}: not valid JSON; is the file complete?`,
  ]);
  const damaged = `${text.slice(0, 1_200_000)}\u0001${text.slice(1_200_000)}`;
  expect(problemsOf(damaged)).toEqual([
    `line ${damaged.slice(0, 1_200_000).split('\n').length}: not valid JSON; is the file complete?`,
  ]);
});
