// The simulated Keystone: tokens, application credentials, users, projects, roles, versions.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud } from './support.ts';

const MALFORMED =
  'The server could not comply with the request since it is either malformed or otherwise incorrect. ' +
  'The client is assumed to be in error.';
const UNAUTHORIZED = 'The request you have made requires authentication.';
const home = { id: 'default' };
const alice = { name: 'alice', domain: home, password: 'labuser' };
const auth = (user: unknown, scope?: unknown) => ({
  auth: {
    identity: { methods: ['password'], password: { user } },
    ...(scope === undefined ? {} : { scope }),
  },
});
const demo = { project: { name: 'demo', domain: home } };

const login = (open: OpenCloud, body: unknown) => open.identity('nobody', 'POST', '/auth/tokens', body);

describe('POST /v3/auth/tokens', () => {
  const lines: [string, unknown, number, string?][] = [
    ['a name with its domain’s id', auth(alice, demo), 201],
    ['a name with its domain’s name', auth({ ...alice, domain: { name: 'Default' } }, demo), 201],
    ['no scope', auth(alice), 201],
    ['a wrong password', auth({ ...alice, password: 'no' }, demo), 401, UNAUTHORIZED],
    ['an unknown user', auth({ ...alice, name: 'nobody' }, demo), 401, UNAUTHORIZED],
    [
      'a project without a role',
      auth(alice, { project: { name: 'other', domain: home } }),
      401,
      UNAUTHORIZED,
    ],
    ['an unknown project', auth(alice, { project: { name: 'none', domain: home } }), 401, UNAUTHORIZED],
    [
      'a name without a domain',
      auth({ name: 'alice', password: 'labuser' }, demo),
      400,
      `Expecting to find domain in user. ${MALFORMED}`,
    ],
    [
      'a project’s name without a domain',
      auth(alice, { project: { name: 'demo' } }),
      400,
      `Expecting to find domain in project. ${MALFORMED}`,
    ],
    [
      'two scopes',
      auth(alice, { ...demo, domain: home }),
      400,
      `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${MALFORMED}`,
    ],
    ['no auth', {}, 400, `Expecting to find auth in request body. ${MALFORMED}`],
    ['no JSON', '{bad', 400, `Expecting to find valid JSON in request body. ${MALFORMED}`],
    [
      'an unknown token',
      { auth: { identity: { methods: ['token'], token: { id: 'bogus' } }, scope: demo } },
      404,
      'Could not recognize Fernet token',
    ],
  ];
  test.each(lines)('%s', async (_, body, status, message) => {
    await using open = await openCloud();
    const reply = await login(open, body);
    expect([reply.status, reply.body.error?.message]).toEqual([status, message]);
  });

  test('returns token, roles, expiry and a catalog of the three services', async () => {
    await using open = await openCloud();
    const { headers, body } = await login(open, auth(alice, demo));
    const urls = body.token.catalog.flatMap(
      ({ type, endpoints }: { type: string; endpoints: { interface: string; url: string }[] }) =>
        endpoints
          .filter((one) => one.interface === 'public')
          .map(({ url }) => [type, url.replace(open.url, '')]),
    );
    const project = open.cloud.world.projects['demo'];
    expect(headers.get('x-subject-token')).toMatch(/^gAAAAA/);
    expect(body.token.roles.map(({ name }: { name: string }) => name).sort()).toEqual(['member', 'reader']);
    expect(new Date(body.token.expires_at).getTime() - open.clock.now()).toBe(12 * 3600 * 1000);
    expect(Object.fromEntries(urls)).toEqual({
      'block-storage': `/volume/v3/${project}`,
      volumev3: `/volume/v3/${project}`,
      compute: '/compute/v2.1',
      identity: '/identity/v3',
    });
  });

  test('accepts an application credential, without a scope', async () => {
    await using open = await openCloud();
    const user = open.cloud.world.users['alice'];
    const made = await open.identity('alice', 'POST', `/users/${user}/application_credentials`, {
      application_credential: { name: 'ac', secret: 's' },
    });
    const { id } = made.body.application_credential;
    const identity = { methods: ['application_credential'], application_credential: { id, secret: 's' } };
    const good = await login(open, { auth: { identity } });
    const scoped = await login(open, { auth: { identity, scope: demo } });
    expect([good.status, good.body.token.project.name]).toEqual([201, 'demo']);
    expect([scoped.status, scoped.body.error.message]).toEqual([
      401,
      'Error authenticating with application credential: Application credentials cannot request a scope.',
    ]);
  });

  describe('an application credential with access rules', () => {
    const withRules = async (open: OpenCloud, rules: object[]) => {
      const user = open.cloud.world.users['alice'];
      const made = await open.identity('alice', 'POST', `/users/${user}/application_credentials`, {
        application_credential: { name: 'ac', secret: 's', access_rules: rules },
      });
      const { id, access_rules } = made.body.application_credential;
      const identity = { methods: ['application_credential'], application_credential: { id, secret: 's' } };
      const signedIn = await login(open, { auth: { identity } });
      const token = signedIn.headers.get('x-subject-token') ?? '';
      const ask = async (method: string, path: string) =>
        await open.call('nobody', method, path, undefined, { 'X-Auth-Token': token });
      return { shown: signedIn.body.token.application_credential, made: access_rules, ask };
    };
    const project = (open: OpenCloud) => open.cloud.world.projects['demo'];

    test('shows its rules when it is created and in the token', async () => {
      await using open = await openCloud();
      const rule = { service: 'volumev3', method: 'GET', path: '/v3/*/types' };
      const { shown, made } = await withRules(open, [rule]);
      expect(made).toEqual([{ id: expect.any(String), ...rule }]);
      expect(shown).toMatchObject({ name: 'ac', restricted: true, access_rules: made });
    });

    test('without rules shows none', async () => {
      await using open = await openCloud();
      const { body } = await open.identity(
        ...(['alice', 'POST', `/users/${open.cloud.world.users['alice']}/application_credentials`] as const),
        { application_credential: { name: 'ac' } },
      );
      expect(body.application_credential).not.toHaveProperty('access_rules');
    });

    test('makes the calls that a rule names; any other is a 401 without a reason', async () => {
      await using open = await openCloud();
      const { ask } = await withRules(open, [
        { service: 'volumev3', method: 'GET', path: '/v3/*/types' },
        { service: 'compute', method: 'GET', path: '/v2.1/servers/**' },
      ]);
      const allowed = [`/volume/v3/${project(open)}/types`, `/compute/v2.1/servers/${open.id('vm1')}`];
      for (const path of allowed) expect((await ask('GET', path)).status).toBe(200);
      const refused = [
        await ask('POST', `/volume/v3/${project(open)}/types`),
        await ask('GET', `/volume/v3/${project(open)}/types/${open.cloud.world.types['alpha']}`),
        await ask('GET', `/volume/v3/${project(open)}/volumes`),
        await ask('GET', '/compute/v2.1/servers'),
      ];
      expect(refused.map(({ status, body }) => [status, body])).toEqual(
        refused.map(() => [
          401,
          {
            error: {
              ...{ code: 401, title: 'Unauthorized' },
              message: 'The request you have made requires authentication.',
            },
          },
        ]),
      );
      expect(refused[0]?.headers.get('www-authenticate')).toBe(`Keystone uri="${open.url}/identity/v3"`);
    });

    test.each([
      { release: 'zed', status: 200 },
      { release: '2025.1', status: 401 },
    ] as const)('Keystone of $release responds $status to a call that no rule names', async ({
      release,
      status,
    }) => {
      await using open = await openCloud({ release });
      const rule = { service: 'identity', method: 'GET', path: '/v3/projects' };
      const { ask } = await withRules(open, [rule]);
      expect((await ask('GET', '/identity/v3/auth/projects')).status).toBe(status);
    });
  });

  test('an expired token is a 401 with a challenge, in each service', async () => {
    await using open = await openCloud();
    await open.volume('alice', 'GET', '/volumes');
    open.clock.advance(12 * 3600 * 1000);
    const replies = [
      await open.volume('alice', 'GET', '/volumes'),
      await open.compute('alice', 'GET', '/servers'),
      await open.identity('alice', 'GET', '/auth/projects'),
    ];
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(replies[0]?.headers.get('www-authenticate')).toBe(`Keystone uri="${open.url}/identity/v3"`);
  });

  test('expireTokens ends those of one user', async () => {
    await using open = await openCloud();
    await open.volume('bob', 'GET', '/volumes');
    await open.volume('alice', 'GET', '/volumes');
    open.cloud.expireTokens('alice');
    expect((await open.volume('alice', 'GET', '/volumes')).status).toBe(401);
    expect((await open.volume('bob', 'GET', '/volumes')).status).toBe(200);
  });
});

