// Volume type against pool, compared with Cinder's own CapabilitiesFilter (test/openstack/extraSpecsTable.ts).
import { expect, test } from 'vitest';
import { mismatches } from '../../machines/extraSpecs.ts';
import table from './extraSpecsTable.json' with { type: 'json' };
import { pool, volumeType } from './walk.ts';

type Specs = Readonly<Record<string, string | null>>;

const letter = (extraSpecs: Specs, capabilities: Readonly<Record<string, unknown>>): string =>
  mismatches(volumeType('type', { extraSpecs }), pool('pool', '', { capabilities })).length === 0 ? '+' : '.';

// If the filter raises an error, the scheduler finds no pool.
const wanted = (letters: string): string => letters.replaceAll('!', '.');

test.each(Object.entries(table.specs))('the spec %j is met by the same values', (required, letters) => {
  const said = table.values.map((value) => letter({ a: required }, { a: value }));
  expect(said.join('')).toBe(wanted(letters));
});

test.each(Object.entries(table.keys))('the key %j means the same capability', (key, letters) => {
  const said = table.required.map((required) => letter({ [key]: required }, table.capabilities));
  expect(said.join('')).toBe(wanted(letters));
});

test.each(table.pairs)('the extra specs %j, the capabilities %j: %s', (...[specs, capabilities, letters]) => {
  expect(letter(specs as Specs, capabilities as Specs)).toBe(wanted(String(letters)));
});
