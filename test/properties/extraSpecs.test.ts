// Cinder's rule exists twice in this project, written independently: for the chart, and for the simulated scheduler.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mismatches } from '../../machines/extraSpecs.ts';
import { satisfiesExtraSpecs } from '../../src/simulator/volume/extraSpecs.ts';
import { pool, volumeType } from '../machines/walk.ts';
import { extraSpecPair } from './extraSpecPairs.ts';
import { runs } from './runs.ts';

// If Cinder's filter raises an error, so does the simulated one: then no pool is found.
function simulated(extraSpecs: Record<string, string>, capabilities: Record<string, unknown>): boolean {
  try {
    return satisfiesExtraSpecs(capabilities, extraSpecs);
  } catch {
    return false;
  }
}

// The simulated cloud has no specs without a value.
const withValues = (extraSpecs: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(extraSpecs).map(([key, value]) => [key, value ?? '']));

test('the chart and the simulated cloud agree on whether extra specs are met', () => {
  fc.assert(
    fc.property(extraSpecPair, ([specs, capabilities]) => {
      const extraSpecs = withValues(specs);
      const missing = mismatches(volumeType('t', { extraSpecs }), pool('p', '', { capabilities }));
      expect(missing.length === 0).toBe(simulated(extraSpecs, capabilities));
    }),
    { numRuns: runs(3_000) },
  );
});

test('a mismatch is named with what is required and what is reported; a met spec is not', () => {
  fc.assert(
    fc.property(extraSpecPair, ([extraSpecs, capabilities]) => {
      const one = pool('p', '', { capabilities });
      const all = mismatches(volumeType('t', { extraSpecs }), one);
      const each = Object.entries(extraSpecs).flatMap(([key, required]) =>
        mismatches(volumeType('t', { extraSpecs: { [key]: required } }), one),
      );
      expect(all).toEqual(each);
      expect(all.every(({ key, required }) => extraSpecs[key] === required)).toBe(true);
    }),
    { numRuns: runs(1_000) },
  );
});
