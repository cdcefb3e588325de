// When a temporary user is proven to be a run's and unused. Each row removes one part of the proof.

import { expect, test } from 'vitest';
import { runOfUserName } from '../../machines/runMark.ts';
import { judgeTemporaryUser, type TemporaryUserSeen } from '../../src/leftovers/temporaryUser.ts';
import { KEYSTONE, member, RUN, run, source, userSeen, volume } from './seen.ts';

const unfinished = { end: null, made: null, doubt: null };
const process = { id: 'h', pid: 7, host: 'here', since: '2026-11-21T22:00:00.000Z' };

test.each<[string, Partial<TemporaryUserSeen>]>([
  ['its run is over, its role is the one that the run gave', {}],
  ['it has no role yet', { roles: [] }],
  [
    'the answer to its creation was lost, but its name carries the id of the run',
    { run: run({}, { userId: null }) },
  ],
  [
    'its run was given up',
    { run: run({ end: 'was given up at 2026-11-22T00:00:00.000Z: no reason given' }) },
  ],
  ['the volume that its run was to move is gone', { source: null }],
  ['a volume that it made is there, and made', { marked: [volume({ status: 'in-use' })] }],
])('a temporary user is removable when %s', (_, changes) => {
  expect(judgeTemporaryUser(userSeen(changes))).toMatchObject({ verdict: 'removable', missing: [] });
});

test.each<[Partial<TemporaryUserSeen>, string]>([
  [
    { run: null },
    `run ${RUN} is not in this journal: it may be in the journal of another machine, and still be running`,
  ],
  [
    { run: run({ cloud: 'http://other/v3' }) },
    `run ${RUN} was started on http://other/v3, not on ${KEYSTONE}`,
  ],
  [{ run: run({ cloud: null }) }, `run ${RUN} was started on an unknown cloud, not on ${KEYSTONE}`],
  [
    { run: run({ made: null, doubt: 'record 3: it is missing' }) },
    `the journal of run ${RUN} proves nothing: record 3: it is missing`,
  ],
  [{ run: run({}, { userAsked: false }) }, `run ${RUN} did not request a user`],
  [{ run: run({}, { userId: 'u9' }) }, `run ${RUN} created user u9`],
  [{ roles: null }, 'could not check which roles it has'],
  [
    { roles: [member(), member({ roleName: 'reader', projectId: 'p9', where: 'project other (p9)' })] },
    'it has role reader in project other (p9), which its run did not assign',
  ],
  [
    { roles: [member({ roleName: 'admin', projectId: null, where: 'domain Default (default)' })] },
    'it has role admin in domain Default (default), which its run did not assign',
  ],
  [{ marked: null }, 'could not check whether it is still creating a volume'],
  [{ marked: [volume({ status: 'creating' })] }, 'volume v2, which it is creating, is creating'],
  [
    { marked: [volume({ status: 'attaching' })] },
    'volume v2 of its run is attaching: Nova may still swap it',
  ],
  [{ source: source({ status: 'detaching' }) }, 'volume v1 of its run is detaching: Nova may still swap it'],
])('a temporary user is kept: %j', (changes, missing) => {
  expect(judgeTemporaryUser(userSeen(changes))).toMatchObject({
    verdict: 'kept',
    missing: [missing],
    advice: 'if you know that its run has ended: openstack user delete u2',
  });
});

test.each([
  ['its process has left', null, `volume-migrate resume ${RUN}`],
  ['a process drives', process, `process 7 on here is driving run ${RUN}`],
])('the user of a run that has not ended, and that %s, is no leftover', (_, holder, advice) => {
  const seen = userSeen({ run: run({ ...unfinished, holder }) });
  expect(judgeTemporaryUser(seen)).toMatchObject({ verdict: 'unfinished', advice });
});

test('the age is that of the run, or of the first volume that it created; otherwise unknown', () => {
  const since = (changes: Partial<TemporaryUserSeen>) => judgeTemporaryUser(userSeen(changes)).since;
  const older = volume({ createdAt: '2026-11-20T10:00:00.000000' });
  expect(since({})).toBe('2026-11-21T22:00:00.000Z');
  expect(since({ run: null, madeByIt: [volume(), older] })).toBe('2026-11-20T10:00:00.000Z');
  expect(since({ run: null, madeByIt: [] })).toBeNull();
  expect(since({ run: null, madeByIt: null })).toBeNull();
});

test("only a name that ends with the ID of a run is a temporary user's", () => {
  expect(runOfUserName(`volume-migrate-${RUN}`)).toBe(RUN);
  for (const name of [
    'volume-migrate-',
    'volume-migrate-admin',
    `volume-migrate-${RUN}x`,
    `x-volume-migrate-${RUN}`,
  ])
    expect(runOfUserName(name)).toBeNull();
});