async function temporaryUser(open: OpenCloud, more = {}) {
  const project = open.cloud.world.projects['demo'];
  const user = {
    name: 'temporary',
    domain_id: 'default',
    default_project_id: project,
    password: 'Secret-1',
    ...more,
  };
  return open.identity('admin', 'POST', '/users', { user });
}

describe('a temporary user', () => {
  test('is created, granted, signs in, and is gone with its grant and tokens', async () => {
    await using open = await openCloud();
    const { projects, roles } = open.cloud.world;
    const made = await temporaryUser(open);
    const { id } = made.body.user;
    const before = await login(
      open,
      auth({ id, password: 'Secret-1' }, { project: { id: projects['demo'] } }),
    );
    const grant = `/projects/${projects['demo']}/users/${id}/roles/${roles['member']}`;
    const granted = [await open.identity('admin', 'PUT', grant), await open.identity('admin', 'HEAD', grant)];
    const after = await login(
      open,
      auth({ id, password: 'Secret-1' }, { project: { id: projects['demo'] } }),
    );
    const token = after.headers.get('x-subject-token') ?? '';
    const gone = [
      await open.identity('admin', 'DELETE', `/users/${id}`),
      await open.identity('admin', 'DELETE', `/users/${id}`),
    ];
    const late = await open.call('nobody', 'GET', `/volume/v3/${projects['demo']}/volumes`, undefined, {
      'X-Auth-Token': token,
    });
    expect([made.status, before.status, ...granted.map(({ status }) => status), after.status]).toEqual([
      201, 401, 204, 204, 201,
    ]);
    expect(gone.map(({ status }) => status)).toEqual([204, 404]);
    expect(late.status).toBe(401);
    expect(open.cloud.state.assignments.filter(({ userId }) => userId === id)).toEqual([]);
  });

  const lines: [string, unknown, number, string][] = [
    [
      'twice',
      { name: 'alice' },
      409,
      'Conflict occurred attempting to store user - Duplicate entry found with name alice at domain ID default.',
    ],
    ['in a domain that is not', { domain_id: 'none' }, 404, 'Could not find domain: none.'],
    [
      'in a domain kept in LDAP',
      { domain_id: 'ldap' },
      403,
      'You are not authorized to perform the requested action.',
    ],
  ];
  test.each(lines)('is not created %s', async (_, more, status, message) => {
    await using open = await openCloud();
    const reply = await temporaryUser(open, more as object);
    expect([reply.status, reply.body.error.message]).toEqual([status, message]);
  });

  test('must meet the site’s rules for passwords', async () => {
    await using open = await openCloud({
      keystone: { passwordRegex: '^.{30,}$', passwordRegexDescription: 'at least 30 characters' },
    });
    const { status, body } = await temporaryUser(open);
    expect([status, body.error.message]).toEqual([
      400,
      'The password does not match the requirements: at least 30 characters.',
    ]);
  });

  test.each([
    ['PUT', 'projects/{demo}/users/{alice}/roles/0', 404, 'Could not find role: 0.'],
    ['PUT', 'projects/0/users/{alice}/roles/{member}', 404, 'Could not find project: 0.'],
    ['PUT', 'projects/{demo}/users/0/roles/{member}', 404, 'Could not find user: 0.'],
  ])('%s %s', async (method, path, status, message) => {
    await using open = await openCloud();
    const { projects, users, roles } = open.cloud.world;
    const ids: Record<string, string | undefined> = { ...projects, ...users, ...roles };
    const reply = await open.identity(
      'admin',
      method,
      `/${path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '')}`,
    );
    expect([reply.status, reply.body.error.message]).toEqual([status, message]);
  });

  test.each([
    ['POST', '/users', 'create_user'],
    ['GET', '/users', 'list_users'],
    ['DELETE', '/users/x', 'delete_user'],
    ['GET', '/roles?name=member', 'list_roles'],
    ['GET', '/role_assignments', 'list_role_assignments'],
  ])('%s %s is forbidden to members', async (method, path, rule) => {
    await using open = await openCloud();
    const { status, body } = await open.identity(
      'alice',
      method,
      path,
      method === 'POST' ? { user: { name: 'x' } } : undefined,
    );
    expect([status, body.error.message]).toEqual([
      403,
      `You are not authorized to perform the requested action: identity:${rule}.`,
    ]);
  });

  test('whose token is revoked may still be accepted for as long as tokenCacheMs', async () => {
    await using open = await openCloud({ tokenCacheMs: 300_000 });
    await open.volume('alice', 'GET', '/volumes');
    await open.identity('admin', 'DELETE', `/users/${open.cloud.world.users['alice']}`);
    expect((await open.volume('alice', 'GET', '/volumes')).status).toBe(200);
    open.clock.advance(300_000);
    expect((await open.volume('alice', 'GET', '/volumes')).status).toBe(401);
  });
});

describe('versions', () => {
  test.each([
    ['zed', '3.70', '2.93', ['admin', 'member', 'reader', 'service']],
    ['2025.1', '3.71', '2.100', ['admin', 'manager', 'member', 'reader', 'service']],
  ] as const)('%s', async (release, volume, compute, roles) => {
    await using open = await openCloud({ release });
    const [identity, cinder, nova] = [
      await open.call('nobody', 'GET', '/identity/'),
      await open.call('nobody', 'GET', '/volume/'),
      await open.call('nobody', 'GET', '/compute/'),
    ];
    expect([identity.status, cinder.status, nova.status]).toEqual([300, 300, 200]);
    expect([cinder.body.versions[0].version, nova.body.versions[1].version]).toEqual([volume, compute]);
    expect(Object.keys(open.cloud.world.roles)).toEqual(roles);
  });
});
