// The temporary user of a swap, and the destination volume that it creates.
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { volumeSchema } from '../../services/cinder/schemas.ts';
import { createPorts, type PortOptions, toFault } from '../../services/index.ts';
import { newPassword } from '../../services/keystone/password.ts';
import {
  ROLES,
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

const RUN = '00000000-0000-4000-8000-00000000abcd';
const NAME = `volume-migrate-${RUN}`;
const USER = { id: 'u2', name: NAME };
const PROJECT = {
  'GET identity /projects/p2': { body: { project: { id: 'p2', domain_id: 'd2', enabled: true } } },
  'GET identity /domains/d2': { body: { domain: { id: 'd2', enabled: true } } },
};
const CREATE = 'POST identity /users';
const FIND = 'GET identity /users';
const SET = 'PATCH identity /users/u2';
const CREATED = { status: 201, body: { user: USER } };
const FOUND = { [FIND]: { body: { users: [USER] } }, [SET]: { body: { user: USER } } };
const TAKEN = { status: 409, body: { error: { code: 409, message: 'Duplicate entry found' } } };
const SOURCE = volumeSchema.parse(wireVolume({ description: 'd', availability_zone: 'z', size: 3 }));
const POST = 'POST volume of p2 /volumes';
const METADATA = 'GET volume /volumes/v1/metadata';
const LIST = 'GET volume /volumes/detail';
const MADE = { status: 202, body: { volume: { id: 'v2' } } };
const MARKED = { body: { volumes: [wireVolume({ id: 'v2', metadata: { 'volume-migrate:run': RUN } })] } };
const OF_USER = { body: { volumes: [{ ...wireVolume({ id: 'v2' }), user_id: USER.id }] } };
const CARRIED = wireVolume({ id: 'v3', metadata: { 'volume-migrate:run': RUN } });
const COPIED = { body: { volumes: [CARRIED, ...OF_USER.body.volumes] } };
const NONE = { body: { volumes: [wireVolume()] } };
const wanted = { runId: RUN, user: USER, source: SOURCE, destinationType: 'beta' };

async function start(routes: Record<string, Route>, options: PortOptions = {}) {
  cloud = await startTestCloud({ [METADATA]: { body: { metadata: { owner: 'alice' } } }, ...routes });
  const clock = testClock();
  return { ports: createPorts(await cloud.connect({ clock }), { clock, ...options }), clock };
}

const bodyOf = (call: string, index = 0) => cloud.seen.filter((each) => each.call === call)[index]?.body;
const passwordIn = (body: unknown) => (body as { user: { password: string } }).user.password;

test('a password has 40 characters of all four classes, and no two are the same', () => {
  const passwords = Array.from({ length: 200 }, () => newPassword().reveal());
  for (const password of passwords) {
    expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^a-zA-Z\d])[!-~]{40}$/);
  }
  expect(new Set(passwords).size).toBe(200);
});

test("the user is created in the domain of the volume's project, with options that keep its password usable", async () => {
  const { ports } = await start({ ...PROJECT, [CREATE]: CREATED });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).resolves.toEqual(USER);
  expect(bodyOf(CREATE)).toEqual({
    user: {
      name: NAME,
      domain_id: 'd2',
      default_project_id: 'p2',
      password: expect.stringMatching(/^.{40}$/),
      enabled: true,
      description: expect.any(String),
      options: {
        ignore_change_password_upon_first_use: true,
        ignore_password_expiry: true,
        ignore_lockout_failure_attempts: true,
      },
    },
  });
});

test('the domain may be another', async () => {
  const { ports } = await start({ ...PROJECT, [CREATE]: CREATED }, { temporaryUser: { domainId: 'd9' } });
  await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  expect(cloud.calls().slice(2)).toEqual([ROLES, CREATE]);
  expect(bodyOf(CREATE)).toMatchObject({ user: { domain_id: 'd9' } });
});

test.each([
  ['its id', { 'GET identity /domains/ldap': { body: { domain: { id: 'ldap' } } } }, 'ldap'],
  [
    'its name',
    {
      'GET identity /domains/ldap': {
        status: 404,
        body: { error: { code: 404, message: 'no such domain' } },
      },
      'GET identity /domains': { body: { domains: [{ id: 'd7', name: 'LDAP' }] } },
    },
    'd7',
  ],
  [
    'an id that may not be looked up',
    { 'GET identity /domains/ldap': { status: 403, body: { error: { message: 'no' } } } },
    'ldap',
  ],
])('the domain may be given by %s', async (_name, routes, id) => {
  const { ports } = await start(
    { ...PROJECT, ...routes, [CREATE]: CREATED },
    { temporaryUser: { domain: 'ldap' } },
  );
  await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  expect(bodyOf(CREATE)).toMatchObject({ user: { domain_id: id } });
});

