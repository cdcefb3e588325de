// What was created or changed a moment ago, on a cloud whose nodes lag behind: at first it seems not to exist.
import { afterEach, describe, expect, test } from 'vitest';
import type { VolumeState } from '../../machines/types.ts';
import { createOwnershipGuard } from '../../services/cinder/destinationGuard.ts';
import { volumeSchema } from '../../services/cinder/schemas.ts';
import { createStaleness } from '../../services/cinder/staleness.ts';
import { toFault } from '../../services/index.ts';
import { createRunPorts } from '../../services/ports.ts';
import {
  notFound,
  type Reply,
  type Route,
  SIGN_IN,
  signal,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from './testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

async function start(routes: Record<string, Route>) {
  cloud = await startTestCloud({ ...routes });
  const clock = testClock();
  const ports = createRunPorts(await cloud.connect({ clock }), {
    clock,
    destinationGuard: createOwnershipGuard(),
  });
  return { ports, clock };
}

const times = (call: string): number => cloud.seen.filter((each) => each.call === call).length;

const RUN = '00000000-0000-4000-8000-00000000abcd';
const USER = { id: 'u2', name: `volume-migrate-${RUN}` };
const CREATE = 'POST identity /users';
const GRANT = 'PUT identity /projects/p2/users/u2/roles/r1';
const POST = 'POST volume of p2 /volumes';
const DELETE_USER = 'DELETE identity /users/u2';
const SHOW_USER = 'GET identity /users/u2';
const UNKNOWN_USER = notFound('Could not find user: u2.');
const DENIED: Reply = {
  status: 401,
  body: { error: { message: 'The request you have made requires authentication.' } },
};
const MADE: Reply = { status: 202, body: { volume: { id: 'v2' } } };
const ROUTES = {
  'GET identity /projects/p2': { body: { project: { id: 'p2', domain_id: 'd2' } } },
  'GET identity /roles': { body: { roles: [{ id: 'r1', name: 'member', domain_id: null }] } },
  'GET volume /volumes/v1/metadata': { body: { metadata: { owner: 'alice' } } },
  [CREATE]: { status: 201, body: { user: USER } },
} satisfies Record<string, Route>;

describe('a user who was created a moment ago', () => {
  test('is granted the role as soon as the responding node knows the user', async () => {
    const { ports } = await start({ ...ROUTES, [GRANT]: [UNKNOWN_USER, UNKNOWN_USER, { status: 204 }] });
    await expect(ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal)).resolves.toBeNull();
    expect(times(GRANT)).toBe(3);
  });

  test('who is unknown for ten seconds does not exist', async () => {
    const { ports, clock } = await start({ ...ROUTES, [GRANT]: UNKNOWN_USER });
    const begun = clock.monotonic();
    await expect(ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal)).rejects.toMatchObject({
      code: 'NotFound',
    });
    expect(clock.monotonic() - begun).toBe(10_000);
  });

  test('whose grant is forbidden is not granted repeatedly', async () => {
    const { ports } = await start({ ...ROUTES, [GRANT]: { status: 403 } });
    await expect(ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal)).rejects.toMatchObject({
      code: 'Forbidden',
    });
    expect(times(GRANT)).toBe(1);
  });

  const source = volumeSchema.parse(wireVolume());
  const wanted = { runId: RUN, user: USER, source, destinationType: 'beta' };

  test('signs in as soon as Keystone accepts the password', async () => {
    const { ports } = await start({ ...ROUTES, [POST]: MADE });
    await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
    let denied = 0;
    cloud.routes[SIGN_IN] = () => {
      denied += 1;
      if (denied === 2) Reflect.deleteProperty(cloud.routes, SIGN_IN);
      return DENIED;
    };
    await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
    expect(times(SIGN_IN)).toBe(1 + 3);
    expect(times(POST)).toBe(1);
  });

  test('whose password Keystone refuses for ten seconds cannot sign in', async () => {
    const { ports, clock } = await start(ROUTES);
    await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
    cloud.routes[SIGN_IN] = DENIED;
    const begun = clock.monotonic();
    const fault = await ports.createDestinationVolume(wanted, signal).catch(toFault);
    expect(fault).toMatchObject({ name: 'AuthenticationError', status: 401, uncertain: false });
    expect(clock.monotonic() - begun).toBeLessThan(12_000);
  });

  test('whose token Cinder does not accept yet creates the volume once it does', async () => {
    const { ports } = await start({ ...ROUTES, [POST]: [DENIED, DENIED, DENIED, MADE] });
    await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
    await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
  });

  test('whose name is taken, and who is not listed yet, is found', async () => {
    const { ports } = await start({
      ...ROUTES,
      [CREATE]: { status: 409, body: { error: { message: 'Duplicate entry' } } },
      'GET identity /users': [{ body: { users: [] } }, { body: { users: [USER] } }],
      'PATCH identity /users/u2': [UNKNOWN_USER, { body: { user: USER } }],
    });
    await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).resolves.toEqual(USER);
  });

  test('is deleted, although the first node does not know the user', async () => {
    const { ports } = await start({
      ...ROUTES,
      [DELETE_USER]: [UNKNOWN_USER, UNKNOWN_USER, UNKNOWN_USER, { status: 204 }],
      [SHOW_USER]: UNKNOWN_USER,
    });
    await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
    await expect(ports.deleteTemporaryUser({ userId: 'u2' }, signal)).resolves.toBeNull();
    expect(times(DELETE_USER)).toBe(4);
  });

  test('is gone if the response to the deletion was lost and none is found after that', async () => {
    const { ports, clock } = await start({
      ...ROUTES,
      [DELETE_USER]: [{ lost: true }, UNKNOWN_USER],
      [SHOW_USER]: UNKNOWN_USER,
    });
    await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
    await expect(ports.deleteTemporaryUser({ userId: 'u2' }, signal)).resolves.toBeNull();
    expect(times(DELETE_USER)).toBe(2);
    expect(clock.sleeps).toEqual([]);
  });
});

