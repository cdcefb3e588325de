// Files that are not valid JSON, JSON Lines or YAML, and keys that are there twice.
import { expect, test } from 'vitest';
import { problemsOf, volume } from './problemsOf.ts';

const action = (rest = ''): string => `{resource_id: ${volume(1)}${rest}}`;

test.each<readonly [string, string, readonly string[]]>([
  [
    'a key twice in YAML',
    `version: 1\nactions:\n- resource_id: x\n  resource_id: ${volume(1)}`,
    ['actions[0].resource_id (line 4): duplicate key'],
  ],
  [
    'a key twice in JSON',
    `{"version": 1,\n"actions": [{"resource_id": "x",\n"resource\\u005fid": "${volume(1)}"}]}`,
    ['actions[0].resource_id (line 3): duplicate key'],
  ],
  [
    'a key twice in JSON Lines',
    `{"resource_id": "${volume(1)}"}\n{"reason": "x", "resource_id": "${volume(2)}", "reason": "y"}`,
    ['[1].reason (line 2): duplicate key'],
  ],
  [
    'lines that are not JSON',
    `{"resource_id": "${volume(1)}"}\n{"resource_id":\n\nx`,
    ['line 2: not valid JSON', 'line 4: not valid JSON'],
  ],
  [
    'two YAML documents',
    `- ${action()}\n---\n- ${action()}`,
    ['line 2, column 1: not valid YAML: only one document is allowed'],
  ],
  [
    'a YAML tag',
    `- ${action(', reason: !!binary aGk=')}`,
    ['line 1, column 63: not valid YAML: Unresolved tag: tag:yaml.org,2002:binary'],
  ],
  [
    'an alias without anchor',
    `- ${action(', window: *night')}`,
    ['line 1: not valid YAML: text that begins with * must be in quotes'],
  ],
  ['a list as key', '? [a]\n: b', ['line 1: not valid YAML: a key must be text']],
])('%s is reported', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});
