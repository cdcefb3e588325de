// Whether a volume type can live on a pool: the chart's rule and the simulated cloud's, compared with Cinder's own filter.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mismatches } from '../../machines/extraSpecs.ts';
import table from '../machines/extraSpecsTable.json' with { type: 'json' };
import { pool, volumeType } from '../machines/walk.ts';
import { extraSpecPair } from '../properties/extraSpecPairs.ts';
import { askCapabilitiesFilter } from './capabilitiesFilter.ts';
import { askTable } from './extraSpecsTable.ts';

const PAIRS = 20_000;

test(`for ${PAIRS} random pairs the chart's rule agrees with the filter, where an error is a no`, () => {
  const seed = Date.now();
  const pairs = fc.sample(extraSpecPair, { numRuns: PAIRS, seed });
  const { answers } = askCapabilitiesFilter(pairs);
  const differences = pairs.flatMap(([extraSpecs, capabilities], n) => {
    const said = mismatches(volumeType('t', { extraSpecs }), pool('p', '', { capabilities })).length === 0;
    return said === (answers[n] === true) ? [] : [{ extraSpecs, capabilities, said, filter: answers[n] }];
  });
  expect(differences.slice(0, 20), `seed ${seed}`).toEqual([]);
});

test('the stored table matches this filter', () => {
  expect(askTable()).toEqual({ ...table, cinder: expect.any(String) });
});
