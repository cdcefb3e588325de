// Actions of Watcher in both forms of an export, for the tests.
import { volume } from './problemsOf.ts';

export const PLAN = '4f8f6f0e-6c4b-4b71-9a0e-30e6b0a1d5f1';
export const COMMAND = `openstack optimize action list --action-plan ${PLAN} --detail --limit 0 -f json`;

export interface Row {
  readonly n: number;
  readonly type?: string;
  readonly state?: string;
  readonly parents?: readonly string[];
  readonly parameters?: unknown;
}

export const uuid = (n: number): string => `0a0b0c0d-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const toPool = (n: number) => ({
  resource_id: volume(n),
  resource_name: null,
  migration_type: 'migrate',
  destination_node: 'node2@alpha#alpha',
});

/** As `openstack optimize action list --detail -f json` prints it. */
export const labelled = ({
  n,
  type = 'volume_migrate',
  state = 'PENDING',
  parents = [],
  parameters,
}: Row) => ({
  UUID: uuid(n),
  'Created At': '2026-11-28T20:00:00+00:00',
  'Updated At': null,
  'Deleted At': null,
  Parents: parents,
  State: state,
  'Action Plan': PLAN,
  Action: type,
  Parameters: parameters ?? toPool(n),
  Description: 'Moving a volume to destination_node',
  'Status Message': null,
});

/** As `GET /v1/actions/detail` returns it. */
export const raw = ({ n, type = 'volume_migrate', state = 'PENDING', parents = [], parameters }: Row) => ({
  uuid: uuid(n),
  state,
  parents,
  action_plan_uuid: PLAN,
  action_type: type,
  input_parameters: parameters ?? toPool(n),
  status_message: null,
});
