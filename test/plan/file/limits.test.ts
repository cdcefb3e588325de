// The limits of a plan file: whole numbers from 1, one move per server.
import { expect, test } from 'vitest';
import { problemsOf, volume } from './problemsOf.ts';

const action = (rest = ''): string => `{resource_id: ${volume(1)}${rest}}`;
const plan = (rest: string): string => `version: 1\n${rest}\nactions:\n  - ${action()}\n`;
const COUNT = 'expected a whole number from 1, got';
const PER_SERVER =
  'volumes of one server take turns, because Nova holds one lock for each server: per_server can only be 1';

test.each<readonly [string, string, readonly string[]]>([
  [
    'a limit of 0',
    plan('limits: {total: 0}'),
    [`limits.total (line 2): ${COUNT} 0. To start no moves for a while, pause the plan`],
  ],
  ['a negative limit', plan('limits: {per_pool: -1}'), [`limits.per_pool (line 2): ${COUNT} -1`]],
  ['a limit with a fraction', plan('limits: {per_pair: 1.5}'), [`limits.per_pair (line 2): ${COUNT} 1.5`]],
  ['a limit as text', plan('limits: {per_source: "2"}'), [`limits.per_source (line 2): ${COUNT} "2"`]],
  [
    'a limit of a pool of 0',
    plan('limits: {pools: {a@b#c: {destination: 0}}}'),
    [`limits.pools["a@b#c"].destination (line 2): ${COUNT} 0. To start no moves for a while, pause the plan`],
  ],
  [
    'a pool without name',
    plan('limits: {pools: {" ": {}}}'),
    ['limits.pools[" "] (line 2): expected the name of a pool, as host@backend#pool'],
  ],
  ['per_server 2', plan('limits: {per_server: 2}'), [`limits.per_server (line 2): ${PER_SERVER}`]],
  [
    'a limit beyond the whole numbers of JavaScript',
    plan('limits: {per_pair: 100000000000000000000}'),
    [`limits.per_pair (line 2): ${COUNT} 100000000000000000000`],
  ],
])('%s is reported', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});