const DESTINATION = 'GET volume /volumes/v2';
const DELETE_DESTINATION = 'DELETE volume /volumes/v2';
const UNKNOWN_VOLUME = notFound('Volume v2 could not be found.');
const own = (changes: Record<string, unknown> = {}): Reply => ({
  body: { volume: wireVolume({ id: 'v2', metadata: { 'volume-migrate:run': 'r1' }, ...changes }) },
});

describe('a destination volume that was created a moment ago', () => {
  const input = { runId: 'r1', volumeId: 'v2' };

  test('is deleted, although the first node does not know it', async () => {
    const { ports } = await start({
      [DESTINATION]: [own(), UNKNOWN_VOLUME, own(), UNKNOWN_VOLUME],
      [DELETE_DESTINATION]: [UNKNOWN_VOLUME, { status: 202 }],
    });
    await expect(ports.deleteDestinationVolume(input, signal)).resolves.toBeNull();
    expect(times(DELETE_DESTINATION)).toBe(2);
  });

  test('whose deletion had failed before does not count as failed while the row shows that', async () => {
    const failed = own({ status: 'error_deleting', updated_at: '2026-11-21T22:00:00.000000' });
    const { ports } = await start({
      [DESTINATION]: [failed, failed, failed, own({ status: 'deleting' }), UNKNOWN_VOLUME],
      [DELETE_DESTINATION]: { status: 202 },
    });
    await expect(ports.deleteDestinationVolume(input, signal)).resolves.toBeNull();
  });

  test('and is shown as being created by a node that lags behind is waited for, not mistaken for somebody else’s', async () => {
    const making = own({ status: 'creating' });
    const made = own({ updated_at: '2026-11-21T22:00:05.000000' });
    const destinationGuard = createOwnershipGuard();
    destinationGuard.made();
    destinationGuard.seen(
      volumeSchema.parse(wireVolume({ id: 'v2', updated_at: '2026-11-21T22:00:04.000000' })),
    );
    cloud = await startTestCloud({
      [DESTINATION]: [made, making, UNKNOWN_VOLUME, made],
      'POST volume /volumes/v2/action': [UNKNOWN_VOLUME, { status: 200 }],
    });
    const clock = testClock();
    const ports = createRunPorts(await cloud.connect({ clock }), { clock, destinationGuard });
    const bootable = volumeSchema.parse(wireVolume({ bootable: 'true' }));
    const copy = ports.copyAttributes({ source: bootable, destinationVolumeId: 'v2' }, signal);
    await expect(copy).resolves.toBeNull();
  });
});

