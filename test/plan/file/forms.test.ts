// The forms of a plan file: the same actions are read from each of them.
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readPlan } from '../../../src/index.ts';
import { volume } from './problemsOf.ts';

const actions = [
  { resource_id: volume(1), migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  { resource_id: volume(2).toUpperCase(), destination_type: 'beta', resource_name: 'data2' },
];
const plan = { version: 1, actions };
const lines = actions.map((action) => JSON.stringify(action));

const common = { notBefore: null, window: null, reason: null };
const defaults = { swapMethod: 'auto', allowEncryptionChange: false };
const expected = [
  {
    parameters: {
      ...defaults,
      resourceId: volume(1),
      migrationType: 'migrate',
      destinationNode: 'node2@alpha#alpha',
      destinationType: null,
    },
    resourceName: null,
    ...common,
  },
  {
    parameters: {
      ...defaults,
      resourceId: volume(2),
      migrationType: 'swap',
      destinationNode: null,
      destinationType: 'beta',
    },
    resourceName: 'data2',
    ...common,
  },
];

test.each([
  ['a plan in JSON', JSON.stringify(plan)],
  ['a plan in YAML', stringify(plan)],
  ['a list of actions in JSON', JSON.stringify(actions, null, 2)],
  ['a list of actions in YAML', stringify(actions)],
  [
    'a list in the flow style of YAML',
    `[{resource_id: ${volume(1)}, migration_type: migrate, destination_node: "node2@alpha#alpha"}, ${lines[1]}]`,
  ],
  ['JSON Lines', lines.join('\n')],
  ['JSON Lines with blank lines and CRLF', `\r\n${lines.join('\r\n \r\n')}\r\n\r\n`],
  ['JSON with a byte order mark', `\ufeff${JSON.stringify(plan)}`],
  ['YAML with a byte order mark', `\ufeff${stringify(plan)}`],
])('%s is read', (_, text) => {
  expect(readPlan(text)).toEqual({
    cloud: null,
    createdAt: null,
    limits: {},
    classes: { attached: null, root: null },
    actions: expected,
    skipped: [],
    pools: [],
    empties: [],
    notes: [],
  });
  expect(readPlan(new TextEncoder().encode(text))).toEqual(readPlan(text));
});

test.each([
  ['on one line', JSON.stringify(actions[0])],
  ['on several lines', JSON.stringify(actions[0], null, 2)],
  ['in YAML', stringify(actions[0])],
])('a single action %s is read', (_, text) => {
  expect(readPlan(text).actions).toEqual([expected[0]]);
});

test('every member of a plan is read', () => {
  const text = `
version: 1
cloud: https://cloud.example:5000/v3
created_at: 2026-11-28T22:00:00Z
limits:
  total: 8
  per_pool: 2
  per_source: 3
  per_destination: 4
  per_server: 1
  per_backend: 5
  per_pair: 6
  pools:
    node1@alpha#alpha: { source: 7, destination: 9 }
classes:
  attached: { not_before: "2026-12-01T22:00:00+01:00" }
  root: { window: "22:00-06:00 Europe/Berlin" }
actions:
  - resource_id: ${volume(1)}
    migration_type: swap
    destination_type: beta
    swap_method: retype
    allow_encryption_change: true
    reason: empties the pool
    not_before: 2026-12-02T22:00:00Z
    window: { from: 22:00, to: 06:00, days: [sat, sun], time_zone: Asia/Tokyo }
skipped:
  - { resource_id: ${volume(2).toUpperCase()}, reasons: [it has snapshots] }
pools:
  - { name: node1@alpha#alpha, before: { used_gib: 10, thin: true }, after: {} }
empties: ['node1@alpha#alpha']
notes: [made by hand]
`;
  expect(readPlan(text)).toEqual({
    cloud: 'https://cloud.example:5000/v3',
    createdAt: '2026-11-28T22:00:00Z',
    limits: {
      total: 8,
      perPool: 2,
      perSource: 3,
      perDestination: 4,
      perServer: 1,
      perBackend: 5,
      perPair: 6,
      pools: { 'node1@alpha#alpha': { source: 7, destination: 9 } },
    },
    classes: {
      attached: { notBefore: '2026-12-01T22:00:00+01:00', window: null },
      root: {
        notBefore: null,
        window: { from: '22:00', to: '06:00', days: null, timeZone: 'Europe/Berlin' },
      },
    },
    actions: [
      {
        parameters: {
          resourceId: volume(1),
          migrationType: 'swap',
          destinationNode: null,
          destinationType: 'beta',
          swapMethod: 'retype',
          allowEncryptionChange: true,
        },
        resourceName: null,
        reason: 'empties the pool',
        notBefore: '2026-12-02T22:00:00Z',
        window: { from: '22:00', to: '06:00', days: ['sat', 'sun'], timeZone: 'Asia/Tokyo' },
      },
    ],
    skipped: [{ resourceId: volume(2), reasons: ['it has snapshots'] }],
    pools: [{ name: 'node1@alpha#alpha', before: { used_gib: 10, thin: true }, after: {} }],
    empties: ['node1@alpha#alpha'],
    notes: ['made by hand'],
  });
});

describe('null counts as absent', () => {
  test('in an action, in limits and in the plan', () => {
    const nulls = { cloud: null, created_at: null, classes: null, skipped: null, pools: null, notes: null };
    const action = { ...actions[0], reason: null, not_before: null, window: null, swap_method: null };
    const limits = { total: null, pools: { 'node1@alpha#alpha': { source: null } } };
    const read = readPlan(JSON.stringify({ version: 1, ...nulls, limits, actions: [action] }));
    expect(read).toEqual({
      ...readPlan(JSON.stringify([actions[0]])),
      limits: { pools: { 'node1@alpha#alpha': {} } },
    });
  });
});

test.each([
  ['"22:00-06:00"', { from: '22:00', to: '06:00', days: null, timeZone: 'UTC' }],
  [
    '"00:00-23:59 America/New_York"',
    { from: '00:00', to: '23:59', days: null, timeZone: 'America/New_York' },
  ],
  ['{from: "09:30", to: "17:00"}', { from: '09:30', to: '17:00', days: null, timeZone: 'UTC' }],
  [
    '{from: "09:30", to: "17:00", days: [mon], time_zone: europe/berlin}',
    { from: '09:30', to: '17:00', days: ['mon'], timeZone: 'europe/berlin' },
  ],
])('the window %s is read', (window, expectedWindow) => {
  const text = `- {resource_id: ${volume(1)}, window: ${window}}`;
  expect(readPlan(text).actions[0]?.window).toEqual(expectedWindow);
});

test('a YAML anchor can be used by any number of actions', () => {
  const others = Array.from({ length: 2_000 }, (_, n) => `- {resource_id: ${volume(n + 1)}, window: *night}`);
  const text = `- {resource_id: ${volume(0)}, window: &night "22:00-06:00"}\n${others.join('\n')}`;
  const windows = readPlan(text).actions.map(({ window }) => window?.from);
  expect(windows).toEqual(Array.from({ length: 2_001 }, () => '22:00'));
});

test('a %YAML 1.1 directive does not turn times into numbers or dates', () => {
  const text = `%YAML 1.1\n---\n- resource_id: ${volume(1)}\n  not_before: 2026-12-01T22:00:00Z\n  window: {from: 22:00, to: 06:00}\n`;
  expect(readPlan(text).actions[0]).toMatchObject({
    notBefore: '2026-12-01T22:00:00Z',
    window: { from: '22:00', to: '06:00' },
  });
});