test('an unknown domain is DomainNotFound, before a user is created', async () => {
  const routes = {
    ...PROJECT,
    'GET identity /domains/x': { status: 404, body: { error: { code: 404, message: 'no' } } },
    'GET identity /domains': { body: { domains: [] } },
  };
  const { ports } = await start(routes, { temporaryUser: { domain: 'x' } });
  const fault = await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'DomainNotFound', message: 'Domain x not found', uncertain: false });
  expect(JSON.stringify(fault)).toContain('--temporary-user-domain');
  expect(cloud.calls()).not.toContain(CREATE);
});

const gone = { status: 404, body: { error: { code: 404, message: 'no such project' } } };
const disabled = { body: { project: { id: 'p2', domain_id: 'd2', enabled: false } } };
const domainOff = { body: { domain: { id: 'd2', enabled: false } } };
test.each([
  ['project is disabled', { 'GET identity /projects/p2': disabled }, 'project p2 is disabled'],
  ['project is deleted', { 'GET identity /projects/p2': gone }, 'project p2 of the volume does not exist'],
  ['domain is disabled', { 'GET identity /domains/d2': domainOff }, 'domain d2 of project p2 is disabled'],
])('if the owner’s %s, nobody can sign in to it: that is reported before a user is created', async (_, routes, why) => {
  const { ports } = await start({ ...PROJECT, ...routes, [CREATE]: CREATED });
  const fault = await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal).catch(toFault);
  expect(fault).toMatchObject({
    code: 'ProjectUnusable',
    message: `A temporary user cannot sign in: ${why}`,
    reasons: [expect.stringContaining('--swap-method retype')],
    uncertain: false,
  });
  expect(cloud.calls()).not.toContain(CREATE);
});

test('a domain that may not be read does not prevent the sign-in', async () => {
  const hidden = { 'GET identity /domains/d2': { status: 403, body: { error: { message: 'no' } } } };
  const { ports } = await start({ ...PROJECT, ...hidden, [CREATE]: CREATED });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).resolves.toEqual(USER);
});

const roles = (...names: string[]) => ({
  body: { roles: names.map((name) => ({ id: `id of ${name}`, name, domain_id: null })) },
});
const domainRole = { body: { roles: [{ id: 'r', name: 'member', domain_id: 'd' }] } };

test.each([
  ['member', {}, [roles('member')], 'id of member'],
  [
    'Member, as a database without case gives it',
    {},
    [roles('Member'), roles('admin', 'Member')],
    'id of Member',
  ],
  [
    'Member, where the database minds case',
    {},
    [roles(), roles('admin', 'Member', '_member_')],
    'id of Member',
  ],
  ['_member_, where there is no other', {}, [roles(), roles('admin', '_member_')], 'id of _member_'],
  ["no domain's own role", {}, [domainRole, roles('_member_')], 'id of _member_'],
  [
    'the role that is asked for, without case',
    { role: 'creator' },
    [roles(), roles('Creator', 'member')],
    'id of Creator',
  ],
  ['of two the one of the exact name', { role: 'x' }, [roles('X', 'x')], 'id of x'],
])('the user is given %s', async (_name, temporaryUser, replies, id) => {
  const grant = `PUT identity /projects/p2/users/u2/roles/${encodeURIComponent(id)}`;
  const { ports } = await start({ [ROLES]: replies, [grant]: { status: 204 } }, { temporaryUser });
  await ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal);
  expect(cloud.calls().at(-1)).toBe(grant);
});

test.each([
  [{}, 'Role member or _member_ not found'],
  [{ role: 'creator' }, 'Role creator not found'],
])('a missing role is rejected before the user is created, with how to name another: %j', async (temporaryUser, message) => {
  const { ports } = await start({ ...PROJECT, [ROLES]: roles('admin') }, { temporaryUser });
  const fault = await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'RoleNotFound', message, uncertain: false });
  expect(JSON.stringify(fault)).toContain('--temporary-user-role');
  expect(cloud.calls()).not.toContain(CREATE);
});

