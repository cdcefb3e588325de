// How Keystone is searched for users: domain by domain, by name; and what it does not show.
import { afterEach, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/index.ts';
import { findTemporaryUsers, findWatcherUsers } from '../../src/leftovers/findUsers.ts';
import { knownRuns } from '../../src/leftovers/knownRuns.ts';
import { createLooker } from '../../src/leftovers/looker.ts';
import { type Route, startTestCloud, type TestCloud } from '../services/testCloud.ts';
import { RUN } from './seen.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const DOMAINS = 'GET identity /domains';
const USERS = 'GET identity /users';
const ROLES = 'GET identity /roles';
const ASSIGNMENTS = 'GET identity /role_assignments';
const NAME = `volume-migrate-${RUN}`;
const NO_ASSIGNMENTS = { body: { role_assignments: [] } };

async function start(routes: Record<string, Route>) {
  cloud = await startTestCloud(routes);
  const connected = await cloud.connect();
  const runs = await knownRuns(createMemoryStore(), connected.endpoints.identity);
  return { looking: { cloud: connected, runs, volumes: [] }, looker: createLooker() };
}

const wireUser = (id: string, name: string, changes: object = {}) => ({
  id,
  name,
  domain_id: 'd1',
  ...changes,
});

test('users are requested by name and domain; one failing domain does not hide the others', async () => {
  const { looking, looker } = await start({
    [DOMAINS]: { body: { domains: [{ id: 'd1' }, { id: 'd2' }] } },
    [USERS]: ({ query }) =>
      query['domain_id'] === 'd2' ? { status: 500, body: {} } : { body: { users: [wireUser('u2', NAME)] } },
    [ASSIGNMENTS]: NO_ASSIGNMENTS,
  });
  expect(await findTemporaryUsers(looking, looker)).toMatchObject([{ id: 'u2', runId: RUN }]);
  expect(looker.notes).toMatchObject([
    { what: 'temporary users of domain d2', why: expect.stringContaining('got 500') },
  ]);
  const asked = cloud.seen.filter(({ call }) => call === USERS).map(({ query }) => query);
  expect(asked).toEqual(
    expect.arrayContaining([
      { domain_id: 'd1', name__startswith: 'volume-migrate-' },
      { domain_id: 'd2', name__startswith: 'volume-migrate-' },
    ]),
  );
});

test('each of many domains is requested, a few at a time', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `d${index}`);
  const { looking, looker } = await start({
    [DOMAINS]: { body: { domains: ids.map((id) => ({ id })) } },
    [USERS]: { body: { users: [] } },
  });
  await findTemporaryUsers(looking, looker);
  const asked = cloud.seen.filter(({ call }) => call === USERS).map(({ query }) => query['domain_id']);
  expect(asked.toSorted()).toEqual(ids.toSorted());
});

test('a Keystone that ignores the filter returns other users as well: they are not listed', async () => {
  const { looking, looker } = await start({
    [DOMAINS]: { body: { domains: [{ id: 'd1' }] } },
    [USERS]: {
      body: { users: [wireUser('u1', 'alice'), wireUser('u2', NAME), wireUser('u3', `${NAME}-x`)] },
    },
    [ASSIGNMENTS]: NO_ASSIGNMENTS,
  });
  expect((await findTemporaryUsers(looking, looker)).map(({ id }) => id)).toEqual(['u2']);
});

test('a list that Keystone has cut short is reported', async () => {
  const { looking, looker } = await start({
    [DOMAINS]: { body: { domains: [{ id: 'd1' }] } },
    [USERS]: { body: { users: [wireUser('u2', NAME)], truncated: true } },
    [ASSIGNMENTS]: NO_ASSIGNMENTS,
  });
  expect(await findTemporaryUsers(looking, looker)).toHaveLength(1);
  expect(looker.notes).toEqual([
    { what: 'temporary users of domain d1', why: 'Keystone lists the first 1 only (list_limit)' },
  ]);
});

test("Watcher's users are searched for among those with the admin role, except oneself", async () => {
  const project = { id: 'p2', name: 'demo', domain: { id: 'default', name: 'Default' } };
  const assignment = (id: string, name: string, scope: object = { project }) => ({
    user: { id, name },
    role: { id: 'r1', name: 'admin' },
    scope,
  });
  const watchers = wireUser('u7', 'aB3dE5fG7h', { default_project_id: 'p2' });
  const { looking } = await start({
    [ROLES]: { body: { roles: [{ id: 'r1', name: 'admin', domain_id: null }] } },
    [ASSIGNMENTS]: {
      body: {
        role_assignments: [
          assignment('u7', 'aB3dE5fG7h'),
          assignment('u8', 'admin'),
          assignment('u9', 'goneUser10'),
          assignment('u1', 'operator01'),
          assignment('u7', 'aB3dE5fG7h', { system: { all: true } }),
          { group: { id: 'g1', name: 'tenLetters' }, role: { id: 'r1', name: 'admin' }, scope: { project } },
        ],
      },
    },
    'GET identity /users/u7': { body: { user: watchers } },
    'GET identity /users/u9': { status: 404, body: { error: { code: 404, message: 'Could not find user' } } },
  });
  const found = await findWatcherUsers(looking);
  expect(found).toMatchObject([{ kind: 'watcher-user', id: 'u7' }]);
  expect(found[0]?.evidence).toContain('role admin in its default project: project demo (p2)');
  expect(cloud.seen.find(({ call }) => call === ASSIGNMENTS)?.query).toEqual({
    'role.id': 'r1',
    include_names: 'true',
  });
  // u1 is the signed-in user, u8 has no such name.
  expect(cloud.calls().filter((call) => call.startsWith('GET identity /users/'))).toEqual([
    'GET identity /users/u7',
    'GET identity /users/u9',
  ]);
});
