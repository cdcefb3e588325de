// Cinder's own rows, stuck volumes, users like Watcher's, volumes that runs have named: listed, never removable.
import { describe, expect, test } from 'vitest';
import { judgeSourceCopy, judgeTarget } from '../../src/leftovers/cinderRows.ts';
import { judgeNamed } from '../../src/leftovers/namedVolume.ts';
import { judgeBusy } from '../../src/leftovers/stuckVolume.ts';
import { judgeAdmin } from '../../src/leftovers/watcherUser.ts';
import type { MigrationSummary } from '../../src/volumeMigrate/runSummary.ts';
import { member, source, user, volume } from './seen.ts';

const isQuiet = () => true;
const notQuiet = () => false;
const quietMs = () => 0;
const target = volume({ id: 'v3', migrationStatus: 'target:v1', runMark: null, metadataKeys: [] });
const moving = source({ migrationStatus: 'migrating' });

describe('the target of a move is listed', () => {
  test.each([
    ['when its volume is gone', null, 'volume v1 is gone'],
    ['when its volume is at rest', source(), 'volume v1: status in-use, migration_status none'],
    [
      'when its volume has not changed for long either',
      moving,
      'volume v1: status in-use, migration_status migrating',
    ],
  ])('%s', (_, seen, evidence) => {
    const [found] = judgeTarget({ row: target, volume: seen, isQuiet, quietMs });
    expect(found).toMatchObject({ kind: 'target-volume', id: 'v3', verdict: 'kept' });
    expect(found?.evidence.join('\n')).toContain(evidence);
    expect(found?.missing).toEqual([
      'Cinder does not show whether this holds the only current data of the volume',
    ]);
  });

  test.each([
    [
      'while Cinder moves its volume',
      { row: target, volume: moving, isQuiet: ({ id }: { id: string }) => id === 'v3', quietMs },
    ],
    ['while something happens with it', { row: target, volume: null, isQuiet: notQuiet, quietMs }],
    ['when it is none', { row: source(), volume: null, isQuiet, quietMs }],
  ])('but not %s', (_, seen) => expect(judgeTarget(seen)).toEqual([]));
});

describe('the target that a guest writes to is listed within a minute, and says so', () => {
  const held = volume({
    id: 'v3',
    status: 'in-use',
    migrationStatus: 'target:v1',
    attachments: [{ attachmentId: 'a', serverId: 's9', device: null, hostName: null }],
    runMark: null,
    metadataKeys: [],
  });
  const completing = source({ migrationStatus: 'completing' });
  const seen = { row: held, volume: completing, isQuiet: notQuiet };

  test('when Cinder completes the move, and neither has changed for a minute', () => {
    const [found] = judgeTarget({ ...seen, quietMs: () => 60_000 });
    expect(found).toMatchObject({
      kind: 'target-volume',
      id: 'v3',
      verdict: 'kept',
      missing: ['the guest of server s9 writes to it: it holds the only current data'],
    });
    expect(found?.advice).toContain('do not reboot or stop server s9');
  });

  test.each([
    ['that was reset', source()],
    ['whose move failed', source({ migrationStatus: 'error' })],
    ['that is gone', null],
  ])('even if its volume is one %s: its deletion is never advised', (_, volume) => {
    const [found] = judgeTarget({ ...seen, volume, quietMs: () => 60_000 });
    expect(found?.missing).toEqual(['the guest of server s9 writes to it: it holds the only current data']);
    expect(found?.advice).toContain('do not detach, reset or delete either volume');
    expect(judgeTarget({ ...seen, volume, isQuiet, quietMs: () => 59_999 })).toEqual([]);
  });

  test('even if its volume still seems to be moving, and neither has changed for long', () => {
    const quiet = { isQuiet, quietMs: () => 1e9 };
    for (const status of ['migrating', 'starting']) {
      const [found] = judgeTarget({ ...seen, volume: source({ migrationStatus: status }), ...quiet });
      expect(found?.advice).toContain('do not detach, reset or delete either volume');
    }
  });

  test('its volume gets the same advice, not that of a copy that hangs', () => {
    const [found] = judgeBusy({ volume: completing, written: held, mover: undefined, isQuiet });
    expect(found?.missing).toEqual([
      'the guest of server s9 writes to v3, which holds the only current data',
    ]);
    const [target] = judgeTarget({ ...seen, quietMs: () => 60_000 });
    expect(found?.advice).toBe(target?.advice);
  });

  test.each([
    [
      'while its row has changed a moment ago',
      { quietMs: ({ id }: { id: string }) => (id === 'v3' ? 59_999 : 1e9) },
    ],
    [
      'while its volume has changed a moment ago',
      { quietMs: ({ id }: { id: string }) => (id === 'v3' ? 1e9 : 59_999) },
    ],
    ['when it is not in use', { row: { ...held, status: 'available' }, quietMs: () => 1e9 }],
    ['when it has no attachment', { row: { ...held, attachments: [] }, quietMs: () => 1e9 }],
    ['when its volume does not complete a move', { volume: moving, quietMs: () => 1e9 }],
  ])('but not %s', (_, changes) => {
    expect(judgeTarget({ ...seen, ...changes })).toEqual([]);
  });
});

