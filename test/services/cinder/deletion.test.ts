// When a destination volume is deleted, and when it is kept.
import { afterEach, expect, test } from 'vitest';
import { createOwnershipGuard } from '../../../services/cinder/destinationGuard.ts';
import { toFault } from '../../../services/index.ts';
import { createRunPorts, type RunPortOptions } from '../../../services/ports.ts';
import {
  notFound,
  type Reply,
  signal,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const READ = 'GET volume /volumes/v2';
const DELETE = 'DELETE volume /volumes/v2';
const GONE = notFound('Volume v2 could not be found.');
const own = (changes: Record<string, unknown> = {}): Reply => ({
  body: { volume: wireVolume({ id: 'v2', metadata: { 'volume-migrate:run': 'r1' }, ...changes }) },
});

async function remove(
  reads: readonly Reply[],
  deleted: Reply = { status: 202 },
  options: RunPortOptions = {},
) {
  cloud = await startTestCloud({ [READ]: reads, [DELETE]: deleted });
  const ports = createRunPorts(await cloud.connect(), { clock: testClock(), ...options });
  return await ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v2' }, signal).catch(toFault);
}

test.each([
  ["it does not have this run's mark", { metadata: {} }],
  ["it does not have this run's mark", { metadata: { 'volume-migrate:run': 'r2' } }],
  ['its status is in-use', { status: 'in-use' }],
  ['its status is reserved', { status: 'reserved' }],
  ['its status is attaching', { status: 'attaching' }],
  ['its status is detaching', { status: 'detaching' }],
  ['its status is maintenance', { status: 'maintenance' }],
  ['it has an attachment', { attachments: [{ attachment_id: 'a', server_id: 's' }] }],
  ['its migration status is success', { migration_status: 'success' }],
  ['its migration status is target:v1', { migration_status: 'target:v1' }],
])('a destination volume is kept when %s', async (reason, changes) => {
  const fault = await remove([own(changes)]);
  expect(fault).toMatchObject({ code: 'DestinationInUse', reasons: [reason], uncertain: false });
  expect(cloud.calls()).toEqual([READ]);
});

test.each([
  ['is available', [own(), GONE], [READ, DELETE, READ]],
  ['is in error', [own({ status: 'error' }), GONE], [READ, DELETE, READ]],
  ['is going already', [own({ status: 'deleting' }), GONE], [READ, READ]],
  ['is gone already, as looks say for ten seconds', [GONE], Array(41).fill(READ)],
  [
    'looks behind the times do not show',
    [...Array(30).fill(GONE), own(), GONE],
    [...Array(31).fill(READ), DELETE, READ],
  ],
  ['is still being made', [own({ status: 'creating' }), own(), GONE], [READ, READ, DELETE, READ]],
  [
    'takes its time to go',
    [own(), own({ status: 'deleting' }), own({ status: 'deleting' }), GONE],
    [READ, DELETE, READ, READ, READ],
  ],
])('a destination volume that %s is deleted, and waited for', async (_name, reads, calls) => {
  expect(await remove(reads)).toBeNull();
  expect(cloud.calls()).toEqual(calls);
});

test.each([
  ['stays deleting for a minute', 'deleting', 'StillDeleting'],
  ['cannot be deleted', 'error_deleting', 'DeleteFailed'],
])('a destination volume that %s is an error', async (_name, status, code) => {
  expect(await remove([own(), own({ status })])).toMatchObject({ code });
});

const MADE = '2026-11-21T22:00:00.000000';
// Requested twice: by a process that was gone after a minute, and by one that lived from the tenth to the
// twelfth.
const DRIVEN = [
  [
    { fromMs: -4_000, toMs: 60_000 },
    { fromMs: 600_000, toMs: 720_000 },
  ],
  [
    { fromMs: -604_000, toMs: -540_000 },
    { fromMs: 0, toMs: 120_000 },
  ],
];

test.each([
  ['was never changed', null],
  ['was changed at once', '2026-11-21T22:00:03.000000'],
  ['was changed in both reckonings while the run was driven', '2026-11-21T22:01:05.000000'],
])('after a restart a destination volume that %s is deleted', async (_name, updated_at) => {
  const made = own({ created_at: MADE, updated_at });
  expect(
    await remove([made, GONE], { status: 202 }, { destinationGuard: createOwnershipGuard(DRIVEN) }),
  ).toBeNull();
  expect(cloud.calls()).toContain(DELETE);
});

test.each([
  ['while no process was driving the run', '2026-11-21T22:05:00.000000'],
  ['when it depends on the reckoning whether one drove it', '2026-11-21T22:11:00.000000'],
  ['just after the last had died', '2026-11-21T22:12:11.000000'],
  ['since this process drives it, before it had looked', '2026-11-22T00:30:01.000000'],
])('after a restart a destination volume that was changed %s is kept', async (_name, updated_at) => {
  const fault = await remove([own({ created_at: MADE, updated_at })], undefined, {
    destinationGuard: createOwnershipGuard(DRIVEN),
  });
  expect(fault).toMatchObject({
    code: 'DestinationInUse',
    reasons: [
      `it was changed at ${updated_at}, while no process was driving the run: someone may be using it`,
    ],
  });
  expect(cloud.calls()).toEqual([READ]);
});

test('a destination volume that this process has created is deleted, whatever earlier ones had requested', async () => {
  const destinationGuard = createOwnershipGuard(DRIVEN);
  destinationGuard.made();
  const changed = own({ created_at: MADE, updated_at: '2026-11-21T22:05:00.000000' });
  expect(await remove([changed, GONE], undefined, { destinationGuard })).toBeNull();
  expect(cloud.calls()).toContain(DELETE);
});
