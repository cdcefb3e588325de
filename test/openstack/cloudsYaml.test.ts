// A cloud's configuration as volume-migrate reads it, compared with openstacksdk itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIFFERENCES } from './cloudsYaml/differences.ts';
import { generatedCase } from './cloudsYaml/generated.ts';
import { askOpenstacksdk } from './cloudsYaml/openstacksdk.ts';
import { PUBLIC_SHAPES } from './cloudsYaml/publicShapes.ts';
import { askOurselves, comparable } from './cloudsYaml/resolved.ts';

const GENERATED = 200;

// One process per case.
const LIMIT = { timeout: 600_000 };

test(
  `${PUBLIC_SHAPES.length} files of public shapes mean to volume-migrate what they mean to openstacksdk`,
  LIMIT,
  async () => {
    const { answers } = askOpenstacksdk(PUBLIC_SHAPES);
    for (const [n, one] of PUBLIC_SHAPES.entries()) {
      const theirs = answers[n] ?? { error: 'no answer' };
      const ours = await askOurselves(one);
      expect
        .soft(comparable(ours), `${one.name}: ${JSON.stringify({ ours, theirs })}`)
        .toEqual(comparable(theirs));
    }
  },
);

test(
  `${GENERATED} generated configurations mean to volume-migrate what they mean to openstacksdk`,
  LIMIT,
  async () => {
    const seed = Date.now();
    const cases = fc.sample(generatedCase, { numRuns: GENERATED, seed });
    const { answers } = askOpenstacksdk(cases);
    const differences: unknown[] = [];
    let refused = 0;
    for (const [n, one] of cases.entries()) {
      const theirs = answers[n] ?? { error: 'no answer' };
      const ours = await askOurselves(one);
      if ('error' in theirs) refused += 1;
      const isSame = JSON.stringify(sorted(comparable(ours))) === JSON.stringify(sorted(comparable(theirs)));
      if (!isSame) differences.push({ one, ours, theirs });
    }
    expect(differences.slice(0, 3), `seed ${seed}, ${differences.length} differences`).toEqual([]);
    // Cases that both reject show little.
    expect(refused).toBeLessThan(GENERATED / 10);
  },
);

const TABLE = readFileSync(join(import.meta.dirname, 'cloudsYaml/README.md'), 'utf8');
const ROWS = [...TABLE.matchAll(/^\| ([^|`]+?) \| .+ \| .+ \| .+ \|$/gm)]
  .map(([, row]) => row ?? '')
  .filter((row) => !['about', '---'].includes(row));

test('every difference is explained in the table, and the table explains nothing else', LIMIT, async () => {
  expect([...new Set(DIFFERENCES.map(({ difference }) => difference))].toSorted()).toEqual(ROWS.toSorted());
  const { answers } = askOpenstacksdk(DIFFERENCES);
  for (const [n, one] of DIFFERENCES.entries()) {
    const theirs = answers[n] ?? { error: 'no answer' };
    const ours = await askOurselves(one);
    const title = `${one.difference}: ${one.name}: ${JSON.stringify({ ours, theirs })}`;
    expect.soft(comparable(ours), title).not.toEqual(comparable(theirs));
  }
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