describe('the copy on the old backend is listed', () => {
  const row = volume({ id: 'v4', migrationStatus: 'deleting', description: 'migration src for v1' });

  test('when Cinder has not deleted it for long', () => {
    const [found] = judgeSourceCopy({ row, volume: source(), isQuiet, quietMs });
    expect(found).toMatchObject({
      kind: 'source-copy',
      id: 'v4',
      verdict: 'kept',
      since: '2026-11-21T22:00:07.000Z',
    });
  });

  test.each([
    ['while Cinder deletes it', row, notQuiet],
    ["when the description is a user's own", volume({ description: 'migration src for v1' }), isQuiet],
    ['when it is another row that is deleted', volume({ migrationStatus: 'deleting' }), isQuiet],
  ])('but not %s', (_, other, quiet) =>
    expect(judgeSourceCopy({ row: other, volume: source(), isQuiet: quiet, quietMs })).toEqual([]));
});

describe('a volume without a change for long is listed as stuck', () => {
  const left = { runId: 'r1', holder: null } as MigrationSummary;
  const driven = { runId: 'r1', holder: { pid: 7, host: 'here' } } as MigrationSummary;

  test.each([
    ['in maintenance', source({ status: 'maintenance' })],
    ['retyping', source({ status: 'retyping' })],
    ['starting', source({ migrationStatus: 'starting' })],
    ['migrating', moving],
    ['completing', source({ migrationStatus: 'completing' })],
    ['attaching', source({ status: 'attaching' })],
    ['detaching', source({ status: 'detaching' })],
  ])('%s', (_, busy) => {
    const [found] = judgeBusy({ volume: busy, written: null, mover: undefined, isQuiet });
    expect(found).toMatchObject({ kind: 'stuck-volume', id: 'v1', verdict: 'kept', runId: null });
    expect(found?.missing).toEqual(['a long copy looks the same: Cinder does not report progress']);
  });

  test('with its run, if that is not over: then it is not a leftover', () => {
    expect(judgeBusy({ volume: moving, written: null, mover: left, isQuiet })).toMatchObject([
      { verdict: 'unfinished', runId: 'r1', advice: 'volume-migrate resume r1' },
    ]);
  });

  test.each([
    ['while a process drives its run', { volume: moving, mover: driven, isQuiet }],
    ['when it has changed lately', { volume: moving, mover: undefined, isQuiet: notQuiet }],
    ['when it is at rest', { volume: source({ migrationStatus: 'success' }), mover: undefined, isQuiet }],
  ])('but not %s', (_, seen) => expect(judgeBusy({ written: null, ...seen })).toEqual([]));
});

