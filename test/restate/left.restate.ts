// Runs that no worker can drive for a while: they are open, and are resumed or given up.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEngine, giveUpRun, type RunSummary } from '../../src/index.ts';
import { actOnInvocation } from '../../src/restate/engine/admin.ts';
import { readInvocation } from '../../src/restate/engine/invocations.ts';
import { migrationOrder, type RunReport } from '../../src/restate/index.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 });
  await Promise.all(cluster.workers().map(cluster.killWorker));
});

afterAll(async () => await cluster.close());

interface Left {
  readonly runId: string;
  readonly volumeId: string;
  readonly report: Promise<RunReport>;
  /** Lets workers sign in again, and Cinder move the volume. */
  readonly mend: () => void;
}

let left: Left;

// Its worker dies while Cinder moves the volume, and the next one cannot sign in.
beforeEach(async () => {
  const { cloud } = cluster.running;
  const volume = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 };
  const volumeId = cloud.addVolume(volume).id;
  const release = cloud.faults.hold('node1@alpha', 'migrate_volume');
  const driver = await cluster.addWorker();
  const runId = randomUUID();
  await cluster.store.submit(runId, migration(volumeId));
  await until(() => cloud.moves.find((move) => move.volumeId === volumeId) ?? null);
  const signInAgain = cloud.faults.http({ match: { path: /auth\/tokens/ }, status: 401, body: {} });
  await cluster.killWorker(driver);
  await cluster.addWorker();
  await until(async () => ((await summaryOf(runId)).holder === null ? true : null));
  const report = cluster.store.report(runId, AbortSignal.timeout(280_000));
  const mend = (): void => {
    signInAgain();
    release();
  };
  left = { runId, volumeId, report, mend };
  return async () => {
    mend();
    await Promise.all(cluster.workers().map(cluster.killWorker));
  };
});

const migration = (resource_id: string) =>
  migrationOrder({ resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' });

async function summaryOf(runId: string): Promise<RunSummary> {
  return await until(async () => (await cluster.store.list({ idPrefix: runId }))[0] ?? null);
}

test('a run whose worker cannot sign in stays open, without a driver', async () => {
  const { runId, volumeId } = left;
  const open = { endedAt: null, status: null, holder: null, resource: volumeId };
  expect(await summaryOf(runId)).toMatchObject(open);
  expect(await cluster.store.list({ idPrefix: runId, unfinished: true })).toHaveLength(1);
});

test('workers come back to it by themselves, and at once when it is resumed: it ends as if nothing had happened', async () => {
  left.mend();
  await cluster.store.wake(left.runId);
  expect(await left.report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  expect(await cluster.store.wake(left.runId)).toBe(false);
});

test('it can be given up like any run: it is closed for all readers, and its volume is free', async () => {
  const { runId, volumeId } = left;
  const givenUp = await giveUpRun(runId, { store: cluster.store, why: 'the host is gone' });
  expect(givenUp.runId).toBe(runId);
  expect((await cluster.store.read(runId)).at(-1)?.record).toEqual({
    kind: 'givenUp',
    why: 'the host is gone',
  });
  expect(await summaryOf(runId)).toMatchObject({ status: null, holder: null, endedAt: expect.any(String) });
  left.mend();
  const other = randomUUID();
  await cluster.store.submit(other, migration(volumeId));
  const report = await cluster.store.report(other, AbortSignal.timeout(280_000));
  expect(report.kind).toBe('ended');
});

test('a run that a worker drives cannot be given up', async () => {
  left.mend();
  const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const { id } = cluster.running.cloud.addVolume({
    name: 'other',
    type: 'alpha',
    project: 'demo',
    user: 'alice',
  });
  const runId = randomUUID();
  await cluster.store.submit(runId, migration(id));
  await until(async () => (await summaryOf(runId)).holder);
  const giving = createEngine({ store: cluster.store }).giveUp(runId);
  await expect(giving).rejects.toMatchObject({ code: 'RunHeld', runId });
  release();
  const report = await cluster.store.report(runId, AbortSignal.timeout(280_000));
  expect(report).toMatchObject({ result: { status: 'SUCCEEDED' } });
});

// The name of the promise that wakes it stays in its state.
async function kill({ runId, report }: Left): Promise<void> {
  report.catch(() => undefined);
  const { admin } = cluster.server;
  await actOnInvocation(admin, (await readInvocation(admin, runId))?.id ?? '', 'kill');
}

test('killed in Restate while it waits, it is resumed from its records', async () => {
  await kill(left);
  left.mend();
  expect(await cluster.store.resume(left.runId)).toEqual({ kind: 'restored' });
  const report = await cluster.store.report(left.runId, AbortSignal.timeout(280_000));
  expect(report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
});

test('killed in Restate while it waits, it can be given up', async () => {
  await kill(left);
  await giveUpRun(left.runId, { store: cluster.store });
  const report = await cluster.store.report(left.runId, AbortSignal.timeout(280_000));
  expect(report.kind).toBe('givenUp');
});
