// What a failed move left, and what only looks like it.
import { afterEach, expect, test } from 'vitest';
import { volumeSchema } from '../../../services/cinder/schemas.ts';
import { createPorts } from '../../../services/index.ts';
import { type Reply, signal, startTestCloud, type TestCloud, testClock, wireVolume } from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const LIST = 'GET volume /volumes/detail';
const MARK = 'volume-migrate:run';
const SINCE = '2026-11-21T22:00:00.900Z';
const shown = (...volumes: object[]): Reply => ({
  body: {
    volumes: volumes.map((changes) =>
      wireVolume({ id: 'left', created_at: '2026-11-21T22:00:01.000000', ...changes }),
    ),
  },
});
const NONE = shown();
const LEFT = [{ id: 'left', isTarget: false }];
const TARGET = [{ id: 'left', isTarget: true }];

async function list(lists: readonly Reply[], changes: object = {}) {
  cloud = await startTestCloud({ [LIST]: lists });
  const ports = createPorts(await cloud.connect(), { clock: testClock() });
  const volume = volumeSchema.parse(wireVolume({ ...changes }));
  return await ports.listOrphans({ volume, since: SINCE }, signal);
}

const TO_V1 = { migration_status: 'target:v1' };

test.each([
  ['nothing', [shown({})], 1, LEFT],
  ['a target that goes', [shown(TO_V1), shown(TO_V1), NONE], 3, []],
  ['a target that stays after its clean-up', [shown(TO_V1), shown({ migration_status: null })], 2, LEFT],
  ['a target that is stuck', [shown(TO_V1)], 12, TARGET],
  ['a target that is stuck while it is deleted', [shown({ ...TO_V1, status: 'deleting' })], 12, TARGET],
  ['one that takes long to be deleted', [shown({ status: 'deleting' })], 12, []],
])('what Cinder is still deleting is given time to disappear: %s', async (_, lists, looks, orphans) => {
  expect(await list(lists)).toEqual(orphans);
  expect(cloud.calls()).toEqual(Array.from({ length: looks }, () => LIST));
  expect(cloud.seen[1]?.query).toEqual({ all_tenants: '1', project_id: 'p2' });
});

test.each([
  ['another name', { name: 'other' }],
  ["a run's mark", { metadata: { [MARK]: 'r' } }],
  ['another size', { size: 9 }],
  ['an earlier time', { created_at: '2026-01-01T00:00:00.000000' }],
])('the target of this volume is always one: %s', async (_name, changes) => {
  expect(await list([shown({ ...TO_V1, status: 'error', ...changes })])).toEqual(TARGET);
});

test.each([
  ['is in error', { status: 'error' }],
  ['could not be deleted', { status: 'error_deleting' }],
  ['is of a move that failed', { migration_status: 'error' }],
  ["was made at the run's second", { created_at: '2026-11-21T22:00:00.000000' }],
  [
    "was made minutes before by Cinder's clock, which is behind",
    { created_at: '2026-11-21T21:55:00.000000' },
  ],
])('a volume like this one that %s may be an orphan', async (_name, changes) => {
  expect(await list([shown(changes)])).toEqual(LEFT);
});

test.each([
  ['is this one', { id: 'v1' }],
  ['has another name', { name: 'other' }],
  ['has another size', { size: 2 }],
  ['is of another project', { 'os-vol-tenant-attr:tenant_id': 'p9' }],
  ['was made before', { created_at: '2026-11-21T21:54:59.000000' }],
  ['was made by a run of ours', { metadata: { [MARK]: 'r' } }],
  ["is the target of another volume's move", { migration_status: 'target:v9' }],
  ['is being moved', { migration_status: 'migrating' }],
  ['is in use', { status: 'in-use' }],
  ['is being made', { status: 'creating' }],
  ['is retyping', { status: 'retyping' }],
  ['has an attachment', { attachments: [{ attachment_id: 'a', server_id: 's' }] }],
])('a volume that %s is not an orphan, and not waited for', async (_name, changes) => {
  expect(await list([shown(changes)])).toEqual([]);
  expect(cloud.calls()).toEqual([LIST]);
});

test('Cinder copies the mark of an earlier run with the rest of the metadata', async () => {
  const metadata = { [MARK]: 'earlier' };
  expect(await list([shown({ metadata })], { metadata })).toEqual(LEFT);
});

test.each([
  ['before the run is not one', '2026-11-21T21:59:59.000000', []],
  ["in the run's second may be one", '2026-11-21T22:00:00.000000', LEFT],
])('of volumes without a name, of which there are many, one that was created %s', async (_, created_at, orphans) => {
  expect(await list([shown({ name: '', created_at })], { name: '' })).toEqual(orphans);
});