describe("a user who looks like one of Watcher's is listed", () => {
  const admin = member({ roleName: 'admin' });
  const watchers = user({ name: 'aB3dE5fG7h', description: null });

  test('with the volume that it created, which shows its age', () => {
    const madeByIt = [volume({ createdAt: '2025-01-02T03:04:05.000000' })];
    const [found] = judgeAdmin({ user: watchers, roles: [admin], madeByIt });
    expect(found).toMatchObject({ kind: 'watcher-user', verdict: 'kept', since: '2025-01-02T03:04:05.000Z' });
    expect(found?.evidence).toEqual([
      'user aB3dE5fG7h of domain default: ten letters and digits, no description, no e-mail address',
      'role admin in its default project: project demo (p2)',
      'created volume v2 (available)',
    ]);
    expect(found?.missing).not.toEqual([]);
  });

  test('even if Cinder could not be read', () => {
    expect(judgeAdmin({ user: watchers, roles: [admin], madeByIt: null })).toMatchObject([{ since: null }]);
  });

  test.each([
    ['whose name is shorter', user({ ...watchers, name: 'aB3dE5fG7' }), [admin]],
    ['whose name has a sign', user({ ...watchers, name: 'aB3dE5fG7_' }), [admin]],
    ['who has a description', user({ ...watchers, description: 'of the night shift' }), [admin]],
    ['who has an address', user({ ...watchers, email: 'a@b.c' }), [admin]],
    ['who is admin elsewhere only', watchers, [member({ roleName: 'admin', projectId: 'p9' })]],
    [
      'who has no default project',
      user({ ...watchers, defaultProjectId: null }),
      [member({ projectId: null })],
    ],
  ])('but not one %s', (_, other, roles) =>
    expect(judgeAdmin({ user: other, roles, madeByIt: [] })).toEqual([]));
});

test('a volume that a run named is listed as long as it exists; users and moves are found elsewhere', () => {
  const why = 'the source of a proven swap, not deleted';
  const result = {
    runId: 'r1',
    status: 'SUCCEEDED',
    leftovers: [
      { kind: 'volume', id: 'v1', why },
      { kind: 'volume', id: 'v9', why },
      { kind: 'user', id: 'v1', why },
      { kind: 'migration', id: 'v1', why },
    ],
  } as unknown as Parameters<typeof judgeNamed>[0];
  const found = judgeNamed(result, (id) => (id === 'v1' ? source() : null));
  expect(found).toMatchObject([{ kind: 'named-volume', id: 'v1', verdict: 'kept', runId: 'r1' }]);
  expect(found[0]?.evidence).toContain(`run r1 ended SUCCEEDED and reported: ${why}`);
});

test('of two volumes that a run named, the attached one is not a leftover once the other is gone', () => {
  const why = 'a swap that is not proven';
  const leftovers = ['v1', 'v2'].map((id) => ({ kind: 'volume', id, why }));
  const result = { runId: 'r1', status: 'FAILED', leftovers } as unknown as Parameters<typeof judgeNamed>[0];
  const attachments = [{ attachmentId: 'a', serverId: 's', device: null, hostName: null }];
  const named = (one: ReturnType<typeof volume>) =>
    judgeNamed(result, (id) => (id === one.id ? one : null)).map(({ id }) => id);
  expect(named(volume({ status: 'in-use', attachments }))).toEqual([]);
  expect(named(volume())).toEqual(['v2']);
  expect(named(volume({ status: 'in-use', attachments, migrationStatus: 'target:v9' }))).toEqual(['v2']);
});

test('no advice names a volume that is gone', () => {
  const copy = volume({ id: 'v4', migrationStatus: 'deleting', description: 'migration src for v1' });
  for (const gone of [null, source()]) {
    const seen = { volume: gone, isQuiet, quietMs };
    for (const [found] of [judgeTarget({ row: target, ...seen }), judgeSourceCopy({ row: copy, ...seen })])
      expect(found?.advice.includes('v1')).toBe(gone !== null);
  }
});
