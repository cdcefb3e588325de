// Exports of Watcher: the pending moves of volumes are read, and notes name what is left out.
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readPlan } from '../../../src/index.ts';
import { volume } from './problemsOf.ts';
import { labelled, type Row, raw, uuid } from './watcherActions.ts';

const rows: readonly Row[] = [
  { n: 3 },
  { n: 1, type: 'migrate', parameters: { migration_type: 'live' } },
  { n: 2, state: 'SUCCEEDED' },
  { n: 4, state: 'SUCCEEDED', type: 'migrate' },
  { n: 5, state: 'SUCCEEDED' },
  { n: 6, state: 'SKIPPED' },
  { n: 7, type: 'sleep', parameters: { duration: 3 }, parents: [uuid(3)] },
  { n: 8, parents: [uuid(7)] },
  { n: 9, type: 'nop', parameters: { message: 'hello' } },
];

describe.each([
  ['the list of the openstack command in JSON', JSON.stringify(rows.map(labelled), null, 2)],
  ['the list of the openstack command in YAML', stringify(rows.map(labelled))],
  ['the body of the API', JSON.stringify({ actions: rows.map(raw), next: null })],
  ['the list of the API', JSON.stringify(rows.map(raw))],
])('%s', (_, text) => {
  test('has its pending moves of volumes read, in the order of the list', () => {
    const { actions } = readPlan(text);
    expect(actions.map(({ parameters }) => parameters.resourceId)).toEqual([volume(3), volume(8)]);
    expect(actions[0]).toEqual({
      parameters: {
        resourceId: volume(3),
        migrationType: 'migrate',
        destinationNode: 'node2@alpha#alpha',
        destinationType: null,
        swapMethod: 'auto',
        allowEncryptionChange: false,
      },
      resourceName: null,
      reason: null,
      notBefore: null,
      window: null,
    });
  });

  test('has notes that count the actions which are not pending, and name those of other types', () => {
    expect(readPlan(text).notes).toEqual([
      '4 actions left out, not pending: 2 SUCCEEDED volume_migrate, 1 SUCCEEDED migrate, 1 SKIPPED volume_migrate',
      `3 actions left out, not volume_migrate: migrate ${uuid(1)}, sleep ${uuid(7)}, nop ${uuid(9)}`,
      'The parents of the actions are ignored: they are only chunks. The order of the list is kept',
    ]);
  });
});

test('an export in which nothing is left out has no notes', () => {
  expect(readPlan(JSON.stringify([labelled({ n: 1 })])).notes).toEqual([]);
});

describe('swap', () => {
  const swap = (parameters: object) =>
    readPlan(
      JSON.stringify([
        labelled({ n: 1, parameters: { resource_id: volume(1), migration_type: 'swap', ...parameters } }),
      ]),
    );

  test('with a destination_node and no destination_type is a migration to that pool, and a note says so', () => {
    for (const destination_type of [{}, { destination_type: null }]) {
      const { actions, notes } = swap({ destination_node: 'node2@alpha#alpha', ...destination_type });
      expect(actions[0]?.parameters.migrationType).toBe('migrate');
      expect(notes).toEqual([
        '1 action of type swap with a destination_node: done as migrate to that pool, as Watcher does',
      ]);
    }
  });

  test('with a destination_type stays a swap', () => {
    const { actions, notes } = swap({ destination_node: 'node2@alpha#alpha', destination_type: 'beta' });
    expect(actions[0]?.parameters.migrationType).toBe('swap');
    expect(notes).toEqual([]);
  });
});

test('more than 20 actions of other types are not all named', () => {
  const others = Array.from({ length: 23 }, (_, n) => labelled({ n: n + 2, type: 'migrate' }));
  const [note] = readPlan(JSON.stringify([labelled({ n: 1 }), ...others])).notes;
  expect(note).toContain(`migrate ${uuid(21)}, and 3 more`);
  expect(note).not.toContain(uuid(22));
});

test('an export of exactly 1,000 actions has a note that the rest may be missing', () => {
  const notes = (count: number) =>
    readPlan(JSON.stringify(Array.from({ length: count }, (_, n) => labelled({ n })))).notes;
  expect(notes(1_000)).toEqual([
    'The export has exactly 1000 actions: without --limit 0, Watcher leaves out the rest',
  ]);
  expect(notes(1_001)).toEqual([]);
});

test('control characters in a note are shown as escapes', () => {
  const other = { ...labelled({ n: 2 }), State: 'PEN\u001b[31m', Action: '\u202e' };
  expect(readPlan(JSON.stringify([labelled({ n: 1 }), other])).notes).toEqual([
    '1 action left out, not pending: 1 PEN\\u001b[31m \\u202e',
  ]);
});

test('actions of several action plans have a note', () => {
  const other = { ...labelled({ n: 2 }), 'Action Plan': uuid(9) };
  expect(readPlan(JSON.stringify([labelled({ n: 1 }), other])).notes).toEqual([
    'The actions are from 2 action plans',
  ]);
});
