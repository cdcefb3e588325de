// The sign-in: its request, its errors, the catalog, and the renewal of tokens.
import { afterEach, expect, test } from 'vitest';
import { createMicroversions } from '../../../services/http/microversions.ts';
import { AuthenticationError, connect, loadCloudConfig, Secret, toFault } from '../../../services/index.ts';
import {
  configFor,
  entry,
  type Reply,
  type Settings,
  SIGN_IN,
  startTestCloud,
  type TestCloud,
  TOKEN,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud.close());

const start = async (...args: Parameters<typeof startTestCloud>) => {
  cloud = await startTestCloud(...args);
  return cloud;
};

const VOLUME = 'GET volume /volumes/v1';
const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;

test.each([
  ['', ''],
  ['/', ''],
  ['/v3', ''],
  ['/v3/', ''],
])('sign-in is one request to {auth_url}/v3/auth/tokens, whether auth_url ends in "%s" or not', async (end) => {
  await start();
  await cloud.connect(
    {},
    { auth: { ...(configFor(cloud.url)['auth'] as object), auth_url: `${cloud.url}/identity${end}` } },
  );
  expect(cloud.seen.map(({ call }) => call)).toEqual([SIGN_IN]);
});

const PASSWORD_BODY = {
  identity: {
    methods: ['password'],
    password: { user: { name: 'admin', domain: { id: 'default' }, password: 'canary' } },
  },
  scope: { project: { name: 'admin', domain: { id: 'default' } } },
};

test.each([
  [
    'a password',
    { username: 'admin', password: 'canary', domain_id: 'default', project_name: 'admin' },
    PASSWORD_BODY,
  ],
  [
    'ids',
    { user_id: 'u', password: 'canary', project_id: 'p' },
    {
      identity: { methods: ['password'], password: { user: { id: 'u', password: 'canary' } } },
      scope: { project: { id: 'p' } },
    },
  ],
  [
    'a token',
    { token: 'canary', project_id: 'p' },
    { identity: { methods: ['token'], token: { id: 'canary' } }, scope: { project: { id: 'p' } } },
  ],
  ['a token as it is', { token: 'canary' }, { identity: { methods: ['token'], token: { id: 'canary' } } }],
  [
    'an application credential by id, which takes no scope',
    { application_credential_id: 'a', application_credential_secret: 'canary' },
    {
      identity: {
        methods: ['application_credential'],
        application_credential: { id: 'a', secret: 'canary' },
      },
    },
  ],
  [
    'an application credential by name',
    { application_credential_name: 'a', application_credential_secret: 'canary', user_id: 'u' },
    {
      identity: {
        methods: ['application_credential'],
        application_credential: { name: 'a', user: { id: 'u' }, secret: 'canary' },
      },
    },
  ],
])('the body for %s is as Keystone expects it', async (_name, auth, body) => {
  await start();
  await cloud.connect({}, { auth: { auth_url: `${cloud.url}/identity`, ...auth } });
  expect(cloud.seen[0]?.body).toEqual({ auth: body });
});

const at = (type: string, place?: { interface?: string; region?: string }) => (url: string) =>
  entry(type, `${url}/${type}/v3/p1`, place);
const compute = (url: string) => entry('compute', `${url}/compute/v2.1`);
const only = (...entries: ((url: string) => unknown)[]): Settings => ({
  catalog: (url) => [compute, ...entries].map((each) => each(url)),
});

