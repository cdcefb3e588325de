// Whatever is given as parameters: it is read, or rejected with every problem listed, and nothing else happens.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidParametersError, parseParameters } from '../../src/index.ts';
import { runs } from './runs.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })).filter((value) => /\S/.test(value));

const valid = fc.record(
  {
    resource_id: fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => id.toUpperCase()),
    ),
    resource_name: fc.option(fc.string()),
    migration_type: fc.option(fc.oneof(fc.constantFrom('cold', 'swap', 'migrate', 'retype'), text)),
    destination_node: fc.option(text),
    destination_type: fc.option(text),
    swap_method: fc.option(fc.constantFrom('auto' as const, 'attachment' as const, 'retype' as const)),
    allow_encryption_change: fc.option(fc.boolean()),
  },
  { requiredKeys: ['resource_id'] },
);

const noText = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.array(fc.jsonValue()),
  fc.dictionary(fc.string(), fc.jsonValue()),
  fc.constant(' \t'),
);
const noUuid = fc.oneof(
  noText,
  fc.constant(null),
  fc.string(),
  fc.uuid().map((id) => `${id}0`),
);
const noMethod = fc.oneof(
  noText,
  fc.string().filter((value) => !['auto', 'attachment', 'retype'].includes(value)),
);

const noBoolean = fc.oneof(noText, fc.string()).filter((value) => typeof value !== 'boolean');

// A name may be any text.
const noName = noText.filter((value) => typeof value !== 'string');

/** An invalid value for each field. */
const invalid = {
  resource_id: noUuid,
  resource_name: noName,
  migration_type: noText,
  destination_node: noText,
  destination_type: noText,
  swap_method: noMethod,
  allow_encryption_change: noBoolean,
};

const unknownName = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,12}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'Resource_id'),
);
const unknownNames = fc.uniqueArray(unknownName.filter((name) => !Object.hasOwn(invalid, name)));

function faultsOf(parameters: unknown): readonly string[] {
  try {
    parseParameters(parameters);
  } catch (error) {
    if (!(error instanceof InvalidParametersError)) throw error;
    expect(error.message).toBe(`Invalid parameters: ${error.faults.join('; ')}`);
    expect(error.faults.length).toBeGreaterThan(0);
    return error.faults;
  }
  return [];
}

test('valid parameters are accepted, and are the same when written again', () => {
  fc.assert(
    fc.property(valid, (given) => {
      const parameters = parseParameters(given);
      expect(parameters).toEqual({
        resourceId: given.resource_id.toLowerCase(),
        migrationType: given.migration_type ?? 'swap',
        destinationNode: given.destination_node ?? null,
        destinationType: given.destination_type ?? null,
        swapMethod: given.swap_method ?? 'auto',
        allowEncryptionChange: given.allow_encryption_change ?? false,
      });
      const { resourceId, migrationType, destinationNode, destinationType, swapMethod } = parameters;
      const written = {
        resource_id: resourceId,
        migration_type: migrationType,
        destination_node: destinationNode,
        destination_type: destinationType,
        swap_method: swapMethod,
        allow_encryption_change: parameters.allowEncryptionChange,
      };
      expect(parseParameters(JSON.parse(JSON.stringify(written)))).toEqual(parameters);
    }),
    { numRuns: runs(1_000) },
  );
});

test('each invalid field is named, and no other', () => {
  const fields = fc.record({
    good: valid,
    bad: fc.record(invalid, { requiredKeys: [] }),
    unknown: unknownNames,
  });
  fc.assert(
    fc.property(fields, ({ good, bad, unknown }) => {
      const extra = Object.fromEntries(unknown.map((name) => [name, 1]));
      const named = faultsOf({ ...good, ...bad, ...extra }).map((fault) => fault.split(':')[0]);
      expect(named.toSorted()).toEqual([...Object.keys(bad), ...unknown].toSorted());
    }),
    { numRuns: runs(1_000) },
  );
});

test.each([
  ['JSON', fc.json().map((json): unknown => JSON.parse(json))],
  [
    'value',
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  ],
  [
    'values of the fields',
    fc.dictionary(
      fc.constantFrom(...Object.keys(invalid), '__proto__', 'toString'),
      fc.anything({ withBigInt: true }),
    ),
  ],
] as const)('no %s crashes it', (_, given) => {
  fc.assert(
    fc.property(given, (parameters) => {
      faultsOf(parameters);
    }),
    { numRuns: runs(1_000) },
  );
});

test('a circular value is rejected like any other', () => {
  const itself: unknown[] = [];
  itself.push(itself);
  expect(faultsOf({ resource_id: itself })).toEqual([
    'resource_id: expected the UUID of a volume, got object',
  ]);
});
