// Canaries: no password, token, secret or metadata value is in what Restate stores of runs, plans and refusals.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readPlan } from '../../src/index.ts';
import { query } from '../../src/restate/engine/admin.ts';
import { migrationOrder, planOrder, type RunOrder, type RunReport } from '../../src/restate/index.ts';
import { signIn } from '../e2e/client.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { startRestateServer } from './server/server.ts';

const VALUE = 'canary-metadata-value';
const IMAGE_VALUE = 'canary-image-value';
const PASSWORD = 'canary-password';
const APPLICATION_SECRET = 'canary-application-secret';
const ELSEWHERE = 'node2@alpha#alpha';

// So that what is in its files can be found there.
const UNCOMPRESSED = {
  RESTATE_ROCKSDB_DISABLE_WAL_COMPRESSION: 'true',
  RESTATE_ROCKSDB_DISABLE_L0_L1_COMPRESSION: 'true',
};

let cluster: Cluster;
const temporaryPasswords = new Set<string>();
let watching: NodeJS.Timeout;

beforeAll(async () => {
  const startServer = async () => await startRestateServer(UNCOMPRESSED);
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 }, { startServer });
  const { authUrl, cloudsYaml, cloud } = cluster.running;
  const { simulated } = cloudsYaml.clouds;
  const admin = await signIn(authUrl, { username: 'admin', password: 'labadmin', project_name: 'admin' });
  const userId = cloud.world.users['admin'] ?? '';
  const path = `/users/${userId}/application_credentials`;
  const { application_credential } = await admin.must('identity', 'POST', path, {
    application_credential: { name: 'canary', secret: APPLICATION_SECRET },
  });
  const application = {
    ...{ region_name: 'RegionOne', auth_type: 'v3applicationcredential' },
    auth: {
      auth_url: authUrl,
      application_credential_id: application_credential.id,
      application_credential_secret: APPLICATION_SECRET,
    },
  };
  const wrong = { ...simulated, auth: { ...simulated.auth, password: PASSWORD } };
  const clouds = { simulated, wrong, application };
  writeFileSync(join(cluster.folder, 'clouds.yaml'), stringify({ clouds }));
  watching = setInterval(() => {
    for (const { name, password } of cloud.state.users.values())
      if (name.startsWith('volume-migrate-') && password !== null) temporaryPasswords.add(password);
  }, 2);
});

afterAll(async () => {
  clearInterval(watching);
  await cluster.close();
});

const volume = (): string =>
  cluster.running.cloud.addVolume({
    ...{ name: 'canary', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 },
    ...{ metadata: { password: VALUE }, imageMetadata: { os_admin: IMAGE_VALUE } },
  }).id;

function attached(): string {
  const { cloud } = cluster.running;
  const id = volume();
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  return id;
}

const move = (cloud: string) =>
  migrationOrder(
    { resource_id: volume(), migration_type: 'migrate', destination_node: ELSEWHERE },
    { cloud },
  );

async function reportOf(order: RunOrder): Promise<RunReport> {
  const runId = randomUUID();
  await cluster.store.submit(runId, order);
  return await cluster.store.report(runId, AbortSignal.timeout(280_000));
}

// Stays in Restate's state: everything of it is found there, if it can be found.
let known: string;

const SUCCEEDED = { kind: 'ended', result: { status: 'SUCCEEDED' } };

test('a migration, with a password and with an application credential', async () => {
  const order = move('simulated');
  known = (order.given as { readonly resourceId: string }).resourceId;
  expect(await reportOf(order)).toMatchObject(SUCCEEDED);
  expect(await reportOf(move('application'))).toMatchObject(SUCCEEDED);
});

test('a swap by attachment, whose temporary user has a password', async () => {
  const parameters = {
    resource_id: attached(),
    destination_type: 'beta',
    swap_method: 'attachment',
  } as const;
  expect(await reportOf(migrationOrder(parameters, { cloud: 'simulated' }))).toMatchObject(SUCCEEDED);
  expect(temporaryPasswords.size).toBeGreaterThan(0);
});

test('a swap whose refusal quotes the values', async () => {
  const message = `Invalid input. Value: {'a': '${VALUE}'}. too long`;
  cluster.running.cloud.faults.http({
    ...{ match: { method: 'POST', path: /\/volumes$/ }, count: 3, status: 400 },
    body: { badRequest: { code: 400, message } },
  });
  const parameters = {
    resource_id: attached(),
    destination_type: 'beta',
    swap_method: 'attachment',
  } as const;
  const report = await reportOf(migrationOrder(parameters, { cloud: 'simulated' }));
  expect(report).toMatchObject({ result: { status: 'FAILED' } });
});

test('a plan', async () => {
  const actions = [volume(), volume()].map((resource_id) => ({
    ...{ resource_id, migration_type: 'migrate', destination_node: ELSEWHERE },
  }));
  const report = await reportOf(planOrder(readPlan(JSON.stringify(actions)), {}, { cloud: 'simulated' }));
  expect(report).toMatchObject(SUCCEEDED);
});

test('a failed sign-in', async () => {
  expect(await reportOf(move('wrong'))).toMatchObject({ kind: 'refused', refusal: { kind: 'error' } });
});

const secrets = (): readonly string[] => [
  ...[VALUE, IMAGE_VALUE, PASSWORD, APPLICATION_SECRET, 'labadmin'],
  ...temporaryPasswords,
  ...cluster.running.cloud.state.tokens.keys(),
];

const TABLES: Readonly<Record<string, string>> = {
  state: 'service_name, service_key, key, value_utf8',
  sys_journal: 'id, index, entry_type, name, entry_json',
  sys_journal_events: 'id, event_type, event_json',
  sys_invocation: '*',
  sys_promise: 'service_name, service_key, key, completion_success_value_utf8, completion_failure',
  sys_inbox: '*',
  sys_deployment: '*',
};

test.each(Object.entries(TABLES))('none of them is in Restate’s table %s', async (table, columns) => {
  const text = JSON.stringify(await query(cluster.server.admin, `SELECT ${columns} FROM ${table}`));
  // They are found where they are: what is no secret is.
  if (['state', 'sys_journal'].includes(table)) expect(text).toContain(known);
  for (const secret of secrets()) expect(text).not.toContain(secret);
});

test('none of them is in the files of Restate', () => {
  const files = cluster.server.dataFolders.flatMap(filesIn);
  const searched = files.map((file) => readFileSync(file));
  const isFound = (text: string): boolean => searched.some((content) => content.includes(text));
  expect(isFound(known)).toBe(true);
  expect(secrets().length).toBeGreaterThan(8);
  for (const secret of secrets()) expect(isFound(secret), 'a secret is in the files').toBe(false);
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
