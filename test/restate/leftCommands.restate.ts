// What an operator sees and does about runs that were killed in Restate, and what they hold: leftovers, resume, give-up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoundLeftover } from '../../src/leftovers/types.ts';
import { actOnInvocation } from '../../src/restate/engine/admin.ts';
import { readInvocation } from '../../src/restate/engine/invocations.ts';
import { type Ran, runCommand } from '../cli/command.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await cluster.close());

const command = async (...args: string[]): Promise<Ran> =>
  await runCommand(cluster.folder, [...args, '--store', cluster.store.url], { NO_PROXY: '*' });

interface Killed {
  readonly runId: string;
  readonly volumeId: string;
  /** Lets Cinder end the move. */
  readonly release: () => void;
}

// Killed in Restate while Cinder moves the volume.
async function killed(name: string): Promise<Killed> {
  const { cloud } = cluster.running;
  const release = cloud.faults.hold('node1@alpha', 'migrate_volume');
  const volumeId = cloud.addVolume({
    ...{ name, type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 },
  }).id;
  const to = ['--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'];
  expect((await command('run', volumeId, ...to, '--no-wait')).stderr).toContain('handed run');
  const [run] = await cluster.store.list();
  const runId = run?.runId ?? '';
  await until(() => cloud.moves.find((move) => move.volumeId === volumeId) ?? null);
  await act(runId, 'kill');
  return { runId, volumeId, release };
}

async function act(runId: string, action: 'kill' | 'purge'): Promise<void> {
  const { admin } = cluster.server;
  await actOnInvocation(admin, (await readInvocation(admin, runId))?.id ?? '', action);
}

async function found(runId: string): Promise<FoundLeftover | undefined> {
  const { stdout } = await command('leftovers', '--json');
  const all = JSON.parse(stdout) as FoundLeftover[];
  return all.find(({ kind, id }) => id === runId && ['undriven-run', 'stale-claim'].includes(kind));
}

test('leftovers names a killed run, why, and what to do; resume continues it to its end', async () => {
  const { runId, volumeId, release } = await killed('one');
  expect(await found(runId)).toMatchObject({
    ...{ kind: 'undriven-run', verdict: 'unfinished', name: volumeId, runId },
    evidence: expect.arrayContaining([expect.stringContaining('killed'), expect.stringContaining(volumeId)]),
    advice: expect.stringContaining(`volume-migrate resume ${runId} --store ${cluster.store.url}`),
  });
  const text = (await command('leftovers')).stdout;
  expect(text).toContain(`volume-migrate give-up ${runId} --store`);
  release();
  const resumed = await command('resume', runId);
  expect(resumed).toMatchObject({ status: 0, stdout: expect.stringContaining('SUCCEEDED in ') });
  expect(resumed.stderr).toContain('was killed in Restate, from its records');
  expect(await found(runId)).toBe(undefined);
});

test('leftovers --remove leaves the claim of a killed run; give-up closes the run and releases it', async () => {
  const { runId, volumeId, release } = await killed('two');
  expect((await command('leftovers', '--remove', '--yes')).stdout).not.toContain('released: ');
  expect(await found(runId)).toMatchObject({ kind: 'undriven-run' });
  const givenUp = await command('give-up', runId, '--why', 'killed by mistake');
  expect(givenUp).toMatchObject({ status: 0, stdout: expect.stringContaining(`run ${runId} was given up`) });
  expect(await found(runId)).toBe(undefined);
  expect((await command('show', runId)).stdout).toContain('killed by mistake');
  release();
  await until(() =>
    cluster.running.cloud.state.volumes.get(volumeId)?.host?.startsWith('node2') ? true : null,
  );
  const back = ['--migration-type', 'migrate', '--destination-node', 'node1@alpha#alpha'];
  expect(await command('run', volumeId, ...back)).toMatchObject({ status: 0 });
});

test('leftovers keeps the claim of a run that Restate has forgotten; give-up releases it', async () => {
  const { runId, volumeId, release } = await killed('three');
  await act(runId, 'purge');
  release();
  expect(await found(runId)).toMatchObject({
    ...{ kind: 'stale-claim', verdict: 'kept', name: volumeId },
    advice: expect.stringContaining(`volume-migrate give-up ${runId} --store`),
  });
  await command('leftovers', '--remove', '--yes');
  expect(await found(runId)).toMatchObject({ kind: 'stale-claim' });
  const freed = await command('give-up', runId);
  expect(freed).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`released what run ${runId} held`),
  });
  expect(await found(runId)).toBe(undefined);
  expect((await command('give-up', runId)).stderr).toContain(`has no run ${runId}`);
});

test('leftovers --remove releases the claim of a run that has ended', async () => {
  const { runId, volumeId, release } = await killed('four');
  await command('give-up', runId);
  release();
  // As if the run had been killed between its last record and the release.
  const claim = `EngineClaim/${encodeURIComponent(`${cluster.running.authUrl} ${volumeId}`)}/claim`;
  await fetch(new URL(claim, cluster.server.url), {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(runId),
  });
  expect(await found(runId)).toMatchObject({ kind: 'stale-claim', verdict: 'removable', name: volumeId });
  const removed = await command('leftovers', '--remove', '--yes');
  expect(removed.stdout).toContain(`released: stale claim ${runId}`);
  expect(await found(runId)).toBe(undefined);
});

test('watch ends when a run is killed in Restate, and says what to do', async () => {
  const { runId, release } = await killed('five');
  const watched = await command('watch', runId);
  expect(watched.status).toBe(3);
  expect(watched.stderr).toContain(`To continue it: volume-migrate resume ${runId} --store`);
  release();
  expect(await command('resume', runId, '--json')).toMatchObject({ status: 0 });
});

test('resume adds its options to those that a killed run was started with', async () => {
  const { runId, release } = await killed('six');
  const resumed = await command('resume', runId, '--timeout', '1s', '--json');
  expect(JSON.parse(resumed.stdout)).toMatchObject({
    runId,
    status: 'FAILED',
    error: { code: 'MigrationNotSeenToEnd' },
  });
  release();
});

test('a run is found by its whole ID if no worker reaches the admin API; lists say what is missing', async () => {
  const { runId, release } = await killed('seven');
  release();
  expect(await command('resume', runId)).toMatchObject({ status: 0 });
  await Promise.all(cluster.workers().map(cluster.killWorker));
  const elsewhere = await cluster.addWorker({ admin: new URL('http://127.0.0.1:1') });
  expect((await command('show', runId)).stdout).toContain('SUCCEEDED in ');
  for (const args of [['runs'], ['leftovers'], ['show', runId.slice(0, 8)]]) {
    const { status, stderr } = await command(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/cannot reach Restate's admin API at http:\/\/127\.0\.0\.1:1\/.*--admin URL/);
  }
  await cluster.killWorker(elsewhere);
});