test.each([
  [
    'block-storage first',
    only(at('volume'), at('volumev3'), at('block-store'), at('block-storage')),
    '/block-storage/v3/p1',
  ],
  ['then block-store', only(at('volume'), at('volumev3'), at('block-store')), '/block-store/v3/p1'],
  ['then volumev3', only(at('volume'), at('volumev3')), '/volumev3/v3/p1'],
  ['then volume', only(at('volume')), '/volume/v3/p1'],
  [
    'a type that has no endpoint in the region is passed over',
    only(at('block-storage', { region: 'Two' }), at('volumev3')),
    '/volumev3/v3/p1',
  ],
  [
    'a type that has no endpoint of the interface is passed over',
    only(at('block-storage', { interface: 'internal' }), at('volumev3')),
    '/volumev3/v3/p1',
  ],
  [
    'an older version of the API is passed over',
    only(
      (url) => entry('volume', `${url}/volume/v1/p1`),
      (url) => entry('volume', `${url}/x/v3/p1`),
    ),
    '/x/v3/p1',
  ],
  [
    'an address without a version is given one',
    only((url) => entry('block-storage', `${url}/volume`)),
    '/volume/v3/p1',
  ],
])('Cinder in the catalog: %s', async (_name, settings, path) => {
  await start({}, settings);
  expect((await cloud.connect()).endpoints.volume).toBe(`${cloud.url}${path}`);
});

test('without an identity endpoint in the catalog Keystone is at auth_url', async () => {
  await start({}, only(at('volumev3')));
  expect((await cloud.connect()).endpoints.identity).toBe(`${cloud.url}/identity/v3`);
});

test('a catalog without the service is rejected with what it has', async () => {
  await start({}, only(at('volumev3', { interface: 'admin', region: 'Two' })));
  await expect(cloud.connect()).rejects.toMatchObject({
    code: 'EndpointNotFound',
    message:
      'The catalog has no public endpoint of type block-storage or block-store or volumev3 or volume in region RegionOne',
    reasons: [
      "region RegionOne (region_name); the catalog's regions: RegionOne, Two",
      'the catalog has compute (public RegionOne); volumev3 (admin Two)',
    ],
  });
});

test('an override takes precedence over the catalog, with the project filled in', async () => {
  await start({}, { catalog: () => [] });
  const config = {
    volume_endpoint_override: 'http://c/v3/%(project_id)s',
    compute_endpoint_override: 'http://n/v2.1/',
  };
  expect((await cloud.connect({}, config)).endpoints).toMatchObject({
    volume: 'http://c/v3/p1',
    compute: 'http://n/v2.1',
  });
});

test.each([
  [
    'a refusal',
    { status: 401, body: { error: { code: 401, message: 'Wrong canary-password-7f31.' } } },
    'Unauthorized',
    'POST /v3/auth/tokens: expected 201, got 401 (req-1): Wrong [redacted].',
  ],
  [
    'no token header',
    {
      status: 201,
      body: {
        token: {
          issued_at: '2026-11-21T22:00:00Z',
          expires_at: '2026-11-21T23:00:00Z',
          user: { id: 'u', name: 'n' },
          project: { id: 'p', name: 'n' },
        },
      },
    },
    'UnexpectedAnswer',
    'POST /v3/auth/tokens: the response has no X-Subject-Token header',
  ],
  [
    'no project',
    {
      status: 201,
      headers: { 'x-subject-token': 't' },
      body: {
        token: {
          issued_at: '2026-11-21T22:00:00Z',
          expires_at: '2026-11-21T23:00:00Z',
          user: { id: 'u', name: 'n' },
        },
      },
    },
    'UnexpectedAnswer',
    'POST /v3/auth/tokens: the token is not scoped to a project. Set project_id or project_name',
  ],
])('a sign-in with %s fails with a message, and certainly', async (_name, reply, code, message) => {
  await start({ [SIGN_IN]: reply });
  const error = await cloud.connect().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({ code, message, uncertain: false });
});

const DENIED = {
  status: 401,
  body: { error: { code: 401, message: 'The request you have made requires authentication.' } },
};
const BY_NAME = 'application_credential_name';

