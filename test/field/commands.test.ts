// Situations from public reports, reproduced with the command itself on the simulated cloud.
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, request as send } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { connect, openSqliteStore, parseCloudConfig, parseParameters } from '../../src/index.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { MAIN, runAsProcess, runCommand, runCommandAsPrinted } from '../cli/command.ts';
import { type CommandFolder, openCommandFolder } from '../cli/commandFolder.ts';
import { replayAllBelow } from '../journal/everyRunReplays.ts';

let place: CommandFolder;
let running: SimulatedCloudServer;
let folder: string;
beforeEach(async () => {
  place = await openCommandFolder({ gibPerSecond: 50 });
  ({ running, folder } = place);
});
afterEach(async () => {
  await replayAllBelow(folder);
  await place.close();
});

const command = (args: readonly string[], env: Record<string, string> = {}) => runCommand(folder, args, env);

const volume = (name: string): string => running.cloud.world.volumes[name] ?? '';
const swap = (...more: string[]) => [
  'run',
  '--resource-id',
  volume('data1'),
  '--destination-type',
  'beta',
  ...more,
];
const temporaryUsers = () =>
  [...running.cloud.state.users.values()].filter(({ name }) => name.startsWith('volume-migrate-'));

describe('the temporary user', () => {
  test('is created in the requested domain and with the requested role', async () => {
    const options = ['--temporary-user-domain', 'Default', '--temporary-user-role', 'MEMBER'];
    expect(await command(swap(...options))).toMatchObject({ status: 0, stderr: '' });
    const asked = running.cloud.requests.filter(({ path }) => /\/(domains|roles)/.test(path));
    expect(asked.map(({ path, query }) => `${path}?${query}`)).toEqual(
      expect.arrayContaining(['/v3/domains?name=Default', '/v3/roles?name=MEMBER']),
    );
    expect(temporaryUsers()).toEqual([]);
  });

  test('is not created if there is no such role; the message says how to name another', async () => {
    const ran = await command(swap('--swap-method', 'attachment', '--temporary-user-role', 'nobody'));
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('Role nobody not found');
    expect(ran.stdout).toContain('--temporary-user-role');
    expect(running.cloud.requests.some(({ method, path }) => method === 'POST' && path === '/v3/users')).toBe(
      false,
    );
  });
});

test.each([
  429, 503,
])('a rate limiter that responds once to every changing request with %i changes nothing but the time', async (status) => {
  const kinds = [
    { method: 'POST', path: /\/users$/ },
    { method: 'PUT', path: /\/roles\// },
    { method: 'POST', path: /\/volumes$/ },
    { method: 'PUT', path: /os-volume_attachments/ },
    { method: 'DELETE', path: /\/volumes\/[^/]+$/ },
    { method: 'DELETE', path: /\/metadata\// },
    { method: 'DELETE', path: /\/users\// },
  ];
  const headers = { 'Retry-After': '1' };
  for (const match of kinds) running.cloud.faults.http({ match, count: 1, status, headers });
  const ran = await command([...swap(), '--json']);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    status: 'SUCCEEDED',
    leftovers: [],
    warnings: [
      expect.stringMatching(/^a swap by attachment gives the volume a new ID/),
      expect.stringMatching(/needs a hard reboot before its next live migration/),
    ],
  });
  expect(temporaryUsers()).toEqual([]);
});

test('every request of a run goes through HTTP_PROXY', async () => {
  let proxied = 0;
  const proxy = createServer((request, response) => {
    proxied += 1;
    const onward = send(
      request.url ?? '',
      { method: request.method ?? 'GET', headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const ran = await command(swap(), { HTTP_PROXY: address });
  proxy.closeAllConnections();
  proxy.close();
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(proxied).toBe(running.cloud.requests.length);
});

test('a Keystone that accepts the connection and never responds: the command says what it is waiting for, and ends', async () => {
  const silent = createTcp();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const authUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v3`;
  const entry = running.cloudsYaml.clouds.simulated;
  const clouds = { simulated: { ...entry, auth: { ...entry.auth, auth_url: authUrl } } };
  await writeFile(join(folder, 'clouds.yaml'), stringify({ clouds }));
  const ran = await runCommandAsPrinted(folder, swap());
  silent.close();
  expect(ran).toMatchObject({ status: 2, stdout: '' });
  const lines = ran.stderr.trim().split('\n');
  const source = `${join(folder, 'clouds.yaml')}, cloud simulated`;
  expect(lines[0]).toBe(`waiting for Keystone to respond to the sign-in at ${authUrl} (${source})`);
  expect(lines[1]).toMatch(
    /^error: a service of the cloud cannot be reached: POST \/v3\/auth\/tokens: .*10000ms/,
  );
  expect(lines.at(-1)).toBe(`  - auth_url is ${authUrl}, from ${source}`);
});

test('resume reports an unreachable cloud like run', async () => {
  const entry = running.cloudsYaml.clouds.simulated;
  const parameters = {
    ...{ resource_id: volume('free1'), migration_type: 'cold' },
    destination_node: 'node2@tier9#alpha',
  };
  const store = openSqliteStore(join(folder, 'volume-migrate/journal.sqlite'));
  const cloud = await connect(parseCloudConfig(entry));
  const asking = Promise.withResolvers<void>();
  const run = await startRunOn(cloud, store, parseParameters(parameters), {
    onProgress: ({ state }) => (state.startsWith('cold.migrating') ? asking.resolve() : undefined),
  });
  await asking.promise;
  run.abandon();
  await run.outcome;
  await store.close();
  const { runId } = run;
  const auth = { ...entry.auth, auth_url: 'http://127.0.0.1:1' };
  await writeFile(join(folder, 'clouds.yaml'), stringify({ clouds: { simulated: { ...entry, auth } } }));
  const { stderr } = await command(['resume', runId]);
  expect(stderr.trim().split('\n').slice(-3)).toEqual([
    expect.stringMatching(
      `^error: a service of the cloud cannot be reached: run ${runId}: POST /v3/auth/tokens: .*ECONNREFUSED`,
    ),
    '  - nothing listens at 127.0.0.1:1: check the address and its port, and that the service runs',
    `  - auth_url is http://127.0.0.1:1/v3, from ${join(folder, 'clouds.yaml')}, cloud simulated`,
  ]);
});

test("a folder with the name of a run's prefix is not in its way", async () => {
  const { stdout } = await command(swap('--json'));
  const { runId } = JSON.parse(stdout);
  await mkdir(join(folder, runId.slice(0, 8)));
  const inFolder = ['sh', '-c', 'cd "$0" && exec "$@"', folder, process.execPath, MAIN] as const;
  for (const [name = '', ...flags] of [['show'], ['replay'], ['inspect', '--html', 'run.html']]) {
    const { status, stderr } = await runAsProcess(folder, [name, runId.slice(0, 8), ...flags], {}, inFolder);
    const wrote = name === 'inspect' ? `wrote ${join(folder, 'run.html')}\n` : '';
    expect({ status, stderr }).toEqual({ status: 0, stderr: wrote });
  }
});
