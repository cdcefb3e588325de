// A cloud's configuration from files, variables and objects: what is read, and what is rejected.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError, loadCloudConfig, parseCloudConfig } from '../../../services/index.ts';

const AUTH = {
  auth_url: 'http://keystone:5000/v3',
  username: 'admin',
  password: 'canary-secret',
  project_name: 'admin',
  user_domain_id: 'default',
  project_domain_name: 'Default',
};

const cloud = (changes: Record<string, unknown> = {}, auth: Record<string, unknown> = {}) => ({
  auth: { ...AUTH, ...auth },
  ...changes,
});

async function folderWith(files: Record<string, unknown>) {
  const folder = await mkdtemp(join(tmpdir(), 'config-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { folder, cwd: join(folder, 'cwd'), home: join(folder, 'home'), env: {} };
}

const at = (authUrl: string) => cloud({}, { auth_url: authUrl });

function faultsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
    return (error as ConfigurationError).faults;
  }
  throw new Error('no error');
}

test.each([
  ['no auth_url', cloud({}, { auth_url: undefined }), ['auth.auth_url: is missing']],
  [
    'a profile that is not to be found',
    cloud({ profile: 'x' }, { auth_url: null }),
    [expect.stringMatching(/^profile: there is no profile x: .*auth_url/), 'auth.auth_url: is missing'],
  ],
  [
    'half an address',
    cloud({}, { auth_url: 'http:keystone' }),
    ['auth.auth_url: expected an http or https address'],
  ],
  ['no address', cloud({}, { auth_url: 'keystone' }), ['auth.auth_url: expected an http or https address']],
  [
    'a password in an address',
    cloud({}, { auth_url: 'http://u:canary@k/v3' }),
    ['auth.auth_url: must not contain a user or password'],
  ],
  ['no user', cloud({}, { username: '' }), ['auth.username: is missing (or user_id)']],
  ['no password', cloud({}, { password: null }), ['auth.password: is missing']],
  [
    'a password that YAML takes for a number',
    cloud({}, { password: 12345 }),
    ['auth.password: expected text, got a number (put it in quotes)'],
  ],
  ['no project', cloud({}, { project_name: undefined }), ['auth.project_name: is missing (or project_id)']],
  [
    'an unknown way to sign in',
    cloud({ auth_type: 'v2password' }),
    ['auth_type: expected one of password, v3password, token, v3token, v3applicationcredential'],
  ],
  ['no token', { auth_type: 'token', auth: { auth_url: 'http://k' } }, ['auth.token: is missing']],
  [
    'an application credential without secret',
    { auth: { auth_url: 'http://k', application_credential_id: 'a' } },
    ['auth.application_credential_secret: is missing'],
  ],
  [
    'an application credential without id',
    {
      auth_type: 'v3applicationcredential',
      auth: { auth_url: 'http://k', application_credential_secret: 'canary' },
    },
    ['auth.application_credential_id: is missing (or application_credential_name with a user)'],
  ],
  [
    'an application credential with a project',
    {
      auth: {
        auth_url: 'http://k',
        application_credential_id: 'a',
        application_credential_secret: 'canary',
        project_id: 'p',
      },
    },
    ['auth.project_id: an application credential has its own project; remove this key'],
  ],
  [
    'an unknown interface',
    cloud({ interface: 'private' }),
    ['interface: expected public, internal or admin, or a list of them'],
  ],
  ['a verify that is neither', cloud({ verify: 'maybe' }), ['verify: expected true or false']],
  [
    'a cacert that is not there',
    cloud({ cacert: '/no/such.pem' }),
    ['cacert: the file /no/such.pem cannot be read'],
  ],
  [
    'an override that is no address',
    cloud({ compute_endpoint_override: 'nova' }),
    ['compute_endpoint_override: expected an http or https address'],
  ],
  [
    'auth that is no map',
    { auth: 'admin' },
    [
      'auth: expected a map, got a string',
      'auth.auth_url: is missing',
      'auth.username: is missing (or user_id)',
      'auth.password: is missing',
      'auth.project_name: is missing (or project_id)',
    ],
  ],
  ['no object', null, ['expected an object, got null']],
])('a configuration with %s is rejected, naming the key', (_name, object, faults) => {
  expect(faultsOf(() => parseCloudConfig(object))).toEqual(faults);
});

