// When a destination volume is proven to hold no data, and to be unused. Each row removes one part of the proof.
import { expect, test } from 'vitest';
import { type DestinationVolumeSeen, judgeDestinationVolume } from '../../src/leftovers/destinationVolume.ts';
import type { Made } from '../../src/leftovers/runFacts.ts';
import type { MigrationSummary } from '../../src/volumeMigrate/runSummary.ts';
import { KEYSTONE, RUN, run, source, volume, volumeSeen } from './seen.ts';

const judge = (changes: Partial<DestinationVolumeSeen>) => judgeDestinationVolume(volumeSeen(changes));

test.each<[string, Partial<DestinationVolumeSeen>]>([
  ['no swap was asked, and its source is in use', {}],
  ['its source is detached', { source: source({ status: 'available' }) }],
  ['it could not be made', { volume: volume({ status: 'error', host: null }) }],
  ['Cinder has not changed it since it was made', { volume: volume({ updatedAt: null }) }],
  [
    'the answer to its creation was lost, and none but it bears the mark',
    { run: run({}, { destinationId: null }) },
  ],
  [
    "its last change was in the run's last second",
    { volume: volume({ updatedAt: '2026-11-21T22:00:15.000000' }) },
  ],
])('a destination volume is removable when %s', (_, changes) => {
  expect(judge(changes)).toMatchObject({ verdict: 'removable', missing: [] });
});

const mover = { runId: 'r9' } as MigrationSummary;
const SERVER = { attachmentId: 'a', serverId: 's', device: null, hostName: null };
const ASKED =
  'a swap to it was requested from Nova: the server may have written to it, whatever Cinder and Nova show';

test.each<[Partial<DestinationVolumeSeen>, string]>([
  [
    { run: null },
    `run ${RUN} is not in this journal: it may be in the journal of another machine, and still be running`,
  ],
  [
    { run: run({ cloud: 'http://other/v3' }) },
    `run ${RUN} was started on http://other/v3, not on ${KEYSTONE}`,
  ],
  [
    { run: run({ made: null, doubt: 'record 3: it is missing' }) },
    `the journal of run ${RUN} proves nothing: record 3: it is missing`,
  ],
  [
    { run: run({}, { swapProven: true, swapAsked: 'yes' }) },
    'the swap is proven: the data is on this volume',
  ],
  [{ run: run({}, { swapAsked: 'yes' }) }, ASKED],
  [{ run: run({}, { swapAsked: 'maybe' }) }, ASKED],
  [{ source: null }, 'its source v1 is gone: it is not known where the data is'],
  [{ source: source({ status: 'error' }) }, 'its source v1 is error, neither available nor in-use'],
  [
    { run: run({}, { destinationAsked: false }) },
    `run ${RUN} did not request a volume: the mark was copied here`,
  ],
  [{ run: run({}, { destinationId: 'v9' }) }, `run ${RUN} created volume v9: the mark was copied here`],
  [
    { run: run({}, { destinationId: null }), twins: 1 },
    '1 more with the same mark: it is not known which one the run created',
  ],
  [
    { volume: volume({ userId: 'u9' }) },
    "the run's user did not create it, or it was transferred: it belongs to user u9",
  ],
  [
    { run: run({}, { userId: null }) },
    "the run's user did not create it, or it was transferred: it belongs to user u2",
  ],
  [{ volume: volume({ projectId: 'p9' }) }, 'the run created it in project p2'],
  [{ volume: volume({ hasAdminFields: false }) }, 'its migration status is not shown to this user'],
  [{ volume: volume({ status: 'reserved' }) }, 'its status is reserved'],
  [{ volume: volume({ status: 'creating' }) }, 'its status is creating'],
  [{ volume: volume({ status: 'error_deleting' }) }, 'its status is error_deleting'],
  [{ volume: volume({ attachments: [SERVER] }) }, 'it is attached'],
  [{ volume: volume({ migrationStatus: 'success' }) }, 'its migration status is success'],
  [{ volume: volume({ groupId: 'g' }) }, 'it is in group g'],
  [{ snapshotIds: null }, 'could not check whether it has snapshots'],
  [{ snapshotIds: ['s1'] }, 'it has snapshot s1'],
  [{ mover }, 'run r9, which has not ended, is moving it'],
  [
    { run: run({}, { destinationHeldMs: null }) },
    `run ${RUN} was interrupted and resumed after it created the volume: it is not known whether the volume was used in between`,
  ],
  [
    { volume: volume({ updatedAt: '2026-11-21T22:00:17.000000' }) },
    'it was changed at 2026-11-21T22:00:17.000Z, after its run had ended: someone may be using it',
  ],
])('a destination volume is kept: %j', (changes, missing) => {
  expect(judge(changes)).toMatchObject({ verdict: 'kept', missing: [missing] });
});

