// A plan as a file: the exact text in JSON and YAML, and the schemas that describe it.
import { expect, test } from 'vitest';
import { formatPlan, type Plan, planJsonSchema, planSchema, readPlan } from '../../../src/index.ts';
import { volume } from './problemsOf.ts';

const plan: Plan = {
  pools: [
    {
      ...{ after: { free: 1 }, name: 'node1@alpha#alpha', before: { z: 'infinite', a: null } },
      thresholdPercent: 80.5,
    },
  ],
  empties: [],
  notes: [],
  skipped: [{ reasons: ['it has snapshots'], resourceId: volume(9) }],
  actions: [
    {
      window: { timeZone: 'UTC', days: ['sat'], to: '06:00', from: '22:00' },
      notBefore: '2026-12-01T22:00:00Z',
      reason: null,
      after: [volume(2)],
      resourceName: 'yes',
      parameters: {
        allowEncryptionChange: false,
        swapMethod: 'auto',
        destinationType: null,
        destinationNode: 'node2@alpha#alpha',
        migrationType: 'migrate',
        resourceId: volume(1),
      },
    },
    {
      ...{ window: null, notBefore: null, reason: null, resourceName: null },
      parameters: {
        ...{ resourceId: volume(2), migrationType: 'retype', destinationNode: null },
        ...{ destinationType: 'beta', swapMethod: 'auto', allowEncryptionChange: false },
      },
    },
  ],
  classes: { root: { window: null, notBefore: null }, attached: null },
  limits: { pools: { 'node1@alpha#alpha': { destination: 1, source: 2 } }, perServer: 1, total: 8 },
  createdAt: null,
  cloud: null,
};

const yaml = `version: 1
limits:
  total: 8
  per_server: 1
  pools:
    node1@alpha#alpha:
      source: 2
      destination: 1
classes:
  root: {}
actions:
  - resource_id: ${volume(1)}
    resource_name: "yes"
    migration_type: migrate
    destination_node: node2@alpha#alpha
    after:
      - ${volume(2)}
    not_before: "2026-12-01T22:00:00Z"
    window:
      from: "22:00"
      to: "06:00"
      days:
        - sat
      time_zone: UTC
  - resource_id: ${volume(2)}
    migration_type: retype
    destination_type: beta
skipped:
  - resource_id: ${volume(9)}
    reasons:
      - it has snapshots
pools:
  - name: node1@alpha#alpha
    before:
      z: infinite
      a: null
    after:
      free: 1
    threshold_percent: 80.5
`;

test('YAML has the keys in the order of the documentation, without null members, and quotes what YAML 1.1 would not read as text', () => {
  expect(formatPlan(plan, 'yaml')).toBe(yaml);
});

test('JSON has the same data in the same order', () => {
  const text = formatPlan(plan, 'json');
  expect(text.startsWith('{\n  "version": 1,\n  "limits": {')).toBe(true);
  expect(text.endsWith('}\n')).toBe(true);
  expect(formatPlan(readPlan(text), 'yaml')).toBe(yaml);
});

test('what several parts share is written for each of them, not as an alias', () => {
  const [action] = plan.actions;
  if (action === undefined) throw new Error('the plan has an action');
  const second = { ...action, parameters: { ...action.parameters, resourceId: volume(2) } };
  const text = formatPlan(
    { ...plan, actions: [action, second], pools: [...plan.pools, ...plan.pools] },
    'yaml',
  );
  expect(text).not.toMatch(/[&*]/);
  expect(text.match(/z: infinite/g)).toHaveLength(2);
  expect(text.match(/from: "22:00"/g)).toHaveLength(2);
});

test('the schema accepts what formatPlan writes', () => {
  expect(planSchema.safeParse(JSON.parse(formatPlan(plan, 'json'))).success).toBe(true);
});

test('the JSON Schema has every member of a plan and of an action, and allows no others', () => {
  const schema = JSON.parse(JSON.stringify(planJsonSchema));
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    required: ['version', 'actions'],
    additionalProperties: false,
    properties: { version: { const: 1 }, actions: { type: 'array' } },
  });
  const { properties } = schema;
  expect(Object.keys(properties)).toEqual([
    'version',
    'cloud',
    'created_at',
    'limits',
    'classes',
    'actions',
    'skipped',
    'pools',
    'empties',
    'notes',
  ]);
  const action = properties.actions.items;
  expect(action).toMatchObject({ required: ['resource_id'], additionalProperties: false });
  expect(Object.keys(action.properties)).toEqual([
    ...['resource_id', 'resource_name', 'migration_type', 'destination_node', 'destination_type'],
    ...['swap_method', 'allow_encryption_change', 'reason', 'after', 'not_before', 'window'],
  ]);
});