test.each([
  [
    'a user',
    { username: 'admin', password: 'canary', domain_id: 'default', project_name: 'lab' },
    'user admin (domain default), project lab (domain default), at <url>: check the user, the password and the project',
  ],
  [
    'ids',
    { user_id: 'u', password: 'canary', project_id: 'p' },
    'user u, project p, at <url>: check the user, the password and the project',
  ],
  [
    'an application credential',
    { [BY_NAME]: 'ci', application_credential_secret: 'canary', user_id: 'u' },
    'application credential ci of user u, at <url>: check its name or ID and its secret. It may have expired',
  ],
  ['a token', { token: 'canary' }, 'a token, at <url>: it may have expired. Get a new one'],
])('a sign-in that is refused says whose and where: %s', async (_name, auth, reason) => {
  await start({ [SIGN_IN]: DENIED });
  const authUrl = `${cloud.url}/identity`;
  const error = await cloud.connect({}, { auth: { auth_url: authUrl, ...auth } }).catch(toFault);
  expect(error).toMatchObject({ reasons: [reason.replace('<url>', `${authUrl}/v3`)] });
  expect(JSON.stringify(error)).not.toContain('canary');
});

const NO_KEYSTONE = 'there is no Keystone at this path. Its address usually ends in /identity/v3 or :5000/v3';

test.each<[string, Reply, readonly string[]]>([
  ['a path that the web server does not know', { status: 404, text: 'no such service' }, [NO_KEYSTONE]],
  [
    'a path that another service does not know',
    { status: 404, body: { error: { code: 404, message: 'no' } } },
    [NO_KEYSTONE],
  ],
  ['a page', { status: 200, text: '<html></html>' }, [NO_KEYSTONE]],
  ['a server of files', { status: 405, text: 'Not Allowed' }, [NO_KEYSTONE]],
  ['a Keystone that refuses', { status: 403, body: { error: { code: 403, message: 'no' } } }, []],
  ['a Keystone whose answer cannot be read', { status: 201, body: {} }, []],
])('a sign-in that does not find Keystone says where the address comes from: %s', async (_name, reply, reasons) => {
  await start({ [SIGN_IN]: reply });
  const auth_url = `${cloud.url}/identity`;
  const env = { OS_AUTH_URL: auth_url, OS_TOKEN: 'canary', OS_PROJECT_ID: 'p' };
  const error = await connect(await loadCloudConfig({ env })).catch(toFault);
  expect(error).toMatchObject({
    name: 'AuthenticationError',
    reasons: [...reasons, `auth_url is ${auth_url}/v3, from OS_* variables`],
  });
});

test('a refused sign-in says where the configuration was read, but not for a temporary user', async () => {
  await start({ [SIGN_IN]: DENIED });
  const env = {
    OS_AUTH_URL: `${cloud.url}/identity`,
    OS_USER_ID: 'u',
    OS_PASSWORD: 'canary',
    OS_PROJECT_ID: 'p',
  };
  const config = await loadCloudConfig({ env });
  await expect(connect(config)).rejects.toMatchObject({
    reasons: [expect.any(String), 'the configuration is from OS_* variables'],
  });
  delete cloud.routes[SIGN_IN];
  const connected = await connect(config);
  cloud.routes[SIGN_IN] = DENIED;
  const user = { id: 'u2', password: new Secret('canary'), projectId: 'p2' };
  const ours = connected.signInAs(user);
  await expect(ours).rejects.toMatchObject({ reasons: [expect.stringMatching(/^user u2, project p2, at /)] });
});

const REFUSED = {
  status: 401,
  body: { error: { code: 401, message: 'The request you have made requires authentication.' } },
};

test('after a 401 the token is renewed once and the call is sent again', async () => {
  await start({ [VOLUME]: [REFUSED, { body: { volume: wireVolume() } }] });
  await (await cloud.connect()).request(READ);
  const tokens = cloud.seen
    .filter(({ call }) => call === VOLUME)
    .map(({ headers }) => headers['x-auth-token']);
  expect(tokens).toEqual([`${TOKEN}-1`, `${TOKEN}-2`]);
});

test('a second 401 is not followed by a third attempt', async () => {
  await start({ [VOLUME]: REFUSED });
  await expect((await cloud.connect()).request(READ)).rejects.toMatchObject({
    code: 'Unauthorized',
    status: 401,
  });
  expect([cloud.calls().length, cloud.signIns()]).toEqual([2, 2]);
});

