// connect accepts a cloud as migrateVolume does: by name, as an entry of clouds.yaml, or as a configuration.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, loadCloudConfig, parseCloudConfig } from '../../services/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
let folder: string;
beforeAll(async () => {
  running = await startSimulatedCloud();
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-connect-'));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, JSON.stringify(running.cloudsYaml));
  vi.stubEnv('OS_CLIENT_CONFIG_FILE', file);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await running.stop();
  await rm(folder, { recursive: true });
});

const entry = () => running.cloudsYaml.clouds.simulated;

test.each([
  ['the name of a cloud', () => 'simulated'],
  ['nothing, if clouds.yaml has one cloud', () => undefined],
  ['an entry of clouds.yaml', () => entry()],
  ['what parseCloudConfig returns', () => parseCloudConfig(entry())],
  ['a copy of it', () => ({ ...parseCloudConfig(entry()) })],
  ['what loadCloudConfig returns', () => loadCloudConfig({ cloud: 'simulated' })],
])('%s', async (_, cloud) => {
  const connected = await connect(await cloud(), { userAgent: 'my-tool/1.0' });
  expect(connected.user.name).toBe('admin');
});

test.each([
  ['a name that clouds.yaml does not have', 'nowhere', /^Invalid cloud configuration: .*nowhere.*simulated/],
  ['an entry without a password', { auth: { auth_url: 'http://k/v3' } }, /auth\.password: is missing/],
  ['null', null, /expected an object/],
])('%s is rejected', async (_, cloud, message) => {
  await expect(connect(cloud as never)).rejects.toMatchObject({
    ...{ code: 'Configuration', message: expect.stringMatching(message) },
  });
});
