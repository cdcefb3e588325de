// When is a destination volume proven to hold no data, and to be nobody's? Each row takes one part of the proof away.
import { expect, test } from 'vitest';
import type { RunSummary } from '../../src/index.ts';
import { type DestinationVolumeSeen, judgeDestinationVolume } from '../../src/leftovers/destinationVolume.ts';
import type { Made } from '../../src/leftovers/runFacts.ts';
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

const mover = { runId: 'r9' } as RunSummary;
const SERVER = { attachmentId: 'a', serverId: 's', device: null, hostName: null };
const ASKED =
  'Nova was asked to swap it in: the server may have written to it, whatever Cinder and Nova show';

test.each<[Partial<DestinationVolumeSeen>, string]>([
  [{ run: null }, `run ${RUN} is not in this journal: another machine's may have it, and go on with it`],
  [
    { run: run({ cloud: 'http://other/v3' }) },
    `run ${RUN} was started on http://other/v3, this is ${KEYSTONE}`,
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
  [{ source: null }, 'its source v1 is gone: where the data is, is not known'],
  [{ source: source({ status: 'error' }) }, 'its source v1 is error, neither available nor in-use'],
  [
    { run: run({}, { destinationAsked: false }) },
    `run ${RUN} did not ask for a volume: the mark was copied here`,
  ],
  [
    { run: run({}, { destinationId: 'v9' }) },
    `the volume that run ${RUN} made was v9: the mark was copied here`,
  ],
  [{ run: run({}, { destinationId: null }), twins: 1 }, "1 more with the same mark: which is the run's own?"],
  [
    { volume: volume({ userId: 'u9' }) },
    "the run's user did not make it, or it was transferred: it is user u9's",
  ],
  [
    { run: run({}, { userId: null }) },
    "the run's user did not make it, or it was transferred: it is user u2's",
  ],
  [{ volume: volume({ projectId: 'p9' }) }, 'the run made it in project p2'],
  [{ volume: volume({ isShownWhole: false }) }, 'its migration status is not shown to this user'],
  [{ volume: volume({ status: 'reserved' }) }, 'its status is reserved'],
  [{ volume: volume({ status: 'creating' }) }, 'its status is creating'],
  [{ volume: volume({ status: 'error_deleting' }) }, 'its status is error_deleting'],
  [{ volume: volume({ attachments: [SERVER] }) }, 'it is attached'],
  [{ volume: volume({ migrationStatus: 'success' }) }, 'its migration status is success'],
  [{ volume: volume({ groupId: 'g' }) }, 'it is in group g'],
  [{ snapshotIds: null }, 'whether it has snapshots could not be read'],
  [{ snapshotIds: ['s1'] }, 'it has snapshot s1'],
  [{ mover }, 'run r9, which is not over, moves it'],
  [
    { run: run({}, { destinationHeldMs: null }) },
    `run ${RUN} was left and resumed after it was made: whether it was used in between is not known`,
  ],
  [
    { volume: volume({ updatedAt: '2026-11-21T22:00:17.000000' }) },
    'it was changed at 2026-11-21T22:00:17.000Z, when its run was over: somebody may use it',
  ],
])('a destination volume is kept: %j', (changes, missing) => {
  expect(judge(changes)).toMatchObject({ verdict: 'kept', missing: [missing] });
});

test('a volume of whose times Cinder tells nothing is kept', () => {
  expect(judge({ volume: volume({ createdAt: '' }) })).toMatchObject({ verdict: 'kept', since: null });
});

test('the volume of a run that is not over is no leftover', () => {
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
    `it holds the data: only its mark is left, ${UNMARK}`,
  ],
  [
    'of two volumes the hypervisor tells which one the server writes to',
    { swapAsked: 'yes' },
    {},
    'see on the hypervisor which of volumes v1 and v2 the server writes to (virsh domblklist); delete only the other',
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
    `run ${RUN} did not make it: nothing to delete. Remove the copied mark: ${UNMARK}`,
  ],
  [
    'a copied mark of a run that made no volume',
    { destinationAsked: false },
    {},
    `run ${RUN} did not make it: nothing to delete. Remove the copied mark: ${UNMARK}`,
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
    'look whether anybody has put data on it; where nobody has: openstack volume delete v2',
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
  expect(found.advice).toContain(`it may hold the data of a swap, do not delete it: ${advice}`);
  expect(found.advice).not.toContain('volume delete');
});

test('neither is that of a volume which a server has, whatever its run did', () => {
  const { advice } = judge({ volume: HELD });
  expect(advice).toContain('it is attached to server s: ask');
  expect(advice).not.toContain('volume delete');
});
