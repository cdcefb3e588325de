// The commands on a cluster: --store instead of a journal file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importedRun } from '../../src/journal/exported.ts';
import { type Ran, runCommand } from '../cli/command.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(2, { stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await cluster.close());

const command = async (...args: string[]): Promise<Ran> =>
  await runCommand(cluster.folder, [...args, '--store', cluster.store.url], { NO_PROXY: '*' });

const volume = (name: string): string =>
  cluster.running.cloud.addVolume({ name, type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 }).id;

const to = (pool: string): string[] => ['--migration-type', 'migrate', '--destination-node', pool];

const newest = async (): Promise<string> => (await cluster.store.list())[0]?.runId ?? '';

test('run hands a migration to workers and follows it; every command that reads runs reads it', async () => {
  const ran = await command('run', volume('one'), ...to('node2@alpha#alpha'));
  expect(ran).toMatchObject({ status: 0, stdout: expect.stringMatching(/^watching run .*SUCCEEDED in /s) });
  const runId = await newest();
  expect((await command('runs')).stdout).toContain(runId);
  expect((await command('show', runId)).stdout).toContain('SUCCEEDED in ');
  expect((await command('replay', runId)).stdout).toContain('the run ended SUCCEEDED');
  expect(importedRun((await command('export', runId)).stdout)).toEqual(await cluster.store.read(runId));
  expect((await command('watch', runId)).stdout).toContain('SUCCEEDED in ');
  const page = join(cluster.folder, 'run.html');
  expect(await command('inspect', runId, '--html', page)).toMatchObject({ status: 0 });
  expect(readFileSync(page, 'utf8')).toContain(runId);
});

test('run finds a volume by its name, and says which run has it', async () => {
  const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  volume('two');
  expect(await command('run', 'two', ...to('node2@alpha#alpha'), '--no-wait')).toMatchObject({ status: 0 });
  const runId = await newest();
  const held = await command('run', 'two', ...to('node2@alpha#alpha'), '--json');
  expect(held.status).toBe(1);
  expect(JSON.parse(held.stdout)).toMatchObject({
    error: { code: 'RunHeld', message: expect.stringContaining(runId) },
  });
  expect((await command('give-up', runId)).stderr).toContain('is being driven by a worker');
  expect((await command('cancel', runId)).stdout).toContain(`asked the worker to cancel run ${runId}`);
  await until(async () => {
    const entries = await cluster.store.read(runId);
    return entries.some(({ record }) => record.kind === 'event' && record.event.type === 'cancel') || null;
  });
  release();
  expect((await command('watch', runId)).status).toBe(0);
});

test('a swap that is cancelled before Nova is asked takes back what it made', async () => {
  const { cloud } = cluster.running;
  const id = volume('swapped');
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  const volumesBefore = [...cloud.state.volumes.keys()];
  const releases = ['node1@beta', 'node2@beta'].map((node) => cloud.faults.hold(node, 'create_volume'));
  const swap = ['--destination-type', 'beta', '--swap-method', 'attachment', '--no-wait'];
  expect(await command('run', id, ...swap)).toMatchObject({ status: 0 });
  const runId = await newest();
  await until(() => [...cloud.state.volumes.values()].find(({ status }) => status === 'creating') ?? null);
  await command('cancel', runId);
  await until(async () => {
    const entries = await cluster.store.read(runId);
    return entries.some(({ record }) => record.kind === 'event' && record.event.type === 'cancel') || null;
  });
  for (const release of releases) release();
  const watched = await command('watch', runId, '--json');
  expect(watched.status).toBe(3);
  expect(JSON.parse(watched.stdout)).toMatchObject({ status: 'CANCELLED', volumeId: id, leftovers: [] });
  await until(() => [...cloud.state.volumes.keys()].every((each) => volumesBefore.includes(each)) || null);
  expect([...cloud.state.users.values()].filter(({ name }) => name.startsWith('volume-migrate-'))).toEqual(
    [],
  );
});

test('run refuses what workers refuse, with exit status 2', async () => {
  const ran = await command('run', volume('three'), ...to('node2@alpha#alpha'), '--cloud', 'nowhere');
  expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('nowhere') });
});

test('apply hands a plan to workers: its moves are listed as runs of the plan', async () => {
  const plan = join(cluster.folder, 'plan.json');
  const actions = ['four', 'five', 'six'].map((name) => ({
    ...{ resource_id: volume(name), migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  }));
  writeFileSync(plan, JSON.stringify(actions));
  expect(await command('apply', plan)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('3 of 3 volumes moved'),
  });
  const planId = (await cluster.store.list()).find(({ workflow }) => workflow === 'plan')?.runId ?? '';
  const listed = JSON.parse((await command('runs', '--parent', planId, '--json')).stdout) as object[];
  expect(listed).toHaveLength(3);
  expect((await command('show', planId)).stdout).toContain('SUCCEEDED');
});
