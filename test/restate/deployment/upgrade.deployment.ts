// New code while runs are in flight: at the same address, and at a new one.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrationOrder, type RunReport, registerWorkers } from '../../../src/restate/index.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { until } from '../cluster/until.ts';
import { effectsOf } from './hosts/effects.ts';
import { type Service, startService } from './hosts/service.ts';

const LATER = join(import.meta.dirname, 'hosts/laterWorker.ts');
const RUNS = 4;
const ENDS_WITHIN_MS = 280_000;

let cluster: Cluster;
let later: Service | null;
// What a run that nothing interrupts changes in the cloud.
let undisturbed: Readonly<Record<string, number>>;

beforeEach(async () => {
  later = null;
  cluster = await startCluster(1, { stageMs: 200, gibPerSecond: 5 });
  const { runId, report } = await swapping();
  expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  undisturbed = effectsOf(cluster.running, runId);
  return async () => {
    await later?.kill();
    await cluster.close();
  };
});

afterEach(() => expect(Object.keys(undisturbed).length).toBeGreaterThan(5));

test('a worker of a later version at the same address continues the runs in flight, every effect once', async () => {
  const { runs, release } = await inFlight();
  await replaceWorker('fits');
  release();
  for (const { runId, report } of runs) {
    expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
    expect(effectsOf(cluster.running, runId)).toEqual(undisturbed);
    expect(await resumedBy(runId)).toEqual(['later']);
  }
});

test('runs that do not fit a later version stay open and change nothing; workers that fit end them', async () => {
  const { runs, release } = await inFlight();
  const old = await replaceWorker('differs');
  for (const { runId } of runs)
    await until(async () =>
      (await cluster.store.list({ idPrefix: runId }))[0]?.holder === null ? true : null,
    );
  const before = runs.map(({ runId }) => effectsOf(cluster.running, runId));
  await later?.kill();
  expect(runs.map(({ runId }) => effectsOf(cluster.running, runId))).toEqual(before);
  later = await startLater(old, 'fits');
  release();
  for (const { runId, report } of runs) {
    await cluster.store.wake(runId);
    expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
    expect(effectsOf(cluster.running, runId)).toEqual(undisturbed);
  }
});

test('at a new address, runs stay with the old workers until they are paused and resumed there, every effect once', async () => {
  const { runs, release } = await inFlight();
  const [moved, kept] = runs;
  later = await startLater(0, 'fits');
  const [, port] = /port (\d+)/.exec(later.output()) ?? [];
  await registerWorkers(cluster.server.admin, new URL(`http://127.0.0.1:${port}`));
  if (moved === undefined || kept === undefined) throw new Error('no runs');
  const invocation = await invocationOf(moved.runId);
  await patch(`invocations/${invocation}/pause`);
  await until(async () => ((await statusOf(moved.runId)) === 'paused' ? true : null));
  await patch(`invocations/${invocation}/resume?deployment=latest`);
  release();
  for (const { runId, report } of [moved, kept]) {
    expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
    expect(effectsOf(cluster.running, runId)).toEqual(undisturbed);
  }
  expect(await resumedBy(moved.runId)).toEqual(['later']);
  expect(await resumedBy(kept.runId)).toEqual([]);
});

async function swapping(): Promise<{ runId: string; report: Promise<RunReport> }> {
  const { cloud } = cluster.running;
  const given = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 };
  const { id } = cloud.addVolume(given);
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  const runId = randomUUID();
  const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
  await cluster.store.submit(runId, migrationOrder(parameters));
  return { runId, report: cluster.store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS)) };
}

/** Runs that have made changes and have not ended: Nova is swapping their volumes. */
async function inFlight() {
  const { cloud } = cluster.running;
  const release = cloud.faults.hold('nova', 'swap_volume');
  const runs = await Promise.all(Array.from({ length: RUNS }, swapping));
  const isSwapping = ({ runId }: { readonly runId: string }): boolean =>
    cloud.requests.some(
      ({ method, path, globalRequestId }) =>
        globalRequestId === `req-${runId}` && method === 'PUT' && path.includes('/os-volume_attachments/'),
    );
  await until(() => (runs.every(isSwapping) ? true : null));
  return { runs, release };
}

/** Puts a later version in the place of the only worker; returns their port. */
async function replaceWorker(how: 'fits' | 'differs'): Promise<number> {
  const [worker] = cluster.workers();
  if (worker === undefined) throw new Error('no worker');
  worker.signal('SIGKILL');
  await worker.ended;
  later = await startLater(worker.port, how);
  return worker.port;
}

const startLater = async (port: number, how: 'fits' | 'differs'): Promise<Service> =>
  await startService(
    [process.execPath, LATER, cluster.server.url.href, cluster.server.admin.href, String(port), how],
    { OS_CLIENT_CONFIG_FILE: join(cluster.folder, 'clouds.yaml'), OS_CLOUD: 'simulated' },
    async ({ output }) => output().includes('worker on port'),
  );

async function resumedBy(runId: string): Promise<readonly unknown[]> {
  const entries = await cluster.store.read(runId);
  return entries.flatMap(({ record }) => (record.kind === 'resumed' ? [record.machine.version] : []));
}

async function sql(query: string): Promise<Readonly<Record<string, string>>[]> {
  const response = await fetch(new URL('query', cluster.server.admin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { rows: Record<string, string>[] }).rows;
}

const rowOf = async (runId: string): Promise<Readonly<Record<string, string>>> =>
  (
    await sql(
      `SELECT id, status FROM sys_invocation WHERE target_service_key = '${runId}' AND target_handler_name = 'run'`,
    )
  )[0] ?? {};

const invocationOf = async (runId: string): Promise<string> => (await rowOf(runId))['id'] ?? '';
const statusOf = async (runId: string): Promise<string> => (await rowOf(runId))['status'] ?? '';

async function patch(path: string): Promise<void> {
  const response = await fetch(new URL(path, cluster.server.admin), { method: 'PATCH' });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
