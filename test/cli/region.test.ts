// --region on every command that takes --cloud.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { runCommand } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-region-'));

let running: SimulatedCloudServer;

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5, gibPerSecond: 50 });
  const { region_name: _, ...lab } = running.cloudsYaml.clouds.simulated;
  const clouds = { lab: { ...lab, regions: ['RegionTwo', 'RegionOne'] } };
  writeFileSync(join(folder, 'clouds.yaml'), stringify({ clouds }));
});
afterAll(async () => await running.stop());

const command = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(folder, args, { OS_CLOUD: 'lab', ...env });

const run = () => [
  ...['run', '--resource-id', running.cloud.world.volumes['free1'] ?? ''],
  ...['--migration-type', 'cold', '--destination-node', 'node2@alpha#alpha'],
];

test.each([
  ['run', run],
  ['resume', () => ['resume', '--all']],
  ['leftovers', () => ['leftovers']],
])('%s: without one of several regions, or with an unknown one, all are listed', async (_name, args) => {
  expect((await command(args())).stderr).toContain('several regions (RegionTwo, RegionOne)');
  const { status, stderr } = await command([...args(), '--region', 'RegionThree'], {
    OS_REGION_NAME: 'RegionOne',
  });
  expect(stderr).toContain('no region RegionThree (set by --region). Its regions: RegionTwo, RegionOne');
  expect(status).toBe(2);
});

test('--region takes precedence over OS_REGION_NAME, and the volume moves there', async () => {
  const { status, stderr } = await command([...run(), '--region', 'RegionOne'], {
    OS_REGION_NAME: 'RegionTwo',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect((await command(['leftovers', '--json', '--region', 'RegionOne'])).status).toBe(0);
});

test('a region that is not in the catalog ends the command before anything else, and is named', async () => {
  const { status, stderr } = await command(['leftovers', '--region', 'RegionTwo']);
  expect(status).toBe(2);
  expect(stderr).toContain('in region RegionTwo');
  expect(stderr).toContain("  - region RegionTwo (--region); the catalog's regions: RegionOne\n");
});

test('so is one from the file, with the key that names it', async () => {
  const one = { ...running.cloudsYaml.clouds.simulated, region_name: 'RegionTwo' };
  const file = join(folder, 'one.yaml');
  writeFileSync(file, stringify({ clouds: { lab: one } }));
  const { status, stderr } = await command(['leftovers'], { OS_CLIENT_CONFIG_FILE: file });
  expect(status).toBe(2);
  expect(stderr).toContain(
    `  - region RegionTwo (${file}: clouds.lab.region_name); the catalog's regions: RegionOne\n`,
  );
});