test('the source of a proven swap is deleted, although a node that lags behind shows its state before the proof', async () => {
  const proven = volumeSchema.parse(wireVolume({ updated_at: '2026-11-21T22:00:09.000000' }));
  const before = {
    body: { volume: wireVolume({ status: 'in-use', updated_at: '2026-11-21T22:00:01.000000' }) },
  };
  const now = { body: { volume: wireVolume({ updated_at: '2026-11-21T22:00:09.000000' }) } };
  const { ports } = await start({
    'GET volume /volumes/v1': [before, before, now],
    'GET volume /volumes/v1/metadata': { body: { metadata: { owner: 'alice' } } },
    'GET volume /volumes/v2/metadata': { body: { metadata: { owner: 'alice' } } },
    'DELETE volume /volumes/v1': { status: 202 },
  });
  await expect(
    ports.deleteSourceVolume({ source: proven, before: proven, destinationVolumeId: 'v2' }, signal),
  ).resolves.toBeNull();
  expect(times('DELETE volume /volumes/v1')).toBe(1);
});

describe('a reading of a volume', () => {
  const AT = (second: number) => `2026-11-21T22:00:0${second}.000000`;
  const volume = (changes: Record<string, unknown> = {}) =>
    volumeSchema.parse(wireVolume({ updated_at: AT(1), migration_status: 'success', ...changes }));
  const stateOf = (changes: Record<string, unknown> = {}): VolumeState => {
    const { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt } =
      volume(changes);
    return { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt };
  };
  const before = stateOf();

  test.each([
    ['as before the change', {}, true],
    ['as before, with another name', { name: 'renamed' }, true],
    ['changed since', { updated_at: AT(2) }, false],
    ['in another state within the same second', { status: 'retyping' }, false],
    ['elsewhere within the same second', { 'os-vol-host-attr:host': 'n9@b#p' }, false],
    ['dated earlier than the change', { updated_at: AT(0), status: 'retyping' }, true],
    ['never changed at all', { updated_at: null, status: 'retyping' }, true],
  ])('%s is in doubt: %s', (_name, changes, isInDoubt) => {
    const { doubt } = createStaleness({ before, known: before });
    expect(doubt(volume(changes)) !== null).toBe(isInDoubt);
  });

  test('older than an accepted one is in doubt', () => {
    const { doubt, seen } = createStaleness({ before, known: before });
    const migrating = volume({ updated_at: AT(2), migration_status: 'migrating' });
    seen(volume({ updated_at: AT(3), migration_status: 'completing' }));
    expect(doubt(migrating)).not.toBeNull();
    expect(doubt(volume({ updated_at: AT(3), migration_status: 'success' }))).toBeNull();
  });

  test('older than what an earlier watch has read is in doubt', () => {
    const { doubt } = createStaleness({ before, known: stateOf({ updated_at: AT(5) }) });
    expect(doubt(volume({ updated_at: AT(4), migration_status: 'migrating' }))).not.toBeNull();
  });

  test('that does not find it is in doubt for long if it did not exist before, otherwise until it has been read three times', () => {
    const made = createStaleness({ before: null, known: null }).doubt(null);
    expect(made).toEqual({ readings: 3, forMs: 10_000 });
    expect(createStaleness({ before, known: before }).doubt(null)).toEqual({ readings: 3, forMs: 0 });
  });

  test('is fresh if nothing is known of before', () => {
    expect(createStaleness({}).doubt(volume())).toBeNull();
  });
});

const ACTION = 'POST volume /volumes/v1/action';
const BUSY: Reply = { status: 429, headers: { 'retry-after': '1' } };