test('a changing call is also sent again after a 401, because it was refused before it did anything', async () => {
  const call = { ...READ, method: 'DELETE' } as const;
  await start({ 'DELETE volume /volumes/v1': [REFUSED, {}] });
  await (await cloud.connect()).request(call);
  expect(cloud.calls()).toHaveLength(2);
});

test('a token is renewed shortly before it expires', async () => {
  const clock = testClock();
  await start({ [VOLUME]: {} }, { tokenLifetimeMs: 3_600_000 });
  const connected = await cloud.connect({ clock });
  clock.advance(3_600_000 - 121_000);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(1);
  clock.advance(2_000);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(2);
});

test('many calls share one renewal', async () => {
  const clock = testClock();
  await start({ [VOLUME]: {} });
  const connected = await cloud.connect({ clock });
  clock.advance(3_600_000);
  await Promise.all(Array.from({ length: 8 }, () => connected.request(READ)));
  expect(cloud.signIns()).toBe(2);
});

test('many calls that are refused together share one renewal', async () => {
  await start({ [VOLUME]: ({ headers }) => (headers['x-auth-token'] === `${TOKEN}-1` ? REFUSED : {}) });
  const connected = await cloud.connect();
  await Promise.all(Array.from({ length: 8 }, () => connected.request(READ)));
  expect(cloud.signIns()).toBe(2);
});

test('an existing token cannot be renewed, and the error says so', async () => {
  await start({ [VOLUME]: REFUSED });
  const connected = await cloud.connect({}, { auth: { auth_url: `${cloud.url}/identity`, token: 'canary' } });
  await expect(connected.request(READ)).rejects.toMatchObject({
    name: 'AuthenticationError',
    code: 'TokenExpired',
  });
  expect(cloud.signIns()).toBe(1);
});

test('a sign-in is sent again when Keystone is out of service', async () => {
  await start();
  cloud.routes[SIGN_IN] = [
    { status: 503, headers: { 'retry-after': '0' } },
    { status: 401, text: '' },
  ];
  await expect(cloud.connect({ retryLimit: 1 })).rejects.toMatchObject({ status: 401 });
});

test('the first sign-in is given up after two repetitions, later ones are not', async () => {
  const clock = testClock();
  await start({});
  const connected = await cloud.connect({ retryLimit: 5, clock });
  cloud.routes[SIGN_IN] = { status: 503, headers: { 'retry-after': '0' } };
  await expect(cloud.connect({ retryLimit: 5 })).rejects.toMatchObject({ status: 503 });
  expect(cloud.signIns()).toBe(1 + 3);
  clock.advance(3_600_000);
  await expect(connected.request(READ)).rejects.toMatchObject({ status: 503 });
  expect(cloud.signIns()).toBe(1 + 3 + 6);
});

test.each([
  ['that waits for a long Retry-After', { status: 503, headers: { 'retry-after': '60' } }, 503],
  ['that Keystone does not answer in time', { delayMs: 60_000 }, null],
])('a first sign-in %s is not repeated', async (_name, reply, status) => {
  await start({ [SIGN_IN]: reply });
  await expect(cloud.connect({ retryLimit: 5, timeoutMs: 2_000 })).rejects.toMatchObject({ status });
  expect(cloud.signIns()).toBe(1);
});

test('the requested microversions are those of Zed and of attachment updates', () => {
  const { headers } = createMicroversions();
  expect([headers('volume'), headers('compute'), headers('identity')]).toEqual([
    { 'openstack-api-version': 'volume 3.70' },
    { 'openstack-api-version': 'compute 2.60' },
    {},
  ]);
});

const token = (changes: Record<string, unknown>) => ({
  status: 201,
  headers: { 'x-subject-token': 't' },
  body: {
    token: {
      issued_at: '2026-11-21T22:00:00.000000Z',
      expires_at: '2026-11-21T23:00:00.000000Z',
      user: { id: 'u', name: 'n' },
      project: { id: 'p1', name: 'n' },
      ...changes,
    },
  },
});

