// The action's parameters: each field wrong in each way, and several at once.
import { describe, expect, test } from 'vitest';
import { actions, InvalidParametersError, parseParameters } from '../../src/index.ts';

const ID = '8e8493b6-aa55-4727-8e84-8786e2dddc6c';

function faultsOf(parameters: unknown): readonly string[] {
  try {
    parseParameters(parameters);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidParametersError);
    return (error as InvalidParametersError).faults;
  }
  return [];
}

const KNOWN =
  '(known: resource_id, resource_name, migration_type, destination_node, destination_type, swap_method, allow_encryption_change)';

const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['nothing', undefined, ['expected an object with resource_id, got nothing']],
  ['null', null, ['expected an object with resource_id, got null']],
  ['a number', 42, ['expected an object with resource_id, got 42']],
  ['a list', [ID], [`expected an object with resource_id, got ["${ID}"]`]],
  ['no resource_id', {}, ['resource_id: expected the UUID of a volume, got nothing']],
  ['resource_id null', { resource_id: null }, ['resource_id: expected the UUID of a volume, got null']],
  ['resource_id a number', { resource_id: 7 }, ['resource_id: expected the UUID of a volume, got 7']],
  [
    'resource_id no UUID',
    { resource_id: 'EFEF' },
    ['resource_id: expected the UUID of a volume, got "EFEF"'],
  ],
  [
    'resource_id with something after the UUID',
    { resource_id: `${ID}/action` },
    [`resource_id: expected the UUID of a volume, got "${ID}/action"`],
  ],
  [
    'resource_id empty',
    { resource_id: '' },
    ['resource_id: expected the UUID of a volume, got an empty string'],
  ],
  [
    'resource_name a number',
    { resource_id: ID, resource_name: 7 },
    ['resource_name: expected the name of the volume, got 7'],
  ],
  [
    'resource_name a list',
    { resource_id: ID, resource_name: ['data1'] },
    ['resource_name: expected the name of the volume, got ["data1"]'],
  ],
  [
    'migration_type a number',
    { resource_id: ID, migration_type: 42 },
    ['migration_type: expected "swap", "cold", "migrate" or "retype", got 42'],
  ],
  [
    'migration_type blank',
    { resource_id: ID, migration_type: ' ' },
    ['migration_type: expected "swap", "cold", "migrate" or "retype", got an empty string'],
  ],
  [
    'destination_node a number',
    { resource_id: ID, destination_node: 42 },
    ['destination_node: expected a node, as host@backend#pool, got 42'],
  ],
  [
    'destination_node a list',
    { resource_id: ID, destination_node: [1] },
    ['destination_node: expected a node, as host@backend#pool, got [1]'],
  ],
  [
    'destination_node empty',
    { resource_id: ID, destination_node: '' },
    ['destination_node: expected a node, as host@backend#pool, got an empty string'],
  ],
  [
    'destination_type an object',
    { resource_id: ID, destination_type: { name: 'x' } },
    ['destination_type: expected the name or ID of a volume type, got {"name":"x"}'],
  ],
  [
    'destination_type empty',
    { resource_id: ID, destination_type: '' },
    ['destination_type: expected the name or ID of a volume type, got an empty string'],
  ],
  [
    'swap_method unknown',
    { resource_id: ID, swap_method: 'fast' },
    ['swap_method: expected "auto", "attachment" or "retype", got "fast"'],
  ],
  [
    'allow_encryption_change as a word',
    { resource_id: ID, allow_encryption_change: 'yes' },
    ['allow_encryption_change: expected true or false, got "yes"'],
  ],
  [
    'a misspelt name, in any spelling',
    { resource_id: ID, destnation_node: 'x', destinationType: 'x', 'swap-method': 'auto' },
    [
      'destnation_node: unknown parameter (did you mean destination_node?)',
      'destinationType: unknown parameter (did you mean destination_type?)',
      'swap-method: unknown parameter (did you mean swap_method?)',
    ],
  ],
  ['an unknown name', { resource_id: ID, dest_node: 'x' }, [`dest_node: unknown parameter ${KNOWN}`]],
  [
    'everything at once',
    {
      resource_id: 'EFEF',
      migration_type: 42,
      destination_node: [1],
      destination_type: '',
      swap_method: 0,
      allow_encryption_change: 1,
      a: 1,
      b: 2,
    },
    [
      'resource_id: expected the UUID of a volume, got "EFEF"',
      'migration_type: expected "swap", "cold", "migrate" or "retype", got 42',
      'destination_node: expected a node, as host@backend#pool, got [1]',
      'destination_type: expected the name or ID of a volume type, got an empty string',
      'swap_method: expected "auto", "attachment" or "retype", got 0',
      'allow_encryption_change: expected true or false, got 1',
      `a: unknown parameter ${KNOWN}`,
      `b: unknown parameter ${KNOWN}`,
    ],
  ],
];

describe('refused before a run exists, with every problem listed', () => {
  test.each(refused)('%s', (_, parameters, faults) => {
    expect(faultsOf(parameters)).toEqual(faults);
  });
});

describe('accepted', () => {
  test('migration_type is swap if it is absent', () => {
    expect(parseParameters({ resource_id: ID, destination_type: 'gold' })).toEqual({
      resourceId: ID,
      migrationType: 'swap',
      destinationNode: null,
      destinationType: 'gold',
      swapMethod: 'auto',
      allowEncryptionChange: false,
    });
  });

  test.each([true, false])('allow_encryption_change: %s', (allow_encryption_change) => {
    expect(parseParameters({ resource_id: ID, allow_encryption_change }).allowEncryptionChange).toBe(
      allow_encryption_change,
    );
  });

  test('null counts as absent', () => {
    const nulls = {
      resource_name: null,
      migration_type: null,
      destination_node: null,
      destination_type: null,
      swap_method: null,
      allow_encryption_change: null,
    };
    expect(parseParameters({ resource_id: ID, ...nulls })).toEqual(parseParameters({ resource_id: ID }));
  });

  test.each(['data1', ''])('resource_name %j is not used: a name may be empty', (resource_name) => {
    expect(parseParameters({ resource_id: ID, resource_name })).toEqual(parseParameters({ resource_id: ID }));
  });

  test.each(['migrate', 'retype', 'cold', 'swap'])('migration_type %s', (migration_type) => {
    expect(parseParameters({ resource_id: ID, migration_type }).migrationType).toBe(migration_type);
  });

  test('an upper-case UUID is the same UUID', () => {
    expect(parseParameters({ resource_id: ID.toUpperCase() }).resourceId).toBe(ID);
  });

  test('another migration_type is for the chart to refuse', () => {
    expect(parseParameters({ resource_id: ID, migration_type: 'live' }).migrationType).toBe('live');
  });
});

describe('the action as a host loads it by name', () => {
  test('volume_migrate has a JSON Schema with the specification’s names', () => {
    expect(actions.volume_migrate.schema).toMatchObject({
      type: 'object',
      required: ['resource_id'],
      additionalProperties: false,
      properties: {
        resource_id: { type: 'string', format: 'uuid' },
        resource_name: {},
        migration_type: { default: 'swap', examples: ['swap', 'cold', 'migrate', 'retype'] },
        destination_node: {},
        destination_type: {},
        swap_method: { default: 'auto' },
      },
    });
  });

  test('its validation rejects what parseParameters rejects', () => {
    expect(() => actions.volume_migrate.validate({ resource_id: 'EFEF' })).toThrow(InvalidParametersError);
    expect(() => actions.volume_migrate.validate({ resource_id: ID })).not.toThrow();
  });
});