/** Like `start`, on a client that repeats what was not done. */
async function startRepeating(routes: Record<string, Route>, runId = RUN) {
  cloud = await startTestCloud({ ...routes });
  const clock = testClock();
  const connected = await cloud.connect({ clock, runId, retryLimit: 2 });
  return createRunPorts(connected, { clock, destinationGuard: createOwnershipGuard() });
}

describe('a call that Cinder asks to send later', () => {
  const before = volumeSchema.parse(wireVolume({ updated_at: '2026-11-21T22:00:09.000000' }));
  const migrate = { before, destinationNode: 'n2@b#p' };
  const stale = {
    body: { volume: wireVolume({ status: 'in-use', updated_at: '2026-11-21T22:00:01.000000' }) },
  };
  const now = { body: { volume: wireVolume({ updated_at: '2026-11-21T22:00:09.000000' }) } };

  test('is sent, although a node that lags behind shows the volume as it was before', async () => {
    const ports = await startRepeating({
      [ACTION]: [BUSY, { status: 202 }],
      'GET volume /volumes/v1': [stale, stale, now],
      'GET volume /attachments': { body: { attachments: [] } },
    });
    await expect(ports.requestMigration(migrate, signal)).resolves.toBeNull();
    expect(times(ACTION)).toBe(2);
  });

  test('is not sent if the volume has changed meanwhile', async () => {
    const changed = wireVolume({ status: 'in-use', updated_at: '2026-11-21T22:00:10.000000' });
    const ports = await startRepeating({
      [ACTION]: [BUSY, { status: 202 }],
      'GET volume /volumes/v1': [stale, { body: { volume: changed } }],
    });
    const fault = await ports.requestMigration(migrate, signal).catch(toFault);
    expect(fault).toMatchObject({ code: 'VolumeChanged', uncertain: false });
    expect(times(ACTION)).toBe(1);
  });

  test('deletes a destination that a node that lags behind shows as being created', async () => {
    const ports = await startRepeating({
      [DESTINATION]: [own(), own({ status: 'creating' }), UNKNOWN_VOLUME, own(), UNKNOWN_VOLUME],
      [DELETE_DESTINATION]: [BUSY, { status: 202 }],
    });
    await expect(ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v2' }, signal)).resolves.toBeNull();
    expect(times(DELETE_DESTINATION)).toBe(2);
  });
});

test('a destination that somebody uses by the time Cinder knows it is not deleted', async () => {
  const { ports } = await start({
    [DESTINATION]: [own(), own(), own({ status: 'reserved' })],
    [DELETE_DESTINATION]: [UNKNOWN_VOLUME, { status: 202 }],
  });
  const fault = await ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'DestinationInUse', uncertain: false });
  expect(times(DELETE_DESTINATION)).toBe(1);
});

describe("the owner's value under the mark's key", () => {
  const MARK = 'volume-migrate:run';
  const KEPT = 'volume-migrate:kept';
  const METADATA = 'GET volume /volumes/v2/metadata';
  const UNMARK = `DELETE volume /volumes/v2/metadata/${encodeURIComponent(MARK)}`;
  const UNKEEP = `DELETE volume /volumes/v2/metadata/${encodeURIComponent(KEPT)}`;
  const input = { volumeId: 'v2', ownersKeys: [MARK] };
  const marked = { body: { metadata: { [MARK]: RUN, [KEPT]: 'mine' } } };

  test('stays if the response to the last step was lost and everything is done again', async () => {
    const { ports } = await start({
      [METADATA]: [marked, { body: { metadata: { [MARK]: 'mine' } } }],
      'POST volume /volumes/v2/metadata': { body: {} },
      [UNKEEP]: [{ lost: true }, { status: 503 }],
    });
    await expect(ports.unmarkDestinationVolume(input, signal)).resolves.toBeNull();
    expect(times(METADATA)).toBe(2);
    expect(times(UNMARK)).toBe(0);
  });

  test('was removed before: then only the mark is removed', async () => {
    const ports = await startRepeating({
      [METADATA]: { body: { metadata: { [MARK]: RUN } } },
      [UNMARK]: { status: 200 },
    });
    await expect(ports.unmarkDestinationVolume(input, signal)).resolves.toBeNull();
    expect(times(UNMARK)).toBe(1);
  });
});