test.each<[string, unknown]>([
  ['an endpoint whose address is null', { type: 'dns', endpoints: [{ interface: 'public', url: null }] }],
  ['an endpoint without an address', { type: 'dns', endpoints: [{ interface: 'public' }] }],
  [
    'an endpoint of an odd region',
    { type: 'dns', endpoints: [{ interface: 'public', region: 7, url: 'http://d' }] },
  ],
  ['an entry without endpoints', { type: 'dns' }],
  ['endpoints that are no list', { type: 'dns', endpoints: {} }],
  ['endpoints that are null', { type: 'dns', endpoints: null }],
  ['an entry without a type', { endpoints: [] }],
  ['a type that is null', { type: null, endpoints: [] }],
  ['an entry that is null', null],
  ['an entry that is a text', 'dns'],
  [
    'an odd endpoint of a service that is needed',
    { type: 'block-storage', endpoints: [null, { interface: 'public', url: null }] },
  ],
])('the catalog is read although it has %s', async (_name, odd) => {
  await start({}, { catalog: (url) => [odd, compute(url), at('volumev3')(url), odd] });
  expect((await cloud.connect()).endpoints.volume).toBe(`${cloud.url}/volumev3/v3/p1`);
});

test.each<[string, Record<string, unknown>]>([
  ['without Z', { issued_at: '2026-11-21T22:00:00.000000', expires_at: '2026-11-21T23:00:00' }],
  ['with +0000', { issued_at: '2026-11-21T22:00:00+0000', expires_at: '2026-11-21T23:00:00+0000' }],
  ['with an offset', { issued_at: '2026-11-21T22:00:00+00:00', expires_at: '2026-11-22T00:00:00+01:00' }],
  ['without issued_at, by our clock', { issued_at: undefined }],
  ['with an issued_at that is null', { issued_at: null }],
])('the times of a token may be %s: it is renewed before it expires', async (_name, times) => {
  const clock = testClock();
  await start({ [VOLUME]: {} });
  cloud.routes[SIGN_IN] = token({ ...times, catalog: [] });
  const overrides = {
    volume_endpoint_override: `${cloud.url}/volume/v3/p1`,
    compute_endpoint_override: 'http://n',
  };
  const connected = await cloud.connect({ clock }, overrides);
  clock.advance(3_600_000 - 121_000);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(1);
  clock.advance(2_000);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(2);
});

test.each<[string, Record<string, unknown>]>([
  ['no times at all', { issued_at: undefined, expires_at: undefined }],
  ['times that cannot be read', { issued_at: 'yesterday', expires_at: 'tomorrow' }],
  ['an end before its beginning', { expires_at: '2026-11-21T21:00:00Z' }],
])('a token with %s is used until it is refused', async (_name, times) => {
  const clock = testClock();
  await start({ [VOLUME]: [{}, {}, REFUSED, {}] });
  cloud.routes[SIGN_IN] = token({ ...times, catalog: [] });
  const overrides = {
    volume_endpoint_override: `${cloud.url}/volume/v3/p1`,
    compute_endpoint_override: 'http://n',
  };
  const connected = await cloud.connect({ clock }, overrides);
  await connected.request(READ);
  clock.advance(3_600_000);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(1);
  await connected.request(READ);
  expect(cloud.signIns()).toBe(2);
});

test.each([
  ['/compute/v2', '/compute/v2.1'],
  ['/compute/v2/', '/compute/v2.1'],
  ['/compute/v2/p1', '/compute/v2.1'],
  ['/compute/v2/%(tenant_id)s', '/compute/v2.1'],
  ['/compute/v2.1/p1', '/compute/v2.1/p1'],
  ['/compute', '/compute/v2.1'],
  [`/compute${'/'.repeat(100_000)}x`, `/compute${'/'.repeat(100_000)}x/v2.1`],
])("Nova's endpoint %.20s is called at %.20s", async (path, asked) => {
  await start({}, { catalog: (url) => [entry('compute', `${url}${path}`), at('volumev3')(url)] });
  expect((await cloud.connect()).endpoints.compute).toBe(`${cloud.url}${asked}`);
});