test('every problem is listed at once, with file and key', async () => {
  const place = await folderWith({
    'cwd/clouds.yaml': 'clouds: {lab: {auth: {password: 0123}, interface: x}}',
  });
  const file = join(place.cwd, 'clouds.yaml');
  const faults = [
    `${file}: clouds.lab.auth.auth_url: is missing`,
    `${file}: clouds.lab.auth.username: is missing (or user_id)`,
    `${file}: clouds.lab.auth.password: expected text, got a number (put it in quotes)`,
    `${file}: clouds.lab.auth.project_name: is missing (or project_id)`,
    `${file}: clouds.lab.interface: expected public, internal or admin, or a list of them`,
  ];
  await expect(loadCloudConfig(place)).rejects.toMatchObject({
    ...{ name: 'ConfigurationError', code: 'Configuration', faults },
    message: `Invalid cloud configuration: ${faults.join('; ')}`,
  });
});

test.each([
  [
    'YAML that cannot be read, without quoting the line',
    'clouds: {lab: {auth: {password: "canary}}}',
    /clouds\.yaml: not valid YAML at line 1, column \d+ \(\w+\)/,
  ],
  ['a file without clouds', 'cloud: {}', /clouds\.yaml: clouds: expected a map of clouds, got nothing/],
  ['a cloud that is no map', 'clouds: {lab: 1}', /clouds\.lab: expected a map, got a string/],
  [
    'several clouds and none named',
    'clouds: {a: {}, b: {}}',
    /several clouds \(a, b\); select one with --cloud or OS_CLOUD/,
  ],
])('%s is rejected', async (_name, text, message) => {
  const place = await folderWith({ 'cwd/clouds.yaml': text });
  const error = await loadCloudConfig(place).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toMatch(message);
  expect(String(error)).not.toContain('canary');
});

test('an unknown cloud is rejected with the existing ones', async () => {
  const place = await folderWith({ 'cwd/clouds.yaml': { clouds: { a: cloud() } } });
  await expect(loadCloudConfig({ ...place, cloud: 'b' })).rejects.toThrow('no such cloud; known clouds: a');
});

test('neither file nor variables: rejected with the places that were searched', async () => {
  const place = await folderWith({});
  const files = [join(place.folder, 'x.yaml')];
  await expect(loadCloudConfig({ ...place, files })).rejects.toThrow(
    `none of these files can be read: ${files[0]}`,
  );
});

const ORDER = [
  'given.json',
  'cwd/clouds.yaml',
  'cwd/clouds.yml',
  'cwd/clouds.json',
  'home/.config/openstack/clouds.yaml',
  'home/.config/openstack/clouds.yml',
];

test.each(
  ORDER.map((name, index) => [name, ORDER.slice(index)] as const),
)('the first readable file is used: %s', async (first, names) => {
  const files = names.map((name) => [name, { clouds: { lab: at(`http://${name.replaceAll('/', '.')}`) } }]);
  const place = await folderWith(Object.fromEntries(files));
  const env = { OS_CLIENT_CONFIG_FILE: join(place.folder, 'given.json') };
  const config = await loadCloudConfig({ ...place, env });
  expect(config.authUrl).toBe(`http://${first.replaceAll('/', '.')}/v3`);
});

test('secure.yaml takes precedence, from wherever it is found first', async () => {
  const { password, ...auth } = AUTH;
  const place = await folderWith({
    'cwd/clouds.yaml': { clouds: { lab: { auth } } },
    'home/.config/openstack/secure.yaml': { clouds: { lab: { auth: { password } } } },
  });
  const { auth: read } = await loadCloudConfig(place);
  expect(read.method === 'password' && read.password.reveal()).toBe('canary-secret');
});

const ENV = {
  OS_AUTH_URL: 'http://env',
  OS_USERNAME: 'e',
  OS_PASSWORD: 'canary',
  OS_PROJECT_NAME: 'p',
  OS_USER_DOMAIN_NAME: 'Default',
  OS_PROJECT_DOMAIN_ID: 'default',
};

test.each([
  ['the option', { cloud: 'b' }, { OS_CLOUD: 'a', ...ENV }, 'http://b/v3'],
  ['OS_CLOUD alone, whatever other variables say', {}, { OS_CLOUD: 'a', ...ENV }, 'http://a/v3'],
  ['OS_* variables, before the file', {}, ENV, 'http://env/v3'],
])('%s selects the cloud', async (_name, options, env, authUrl) => {
  const clouds = { a: at('http://a'), b: at('http://b') };
  const place = await folderWith({ 'cwd/clouds.yaml': { clouds } });
  expect((await loadCloudConfig({ ...place, ...options, env })).authUrl).toBe(authUrl);
});

test('the single cloud of the file is used if nothing else is given', async () => {
  const place = await folderWith({ 'cwd/clouds.yaml': { clouds: { only: cloud() } } });
  expect((await loadCloudConfig(place)).cloud).toBe('only');
});