test('the role may be another', async () => {
  const role = { id: 'r7', name: 'creator' };
  const routes = {
    'GET identity /roles': { body: { roles: [role] } },
    'PUT identity /projects/p2/users/u2/roles/r7': { status: 204 },
  };
  const { ports } = await start(routes, { temporaryUser: { role: 'creator' } });
  await ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal);
  expect(cloud.seen[1]?.query).toEqual({ name: 'creator' });
});

test('an unknown role is RoleNotFound', async () => {
  const { ports } = await start({ 'GET identity /roles': { body: { roles: [] } } });
  await expect(ports.grantRole({ userId: 'u2', projectId: 'p2' }, signal)).rejects.toMatchObject({
    code: 'RoleNotFound',
  });
});

test.each([
  ['the name is taken', [TAKEN], [CREATE, FIND, SET]],
  ['the answer was lost and the user is there', [{ lost: true }], [CREATE, FIND, SET]],
])('if %s the user of that name gets a new password', async (_name, replies, calls) => {
  const { ports } = await start({ ...PROJECT, ...FOUND, [CREATE]: replies });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).resolves.toEqual(USER);
  expect(cloud.calls().slice(3)).toEqual(calls);
  expect(cloud.seen.find(({ call }) => call === FIND)?.query).toEqual({ name: NAME, domain_id: 'd2' });
  expect(passwordIn(bodyOf(SET))).toHaveLength(40);
});

test('if the response was lost and there is no user, it is created again', async () => {
  const { ports } = await start({
    ...PROJECT,
    [FIND]: { body: { users: [] } },
    [CREATE]: [{ lost: true }, CREATED],
  });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).resolves.toEqual(USER);
  expect(cloud.calls().slice(3)).toEqual([CREATE, FIND, FIND, FIND, FIND, CREATE]);
});

test.each([
  [
    'password rules',
    { status: 400, body: { error: { message: 'The password must have a rune.' } } },
    'BadRequest',
    'The password must have a rune.',
  ],
  [
    'a domain kept in LDAP',
    { status: 403, body: { error: { message: 'LDAP does not support write operations' } } },
    'Forbidden',
    'LDAP does not support write operations',
  ],
])("%s are reported in Keystone's words", async (_name, reply, code, words) => {
  const { ports } = await start({ ...PROJECT, [CREATE]: reply });
  const fault = await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code, uncertain: false, message: expect.stringContaining(words) });
});

const NO = { status: 403, body: { error: { message: 'no' } } };

test.each([
  ['a user of a taken name, whose password', TAKEN],
  ['a user who was made although the answer was lost, and whose password', { lost: true }],
])('%s cannot be set, exists: the error is uncertain and names it', async (_name, created) => {
  const { ports } = await start({ ...PROJECT, ...FOUND, [CREATE]: created, [SET]: NO });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).rejects.toMatchObject({
    code: 'Forbidden',
    uncertain: true,
    reasons: [`user ${NAME} (u2) exists`],
  });
});

test.each([
  ['cannot be looked for', { status: 503 }],
  ['is not shown', { body: { users: [] } }],
])('a user with a taken name that %s exists nevertheless', async (_name, found) => {
  const { ports } = await start({ ...PROJECT, [CREATE]: TAKEN, [FIND]: found });
  await expect(ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal)).rejects.toMatchObject({
    code: 'Conflict',
    uncertain: true,
    reasons: [`a user named ${NAME} exists`],
  });
});

test('the volume is created with the token of the temporary user, in its own project, like the source and marked', async () => {
  const { ports } = await start({ ...PROJECT, [CREATE]: CREATED, [POST]: MADE });
  await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
  const password = passwordIn(bodyOf(CREATE));
  expect(bodyOf(SIGN_IN, 1)).toEqual({
    auth: {
      identity: { methods: ['password'], password: { user: { id: 'u2', password } } },
      scope: { project: { id: 'p2' } },
    },
  });
  expect(cloud.seen.at(-1)?.headers['x-auth-token']).toBe('canary-token-2');
  expect(bodyOf(POST)).toEqual({
    volume: {
      size: 3,
      name: 'data',
      description: 'd',
      availability_zone: 'z',
      volume_type: 'beta',
      metadata: { owner: 'alice', 'volume-migrate:run': RUN },
    },
  });
});

