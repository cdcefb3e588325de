// Exports of Watcher that cannot be used: the problem names the command that exports what is missing.
import { expect, test } from 'vitest';
import { problemsOf } from './problemsOf.ts';
import { COMMAND, labelled, PLAN, raw, toPool, uuid } from './watcherActions.ts';

const withoutParameters = ({ Parameters: _, ...row }: ReturnType<typeof labelled>) => row;
const many = [1, 2, 3].map((n) => labelled({ n }));

test.each([
  [
    'an export without --detail',
    many.map(({ UUID, Parents, State, Action, ...row }) => ({
      UUID,
      Parents,
      State,
      'Action Plan': row['Action Plan'],
      Action,
    })),
    [`the actions have no Parameters: export them with ${COMMAND}`],
  ],
  [
    'an export in which some actions have no Parameters',
    [many[0], withoutParameters(labelled({ n: 2 })), many[2]],
    [`1 of 3 actions have no Parameters: export them with ${COMMAND}`],
  ],
  [
    'an invalid action after one without Parameters',
    [withoutParameters(labelled({ n: 2 })), labelled({ n: 1, parameters: { resource_id: 'x' } })],
    [
      `1 of 2 actions have no Parameters: export them with ${COMMAND}`,
      '[1].Parameters.resource_id (line 1): expected the UUID of a volume, got "x"',
    ],
  ],
  [
    'a page of the API with a link to the next, and an invalid action in it',
    {
      actions: [raw({ n: 1 }), raw({ n: 2, parameters: { resource_id: 'x' } })],
      next: 'http://watcher/v1/actions?marker=x',
    },
    [
      `next (line 1): the export is incomplete: export all actions with ${COMMAND}`,
      'actions[1].input_parameters.resource_id (line 1): expected the UUID of a volume, got "x"',
    ],
  ],
  [
    'an export without pending moves',
    [labelled({ n: 1, state: 'SUCCEEDED' }), labelled({ n: 2, type: 'nop' })],
    [
      `the export has no pending volume_migrate actions: 1 action left out, not pending: 1 SUCCEEDED volume_migrate; 1 action left out, not volume_migrate: nop ${uuid(2)}`,
    ],
  ],
  [
    'an action plan without its actions',
    {
      UUID: PLAN,
      Audit: uuid(1),
      Strategy: 'zone_migration',
      State: 'RECOMMENDED',
      'Efficacy indicators': [],
    },
    [`an action plan of Watcher without its actions: export them with ${COMMAND}`],
  ],
  ['something that is no action in an export', [many[0], 7], ['[1] (line 1): expected an action of Watcher']],
  [
    'the same volume twice in an export',
    [many[0], labelled({ n: 5, state: 'FAILED' }), labelled({ n: 6, parameters: toPool(1) })],
    ['[2].Parameters.resource_id (line 1): the same volume as [0].Parameters.resource_id (line 1)'],
  ],
  [
    'an unknown parameter in an export',
    [
      labelled({ n: 5, state: 'FAILED' }),
      labelled({ n: 1, parameters: { ...toPool(1), destination_pool: 'x' } }),
    ],
    [
      '[1].Parameters.destination_pool (line 1): unknown key (known: resource_id, resource_name, migration_type, destination_node, destination_type, swap_method, allow_encryption_change, reason, after, not_before, window)',
    ],
  ],
])('%s is reported', (_, file, expected) => {
  expect(problemsOf(JSON.stringify(file))).toEqual(expected);
});

test('without the UUID of an action plan, the command has a placeholder', () => {
  const row = { ...withoutParameters(labelled({ n: 1 })), 'Action Plan': '$(reboot)' };
  expect(problemsOf(JSON.stringify([row]))).toEqual([
    'the actions have no Parameters: export them with openstack optimize action list --action-plan UUID --detail --limit 0 -f json',
  ]);
});
