// The limits of the shipped configuration: plans that wait for their moves never have all places of a partition.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPEN_PLANS } from '../../src/restate/cloudWorkflows.ts';

const SHIPPED = join(import.meta.dirname, '../../docs/cluster');
const FILES = ['restate.toml', ...[1, 2, 3].map((n) => `three-nodes/node${n}.toml`)];
// Runs that move volumes need places too, and some hosts have many clouds.
const CLOUDS = 10;

const numberIn = (file: string, pattern: RegExp): number =>
  Number(pattern.exec(readFileSync(join(SHIPPED, file), 'utf8'))?.[1]);

test.each(FILES)('%s has twice as many places in a partition as ten clouds have open plans', (file) => {
  const places = numberIn(file, /^concurrent-invocations-limit = (\d+)$/m);
  expect(places).toBeGreaterThanOrEqual(2 * CLOUDS * OPEN_PLANS.limit);
});

test('HAProxy has more connections than ten clouds have open plans', () => {
  expect(numberIn('haproxy.cfg', /^ {4}maxconn (\d+)$/m)).toBeGreaterThan(CLOUDS * OPEN_PLANS.limit);
});
