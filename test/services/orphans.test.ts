import { afterEach, expect, test } from 'vitest';
import type { Volume } from '../../machines/types.ts';
import { createPorts } from '../../services/index.ts';
import { type Reply, signal, startTestCloud, type TestCloud, testClock, wireVolume } from './testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const LIST = 'GET volume /volumes/detail';
const shown = (...volumes: object[]): Reply => ({
  body: {
    volumes: volumes.map((changes) =>
      wireVolume({ id: 'left', created_at: '2026-11-21T22:00:01', ...changes }),
    ),
  },
});

test.each([
  ['nothing', [shown({})], 1, ['left']],
  [
    'a target that goes',
    [
      shown({ migration_status: 'target:v1' }),
      shown({ migration_status: 'target:v1' }),
      { body: { volumes: [] } },
    ],
    3,
    [],
  ],
  [
    'a target that stays after its clean-up',
    [shown({ migration_status: 'target:v1' }), shown({ migration_status: null })],
    2,
    ['left'],
  ],
  ['a target that is stuck', [shown({ migration_status: 'target:v1' })], 12, ['left']],
  ['one that takes long to be deleted', [shown({ status: 'deleting' })], 12, []],
] as const)('what Cinder is still taking away is given time to go: %s', async (_, lists, looks, orphans) => {
  cloud = await startTestCloud({ [LIST]: lists });
  const ports = createPorts(await cloud.connect(), { clock: testClock() });
  const { name, 'os-vol-tenant-attr:tenant_id': projectId } = wireVolume() as Record<string, string>;
  const volume = { id: 'v1', name, projectId } as Volume;
  expect(await ports.listOrphans({ volume, since: '2026-11-21T22:00:00Z' }, signal)).toEqual(orphans);
  expect(cloud.calls()).toEqual(Array.from({ length: looks }, () => LIST));
});