test('variables are named in their errors', async () => {
  const place = await folderWith({});
  const env = { OS_USERNAME: 'e', OS_INSECURE: 'perhaps' };
  await expect(loadCloudConfig({ ...place, env })).rejects.toMatchObject({
    faults: [
      'OS_AUTH_URL: is missing',
      'OS_PASSWORD: is missing',
      'OS_PROJECT_NAME: is missing (or OS_PROJECT_ID)',
      'OS_INSECURE: expected true or false',
    ],
  });
});

test.each([
  [{ OS_USERNAME: '' }, 'OS_USERNAME: is missing (or OS_USER_ID)'],
  [{ OS_PROJECT_NAME: '' }, 'OS_PROJECT_NAME: is missing (or OS_PROJECT_ID)'],
  [
    { OS_PROJECT_NAME: '', OS_APPLICATION_CREDENTIAL_SECRET: 'canary' },
    'OS_APPLICATION_CREDENTIAL_ID: is missing (or OS_APPLICATION_CREDENTIAL_NAME with a user)',
  ],
])('both alternative variables are named: %j', async (env, fault) => {
  const place = await folderWith({});
  await expect(loadCloudConfig({ ...place, env: { ...ENV, ...env } })).rejects.toMatchObject({
    faults: [fault],
  });
});

test('a configuration says where it was read', async () => {
  const place = await folderWith({ 'cwd/clouds.yaml': { clouds: { lab: cloud() } } });
  expect((await loadCloudConfig(place)).source).toBe(`${place.folder}/cwd/clouds.yaml, cloud lab`);
  expect((await loadCloudConfig({ ...place, env: ENV })).source).toBe('OS_* variables');
  expect(parseCloudConfig(cloud()).source).toBeUndefined();
});

test.each([
  ['http://k:5000', 'http://k:5000/v3'],
  ['http://k:5000/', 'http://k:5000/v3'],
  ['http://k:5000/v3', 'http://k:5000/v3'],
  ['http://k:5000/v3/', 'http://k:5000/v3'],
  ['http://k/identity', 'http://k/identity/v3'],
  ['http://k/v2.0', 'http://k/v3'],
])('auth_url %s is %s', (given, authUrl) => {
  expect(parseCloudConfig(at(given)).authUrl).toBe(authUrl);
});

test.each([
  [
    'user and project by name',
    {},
    {
      method: 'password',
      user: { name: 'admin', domain: { id: 'default' } },
      project: { name: 'admin', domain: { name: 'Default' } },
    },
  ],
  [
    'user and project by id',
    { user_id: 'u', project_id: 'p' },
    { method: 'password', user: { id: 'u' }, project: { id: 'p' } },
  ],
  [
    'one domain for both',
    { user_domain_id: null, project_domain_name: null, domain_name: 'D' },
    { user: { name: 'admin', domain: { name: 'D' } }, project: { name: 'admin', domain: { name: 'D' } } },
  ],
  [
    'tenant, the old word',
    { project_name: null, tenant_name: 't' },
    { project: { name: 't', domain: { name: 'Default' } } },
  ],
  ['a token', { password: null, token: 'canary' }, { method: 'token' }],
  [
    'an application credential by id',
    {
      project_name: null,
      password: null,
      application_credential_id: 'a',
      application_credential_secret: 'canary',
    },
    { method: 'application_credential', credential: { id: 'a' } },
  ],
  [
    'an application credential by name',
    { project_name: null, application_credential_name: 'a', application_credential_secret: 'canary' },
    {
      method: 'application_credential',
      credential: { name: 'a', user: { name: 'admin', domain: { id: 'default' } } },
    },
  ],
])('the sign-in: %s', (_name, auth, expected) => {
  expect(parseCloudConfig(cloud({}, auth)).auth).toMatchObject(expected);
});

test('an embedding application may use camel case for keys, and put the keys of auth beside it', () => {
  const config = parseCloudConfig({
    auth: { authUrl: 'http://k', projectId: 'p' },
    userId: 'u',
    password: 'canary',
    regionName: 'R',
    endpointType: 'internalURL',
    insecure: true,
    blockStorageEndpointOverride: 'http://cinder/v3',
  });
  expect(config).toMatchObject({
    cloud: null,
    authUrl: 'http://k/v3',
    regionName: 'R',
    verify: false,
    endpoints: {
      volume: { override: 'http://cinder/v3', interfaces: ['internal'], regionName: 'R' },
      compute: { override: null, interfaces: ['internal'], regionName: 'R' },
    },
  });
});

test('a configuration shows no secret', () => {
  expect(JSON.stringify(parseCloudConfig(cloud()))).not.toContain('canary');
});

test('a configuration that was already validated is returned unchanged', () => {
  const config = parseCloudConfig(cloud());
  expect(parseCloudConfig(config)).toBe(config);
});