test('a volume without times from Cinder is kept', () => {
  expect(judge({ volume: volume({ createdAt: '' }) })).toMatchObject({ verdict: 'kept', since: null });
});

test('the volume of an unfinished run is not a leftover', () => {
  expect(judge({ run: run({ end: null }) })).toMatchObject({
    verdict: 'unfinished',
    advice: `volume-migrate resume ${RUN}`,
  });
});

const UNMARK = 'openstack volume unset --property volume-migrate:run v2';
const attached = volume({ status: 'in-use', attachments: [SERVER] });

test.each<[string, Partial<Made>, Partial<DestinationVolumeSeen>, string]>([
  [
    'the volume that holds the data loses its mark only',
    { swapProven: true, swapAsked: 'yes' },
    {},
    `it holds the data. Remove only its mark: ${UNMARK}`,
  ],
  [
    'of two volumes the hypervisor tells which one the server writes to',
    { swapAsked: 'yes' },
    {},
    'check on the hypervisor which of volumes v1 and v2 the server writes to (virsh domblklist); delete only the other',
  ],
  [
    'of a swap whose source is gone, the attached one is the volume now',
    { swapAsked: 'yes' },
    { source: null, volume: attached },
    `it has replaced its source; nothing to delete. Remove its mark: ${UNMARK}`,
  ],
  [
    'of a swap whose source is gone, the other may be the only copy',
    { swapAsked: 'maybe' },
    { source: null },
    `its source is gone, so this may be the only copy of the data; if you keep it, remove its mark: ${UNMARK}`,
  ],
  [
    'a copied mark is removed, the volume is not',
    { destinationId: 'v9', swapAsked: 'yes' },
    { source: null, volume: attached },
    `run ${RUN} did not create it: there is nothing to delete. Remove the copied mark: ${UNMARK}`,
  ],
  [
    'a copied mark of a run that made no volume',
    { destinationAsked: false },
    {},
    `run ${RUN} did not create it: there is nothing to delete. Remove the copied mark: ${UNMARK}`,
  ],
  [
    'an attached one is not deleted',
    {},
    { volume: attached },
    `it is attached to server s: ask the owner of the server; if the volume is theirs, remove only its mark: ${UNMARK}`,
  ],
  [
    'one that somebody may use is looked at before it is deleted',
    {},
    { snapshotIds: null },
    'check whether anyone has put data on it. If not: openstack volume delete v2',
  ],
])('the advice: %s', (_, made, changes, advice) => {
  const found = judge({ run: run({}, made), ...changes });
  expect(found).toMatchObject({ verdict: 'kept', advice });
  if (changes.source === null) expect(found.evidence).toContain('its source v1 is gone');
});

const HELD = volume({ status: 'in-use', attachments: [SERVER] });
const DAMAGED = { made: null, doubt: 'record 3: it is missing' };

test.each<[string, Partial<DestinationVolumeSeen>, string]>([
  ['is not in this journal', { run: null }, 'run volume-migrate leftovers on the machine'],
  [
    'is not in this journal, and a server has it',
    { run: null, volume: HELD },
    'run volume-migrate leftovers',
  ],
  ['has records that are damaged', { run: run(DAMAGED) }, 'restore the journal from a backup'],
  [
    'has ended well, by records that are damaged',
    { run: run({ ...DAMAGED, end: 'ended SUCCEEDED at 2026-11-21T22:00:20.000Z' }), volume: HELD },
    'restore the journal from a backup',
  ],
])('a volume whose run %s may hold the data of a swap: its deletion is not advised', (_, changes, advice) => {
  const found = judge(changes);
  expect(found.advice).toContain(`it may hold the data of a swap. Do not delete it: ${advice}`);
  expect(found.advice).not.toContain('volume delete');
});

test('nor is that of a volume which a server holds, whatever its run did', () => {
  const { advice } = judge({ volume: HELD });
  expect(advice).toContain('it is attached to server s: ask');
  expect(advice).not.toContain('volume delete');
});