test.each([
  ['an earlier run', '00000000-0000-4000-8000-000000000000', {}],
  ['the owner', 'mine', { 'volume-migrate:kept': 'mine' }],
])("a mark of %s on the source: only the owner's value is kept", async (_, mark, kept) => {
  const metadata = { owner: 'alice', 'volume-migrate:run': mark };
  const { ports } = await start({
    ...{ ...PROJECT, [CREATE]: CREATED, [POST]: MADE },
    [METADATA]: { body: { metadata } },
  });
  await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  await ports.createDestinationVolume(wanted, signal);
  expect(bodyOf(POST)).toMatchObject({
    volume: { metadata: { ...metadata, ...kept, 'volume-migrate:run': RUN } },
  });
  expect(JSON.stringify(bodyOf(POST)).includes('volume-migrate:kept')).toBe('volume-migrate:kept' in kept);
});

test('after a restart the user gets a new password, which is not used within the second that revokes its tokens', async () => {
  const { ports, clock } = await start({ ...FOUND, [LIST]: NONE, [POST]: MADE });
  await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
  const looks = Array(4).fill(LIST);
  expect(cloud.seen.slice(1).map(({ call }) => call)).toEqual([...looks, METADATA, SET, SIGN_IN, POST]);
  expect(clock.sleeps).toEqual([1_000, 1_000, 1_000, 1_100]);
});

test('after a restart a volume that carries the mark is used', async () => {
  const { ports } = await start({ [LIST]: MARKED });
  await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
  expect(cloud.calls()).toEqual([LIST]);
});

const REFUSED = { status: 413, body: { overLimit: { message: 'volumes' } } };

test('after a restart a volume that is refused now, and is not found for some seconds, was not created before', async () => {
  const { ports, clock } = await start({ ...FOUND, [LIST]: NONE, [POST]: REFUSED });
  const fault = await ports.createDestinationVolume(wanted, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'OverQuota', uncertain: false });
  expect(clock.sleeps).toEqual([1_000, 1_000, 1_000, 1_100, 1_000, 1_000, 1_000]);
});

test('after a restart a volume that is refused now, and appears after that, was created before', async () => {
  const { ports } = await start({ ...FOUND, [LIST]: [...Array(5).fill(NONE), MARKED], [POST]: REFUSED });
  await expect(ports.createDestinationVolume(wanted, signal)).resolves.toEqual({ volumeId: 'v2' });
});

test('after a restart a volume that is refused now, and cannot be searched for, may have been created before', async () => {
  const down = { status: 504, text: '' };
  const { ports } = await start({ ...FOUND, [LIST]: [...Array(4).fill(NONE), down], [POST]: REFUSED });
  const fault = await ports.createDestinationVolume(wanted, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'OverQuota', uncertain: true });
});

test.each([
  ['is found by its mark', [NONE, MARKED], { volumeId: 'v2' }],
  ['is found by its maker, where its owner has cleared the mark', [NONE, OF_USER], { volumeId: 'v2' }],
  [
    'is found by its maker, where a restored copy carries the mark as well',
    [NONE, COPIED],
    { volumeId: 'v2' },
  ],
  [
    'and is not found is uncertain, and never made twice',
    [NONE],
    { code: 'ConnectionFailed', uncertain: true },
  ],
])('a volume whose response was lost %s', async (_name, lists, expected) => {
  const { ports } = await start({ ...PROJECT, [CREATE]: CREATED, [POST]: { lost: true }, [LIST]: lists });
  await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  expect(await ports.createDestinationVolume(wanted, signal).catch(toFault)).toMatchObject(expected);
  expect(cloud.calls().filter((call) => call === POST)).toHaveLength(1);
  expect(cloud.seen.find(({ call }) => call === LIST)?.query).toEqual({ all_tenants: '1', project_id: 'p2' });
});

test('the password appears nowhere', async () => {
  const { ports } = await start({ ...PROJECT, [CREATE]: CREATED, [POST]: { status: 500 }, [LIST]: NONE });
  const user = await ports.createTemporaryUser({ runId: RUN, projectId: 'p2' }, signal);
  const fault = await ports.createDestinationVolume(wanted, signal).catch(toFault);
  const password = passwordIn(bodyOf(CREATE));
  const shown =
    inspect({ user, fault, ports }, { depth: 9, showHidden: true }) + JSON.stringify({ user, fault });
  expect(shown).not.toContain(password);
});
