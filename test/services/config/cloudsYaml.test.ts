// clouds.yaml as the OpenStack clients read it: merge keys, regions, profiles, places, and supported or rejected keys.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type CloudConfig, ConfigurationError, loadCloudConfig } from '../../../services/index.ts';

const AUTH =
  'auth_url: https://k/v3, username: ann, password: canary-pw, project_name: sea, user_domain_id: d, project_domain_id: d';

interface Place {
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly region?: string;
}

async function read(files: Readonly<Record<string, string>>, { env = {}, ...named }: Place = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'clouds-'));
  const inFolder = (text: string) => text.replaceAll('$DIR', folder);
  for (const [path, text] of Object.entries({ 'cwd/x': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), inFolder(text));
  }
  const variables = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, inFolder(value)]));
  return await loadCloudConfig({
    ...{ env: variables, cwd: join(folder, 'cwd'), home: join(folder, 'home') },
    ...named,
  });
}

const readLab = (entry: string, place: Place = {}) =>
  read({ 'cwd/clouds.yaml': `clouds: {lab: {${entry}}}` }, place);

async function faultsOf(reading: Promise<CloudConfig>): Promise<readonly string[]> {
  const error = await reading.catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).not.toContain('canary');
  return (error as ConfigurationError).faults.map((fault) => fault.replace(/\/\S*?\/clouds-\w+\//g, ''));
}

const passwordOf = ({ auth }: CloudConfig) => (auth.method === 'password' ? auth.password.reveal() : '');

const OTHERS = AUTH.replace('username: ann, ', '');

test.each([
  ['a map', `a: &a {${AUTH}}\nclouds: {lab: {auth: {<<: *a, username: own}}}`],
  ['own keys first', `a: &a {${AUTH}}\nclouds: {lab: {auth: {username: own, <<: *a}}}`],
  [
    'a list, of which the first map wins',
    `a: &a {${AUTH}}\nb: &b {username: own}\nclouds: {lab: {auth: {<<: [*b, *a]}}}`,
  ],
  [
    'twice, of which the second wins',
    `a: &a {${AUTH}}\nb: &b {username: own}\nclouds: {lab: {auth: {<<: *a, <<: *b}}}`,
  ],
  ['a map that stands there', `clouds: {lab: {auth: {<<: {username: own}, ${OTHERS}}}}`],
  [
    'of merged maps, around the whole cloud',
    `a: &a {${OTHERS}}\nb: &b {auth: {<<: *a, username: own}}\nclouds: {lab: {<<: *b}}`,
  ],
  ['around all clouds', `a: &a {lab: {auth: {${OTHERS}, username: own}}}\nclouds: {<<: *a}`],
])('merge keys: %s', async (_name, text) => {
  const config = await read({ 'cwd/clouds.yaml': text });
  expect(config.auth).toMatchObject({ user: { name: 'own' }, project: { name: 'sea' } });
});

test('merge keys work in secure.yaml and clouds-public.yaml as well', async () => {
  const config = await read({
    'cwd/clouds.yaml': 'clouds: {lab: {profile: p, auth: {username: ann, project_id: p1}}}',
    'cwd/secure.yaml': 'x: &x {password: pw}\nclouds: {lab: {auth: {<<: *x}}}',
    'cwd/clouds-public.yaml':
      'x: &x {auth_url: https://k}\npublic-clouds: {p: {auth: {<<: *x}, interface: internal}}',
  });
  expect(config).toMatchObject({
    authUrl: 'https://k/v3',
    endpoints: { volume: { interfaces: ['internal'] } },
  });
  expect(passwordOf(config)).toBe('pw');
});

test('a quoted << is a key like any other', async () => {
  await readLab(`auth: {${AUTH}}, "<<": text`);
});

test.each([
  ['a text', 'clouds: {lab: {<<: text}}', 'a merge key (<<) requires a map or a list of maps'],
  [
    'an alias of what it stands in',
    'clouds: &c {lab: {<<: *c}}',
    'an alias refers to a value that contains it',
  ],
  ['a key twice', 'clouds: {lab: {a: 1, a: 2}}', 'duplicate key'],
  ['a tag', 'clouds: {lab: {auth: {password: !vault canary}}}', 'unknown tag (a word that begins with !)'],
])('YAML with %s is refused, with the place', async (_name, text, why) => {
  const [fault] = await faultsOf(read({ 'cwd/clouds.yaml': text }));
  expect(fault).toMatch(/^cwd\/clouds\.yaml: not valid YAML at line 1, column \d+ \(/);
  expect(fault).toContain(why);
});

// Each level contains the one before it ten times.
const levels = (depth: number, level: (n: number) => string) =>
  ['a0: &a0 {k: v}', ...Array.from({ length: depth }, (_, n) => level(n + 1))].join('\n');
const ten = (n: number) => Array.from({ length: 10 }, () => `*a${n}`).join(', ');

test.each([
  ['lists of aliases', levels(30, (n) => `a${n}: &a${n} [${ten(n - 1)}]`)],
  ['merge keys of aliases', levels(30, (n) => `a${n}: &a${n} {<<: [${ten(n - 1)}]}`)],
  ['an alias in each of a thousand clouds', levels(0, String)],
])('aliases cost no more than the text: %s', async (_name, bomb) => {
  const others = Array.from({ length: 1000 }, (_, n) => `  c${n}: {<<: *a0}`).join('\n');
  const text = `${bomb}\nclouds:\n  lab: {auth: {${AUTH}}}\n${others}\n`;
  const before = performance.now();
  expect((await read({ 'cwd/clouds.yaml': text }, { cloud: 'lab' })).cloud).toBe('lab');
  // Without a bound it would never end.
  expect(performance.now() - before).toBeLessThan(30_000);
});

test.each([
  [
    'merges too much',
    `a: &a {${Array.from({ length: 2000 }, (_, n) => `k${n}: 1`)}}\nb: {<<: [${Array.from({ length: 100 }, () => '*a')}]}`,
    /merged too often/,
  ],
  ['is nested too deeply', '['.repeat(200_000), /nested too deeply/],
  ['is too large', `# ${'x'.repeat(1024 * 1024)}`, /is larger than 1 MiB/],
])('a file that %s is rejected', async (_name, text, why) => {
  expect(await faultsOf(read({ 'cwd/clouds.yaml': text }))).toEqual([expect.stringMatching(why)]);
});

test.each([
  '# none yet\n',
  '',
  'cache: {auth: true}\n',
  'clouds:\n',
  'clouds: {}\n',
  'clouds: {other: {}}\n',
])('a secure.yaml that says nothing about the cloud changes nothing: %j', async (secure) => {
  const files = { 'cwd/clouds.yaml': `clouds: {lab: {auth: {${AUTH}}}}`, 'cwd/secure.yaml': secure };
  expect((await read(files, { cloud: 'lab' })).cloud).toBe('lab');
});

test('a problem in secure.yaml or in a profile names that file', async () => {
  const faults = await faultsOf(
    read({
      'cwd/clouds.yaml': `clouds: {lab: {profile: p, auth: {${AUTH}}}}`,
      'cwd/secure.yaml': 'clouds: {lab: {interface: x}}',
      'cwd/clouds-public.yaml': 'public-clouds: {p: {verify: x, volume_api_version: 2}}',
    }),
  );
  expect(faults).toEqual([
    'cwd/secure.yaml: clouds.lab.interface: expected public, internal or admin, or a list of them',
    'cwd/clouds-public.yaml: public-clouds.p.volume_api_version: expected 3, the only version of this API that a migration can use',
    'cwd/clouds-public.yaml: public-clouds.p.verify: expected true or false',
  ]);
});

const REGIONS = `auth: {${AUTH}}, regions: [{name: A, values: {auth: {auth_url: 'https://a'}, interface: internal}}, {name: B, values: {auth: {project_name: lake}}}, C]`;

test.each([
  ['the option', { region: 'B', env: { OS_REGION_NAME: 'A' } }, 'B'],
  ['OS_REGION_NAME together with OS_CLOUD', { env: { OS_CLOUD: 'lab', OS_REGION_NAME: 'B' } }, 'B'],
  ['OS_REGION_NAME for the only cloud', { env: { OS_REGION_NAME: 'C' } }, 'C'],
  ['nothing: the first, which has values', {}, 'A'],
])('%s names the region', async (_name, place, region) => {
  const config = await readLab(REGIONS, place);
  expect(config).toMatchObject({
    regionName: region,
    authUrl: region === 'A' ? 'https://a/v3' : 'https://k/v3',
    auth: { project: { name: region === 'B' ? 'lake' : 'sea' } },
    endpoints: { volume: { regionName: region, interfaces: [region === 'A' ? 'internal' : 'public'] } },
  });
});

test.each([
  ['regions: [A, B]', 'regions'],
  ["region_name: 'A, B'", 'region_name'],
  ['region_name: [A, B]', 'region_name'],
])('several regions and none named: they are listed (%s)', async (entry, key) => {
  expect(await faultsOf(readLab(`auth: {${AUTH}}, ${entry}`))).toEqual([
    `cwd/clouds.yaml: clouds.lab.${key}: the cloud has several regions (A, B); select one with --region, OS_REGION_NAME or region_name`,
  ]);
});

test('region_name chooses among regions, and an unknown region is rejected with the existing ones', async () => {
  expect((await readLab(`auth: {${AUTH}}, regions: [A, B], region_name: B`)).regionName).toBe('B');
  expect(await faultsOf(readLab(`auth: {${AUTH}}, region_name: A`, { region: 'B' }))).toEqual([
    'cwd/clouds.yaml: clouds.lab.region_name: the cloud has no region B (set by --region). Its regions: A',
  ]);
});

test('a problem of a region names the region; the problems of other keys show beside it', async () => {
  expect(
    await faultsOf(readLab('regions: [{name: A, values: {interface: x}}, {name: B, other: 1}]')),
  ).toEqual([
    'cwd/clouds.yaml: clouds.lab.regions: region 2 is neither a name nor a map of name and values',
    'cwd/clouds.yaml: clouds.lab.auth.auth_url: is missing',
    'cwd/clouds.yaml: clouds.lab.auth.username: is missing (or user_id)',
    'cwd/clouds.yaml: clouds.lab.auth.password: is missing',
    'cwd/clouds.yaml: clouds.lab.auth.project_name: is missing (or project_id)',
    'cwd/clouds.yaml: clouds.lab.regions.A.interface: expected public, internal or admin, or a list of them',
  ]);
});

const VARIABLES = { OS_AUTH_URL: 'https://env', OS_USERNAME: 'e', OS_PASSWORD: 'pw', OS_PROJECT_NAME: 'p' };

test.each([
  ['no key of a domain', {}, { id: 'default' }],
  ['OS_DEFAULT_DOMAIN', { OS_DEFAULT_DOMAIN: 'd1' }, { id: 'd1' }],
  [
    'OS_DEFAULT_DOMAIN_NAME before OS_DEFAULT_DOMAIN',
    { OS_DEFAULT_DOMAIN_NAME: 'D', OS_DEFAULT_DOMAIN: 'd1' },
    { name: 'D' },
  ],
  [
    'OS_DOMAIN_NAME before the default domain',
    { OS_DOMAIN_NAME: 'D', OS_DEFAULT_DOMAIN_ID: 'd1' },
    { name: 'D' },
  ],
])('the domain by %s', async (_name, env, domain) => {
  const config = await read({}, { env: { ...VARIABLES, ...env } });
  expect(config.auth).toMatchObject({ user: { domain }, project: { domain } });
});

test('default_domain of a cloud applies to any domain that is not named', async () => {
  const auth = 'auth_url: https://k, username: ann, password: pw, project_name: sea, project_domain_name: P';
  const { auth: read } = await readLab(`default_domain: d1, auth: {${auth}}`);
  expect(read).toMatchObject({ user: { domain: { id: 'd1' } }, project: { domain: { name: 'P' } } });
});

test('OS_CLOUD=envvars means the variables; the name must not be in the file too', async () => {
  const file = (name: string) => ({ 'cwd/clouds.yaml': `clouds: {${name}: {auth: {${AUTH}}}}` });
  const env = { ...VARIABLES, OS_CLOUD: 'envvars' };
  expect(await read(file('lab'), { env })).toMatchObject({ cloud: null, authUrl: 'https://env/v3' });
  const own = { ...VARIABLES, OS_CLOUD: 'shell', OS_CLOUD_NAME: 'shell' };
  expect(await read(file('lab'), { env: own })).toMatchObject({ authUrl: 'https://env/v3' });
  expect(await faultsOf(read(file('envvars'), { env }))).toEqual([
    expect.stringContaining(
      'cwd/clouds.yaml: clouds.envvars: the cloud of the OS_* variables has the same name',
    ),
  ]);
  expect(await faultsOf(read(file('lab'), { env: { OS_CLOUD: 'envvars' } }))).toContain(
    'OS_AUTH_URL: is missing',
  );
});

test.each([
  ['XDG_CONFIG_HOME', { XDG_CONFIG_HOME: '$DIR/xdg' }, 'xdg/openstack/clouds.yaml'],
  ['XDG_CONFIG_DIRS', { XDG_CONFIG_DIRS: '$DIR/none:$DIR/site' }, 'site/openstack/clouds.yml'],
  ['nothing, from the home', {}, 'home/.config/openstack/clouds.yaml'],
])('clouds.yaml is found by %s', async (_name, env, file) => {
  expect((await read({ [file]: `clouds: {lab: {auth: {${AUTH}}}}` }, { env })).source).toContain(file);
});

test.each(['profile', 'cloud'])('%s: from clouds-public.yaml, below the cloud itself', async (key) => {
  const config = await read({
    'cwd/clouds.yaml': `clouds: {lab: {${key}: p, verify: true, auth: {username: ann, password: pw, project_id: p1}}}`,
    'home/.config/openstack/clouds-public.yaml':
      'public-clouds: {p: {auth: {auth_url: "https://{region_name}.lab", username: other}, regions: [R], verify: false}}',
  });
  expect(config).toMatchObject({
    authUrl: 'https://R.lab/v3',
    regionName: 'R',
    verify: true,
    auth: { user: { name: 'ann' } },
  });
});

test('profiles that openstacksdk includes are known', async () => {
  const config = await readLab('profile: elastx, auth: {username: ann, password: pw, project_id: p1}');
  expect(config).toMatchObject({ authUrl: 'https://ops.elastx.cloud:5000/v3', regionName: 'se-sto' });
});

test('a clouds-public.yaml that no cloud names is not read', async () => {
  await read({ 'cwd/clouds.yaml': `clouds: {lab: {auth: {${AUTH}}}}`, 'cwd/clouds-public.yaml': '{' });
});

test.each([
  ['nobody', /there is no profile nobody: there is no clouds-public.yaml/],
  ['vexxhost', /profiles are not downloaded \(https:\/\/vexxhost.com\)/],
  ['https://example.org', /profiles are not downloaded \(https:\/\/example.org\)/],
  ['unitedstack', /no longer exists/],
])('the profile %s is refused by name', async (profile, why) => {
  const [fault] = await faultsOf(readLab(`profile: '${profile}', auth: {${AUTH}}`));
  expect(fault).toMatch(/^cwd\/clouds\.yaml: clouds\.lab\.profile: /);
  expect(fault).toMatch(why);
});

test.each([
  ['trust_id: t', 'trust_id'],
  ['system_scope: all', 'system_scope'],
  ['passcode: 1', 'passcode'],
  ["endpoint_override: 'https://c'", 'endpoint_override'],
  ["cinder_endpoint_override: 'https://c'", 'cinder_endpoint_override'],
  ['nova_interface: internal', 'nova_interface'],
  ['keystone_region_name: R', 'keystone_region_name'],
  ['identity_api_version: 2', 'identity_api_version'],
  ['volume_api_version: 2', 'volume_api_version'],
  ['compute_api_version: 1.1', 'compute_api_version'],
  ["volumev2_endpoint_override: 'https://c/v2/%(project_id)s'", 'volumev2_endpoint_override'],
  ["compute_endpoint_override: 'https://c/%(user_id)s'", 'compute_endpoint_override'],
  ["compute_endpoint_override: 'https://{nowhere}/v2.1'", 'compute_endpoint_override'],
  ['compute_interface: []', 'compute_interface'],
  ['volume_endpoint_type: private', 'volume_endpoint_type'],
  ['api_timeout: soon', 'api_timeout'],
  ['cert: /nowhere.pem', 'cert'],
  ['key: /nowhere.key', 'key'],
  ['cacert: /etc', 'cacert'],
])('what would change where or how requests are sent is rejected by name: %s', async (entry, key) => {
  const faults = await faultsOf(readLab(`auth: {${AUTH}}, ${entry}`));
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toContain(`${key}: `);
});

test('a key that does not belong below auth is rejected by name', async () => {
  expect(await faultsOf(readLab(`auth: {${AUTH}, region_name: R}`))).toEqual([
    'cwd/clouds.yaml: clouds.lab.auth.region_name: is not an auth key. If it belongs to the cloud, move it out of auth',
  ]);
});

test('a misspelt key below auth is rejected with the correct one', async () => {
  expect(await faultsOf(readLab(`auth: {${AUTH}, projct_name: R}`))).toEqual([
    'cwd/clouds.yaml: clouds.lab.auth.projct_name: is not an auth key; use project_name',
  ]);
});

test('a key below auth that may be a password is not shown', async () => {
  const [fault] = await faultsOf(readLab(`auth: {${AUTH}, canary-7f31: x}`));
  expect(fault).toMatch(/^cwd\/clouds\.yaml: clouds\.lab\.auth: one of its keys: is not an auth key/);
});

test('keys that change nothing for a migration are ignored', async () => {
  const keys = `floating_ip_source: neutron, networks: [{name: n}], image_api_version: 1, x: {y: z}, image_endpoint_override: no, force_ipv4: true, compute_api_version: 2.95, volume_api_version: 3.latest`;
  await readLab(`auth: {${AUTH}}, ${keys}`);
});

test('keys of single services are honoured, by any of the names of a service', async () => {
  const config = await readLab(
    `auth: {${AUTH}}, region_name: R, interface: [internal, publicURL], volumev3_interface: admin, compute_endpoint_type: public, block_storage_region_name: S, volume_endpoint_override: 'https://c/v3', identity_endpoint: 'https://i/v3', compute_service_type: c1, volume_service_name: cinderv3, api_timeout: 7`,
  );
  expect(config).toMatchObject({
    timeoutMs: 7000,
    endpoints: {
      volume: { interfaces: ['admin'], regionName: 'S', override: 'https://c/v3', serviceName: 'cinderv3' },
      compute: { interfaces: ['public'], regionName: 'R', override: null, serviceType: 'c1' },
      identity: { interfaces: ['internal', 'public'], override: 'https://i/v3' },
    },
  });
});

test.each([
  ['password: 987654', '987654'],
  ['password: 12345678901234567890', '12345678901234567890'],
  ['password: 1.5', '1.5'],
  ['password: 089', '089'],
  ['password: 12e5', '12e5'],
  ['password: !!str 0123', '0123'],
  ['password: no', 'no'],
])('a password without quotes is the text that was written: %s', async (entry, password) => {
  const auth = AUTH.replace('password: canary-pw', entry);
  expect(passwordOf(await readLab(`auth: {${auth}}`))).toBe(password);
});

test.each([
  '0123',
  '0x1F',
  '1.10',
  '1e-3',
  '+5',
  'true',
  '[a]',
])('a password that is not a string in YAML is rejected: %s', async (text) => {
  const auth = AUTH.replace('password: canary-pw', `password: ${text}`);
  const faults = await faultsOf(readLab(`auth: {${auth}}`));
  expect(faults).toEqual([
    expect.stringMatching(/auth\.password: expected text, got a .* \(put it in quotes\)$/),
  ]);
});

const LAB = `auth: {${AUTH}}`;

test.each([
  ['verfy: false', 'verfy', 'verify'],
  ['cacrt: /nope', 'cacrt', 'cacert'],
  ['interfce: internal', 'interfce', 'interface'],
  ['regoin_name: R', 'regoin_name', 'region_name'],
  ['region: R', 'region', 'region_name'],
  ['Region-Name: R', 'Region_Name', 'region_name'],
  ['auth_uri: https://k/v3', 'auth_uri', 'auth_url'],
  [
    'block_storage_endpoint_overide: https://c',
    'block_storage_endpoint_overide',
    'block_storage_endpoint_override',
  ],
  ['compute-intreface: admin', 'compute_intreface', 'compute_interface'],
  ['dns_endpoint_overrride: https://d', 'dns_endpoint_overrride', 'dns_endpoint_override'],
])('a misspelt key is rejected, and the right one named: %s', async (entry, key, right) => {
  expect(await faultsOf(readLab(`${LAB}, ${entry}`))).toEqual([
    `cwd/clouds.yaml: clouds.lab.${key}: is not read by the OpenStack clients; use ${right}`,
  ]);
});

test('an endpoint override of no service is rejected; a vendor with a hook may have services of its own', async () => {
  const entry = `${LAB}, rds_endpoint_override: https://r`;
  expect(await faultsOf(readLab(entry))).toEqual([
    'cwd/clouds.yaml: clouds.lab.rds_endpoint_override: does not name an OpenStack service; use compute_endpoint_override or block_storage_endpoint_override',
  ]);
  await expect(readLab(`${entry}, vendor_hook: 'v:load'`)).resolves.toBeTruthy();
});

test('a misspelt key of a region or of secure.yaml is rejected, one without a value is not', async () => {
  expect(await faultsOf(readLab(`${LAB}, regions: [{name: A, values: {verfy: false}}]`))).toHaveLength(1);
  const secure = { 'cwd/secure.yaml': 'clouds: {lab: {verfy: false}}' };
  expect(await faultsOf(read({ 'cwd/clouds.yaml': `clouds: {lab: {${LAB}}}`, ...secure }))).toHaveLength(1);
  await expect(readLab(`${LAB}, verfy: `)).resolves.toBeTruthy();
});

test('keys that openstacksdk reads, and those of other programs, are not misspelt', async () => {
  const services =
    'image network dns object_store share sharev2 placement baremetal key_manager message event ha rca';
  const endings =
    'endpoint_override endpoint endpoint_type interface region_name service_type service_name api_version default_microversion api_timeout timeout connect_retries connect_retry_delay status_code_retries status_code_retry_delay rate_limit concurrency min_version max_version';
  const keys = [
    ...services.split(' ').flatMap((service) => endings.split(' ').map((ending) => `${service}_${ending}`)),
    ...['compute', 'identity', 'block_storage', 'volumev3'].flatMap((service) =>
      endings
        .split(' ')
        .slice(11)
        .map((ending) => `${service}_${ending}`),
    ),
    ...'floating_ip_source nat_source nat_destination networks secgroup_source image_format image_api_use_tasks'.split(
      ' ',
    ),
    ...'disable_vendor_agent requires_floating_ip routes_externally message status private force_ipv4 timing'.split(
      ' ',
    ),
    ...'default_interface additional_metric_tags admin_token host client cache metrics log_file log_level debug'.split(
      ' ',
    ),
    ...'external_network internal_network default_network app_name app_version additional_user_agent x-note'.split(
      ' ',
    ),
    ...'verify_ssl project user tenant timeout name path port prefix zone'.split(' '),
  ];
  await expect(readLab(`${LAB}, ${keys.map((key) => `${key}: '1'`).join(', ')}`)).resolves.toBeTruthy();
});
