// What could stop all runs at once, with the shipped configuration: too many runs, and no worker for a while.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrationOrder, type RunReport } from '../../src/restate/index.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { startRefusingProxy } from './cluster/refusingProxy.ts';
import { until } from './cluster/until.ts';
import { failedAttempts, setTimeoutsOfRuns, timeoutsOfRuns } from './server/attempts.ts';
import { startRestateServer } from './server/server.ts';

// The shipped limit is a thousand times as high. Each of four partitions has it.
const LIMIT = 5;
const RUNS = 40;
const SHIPPED = { inactivity_timeout: '1m', abort_timeout: '1m' };
// A twelfth of the shipped ones.
const QUICK = { inactivity_timeout: '5s', abort_timeout: '5s' };
// Restate's own number is 70.
const ATTEMPTS = 2;

let cluster: Cluster;

beforeAll(async () => {
  const startServer = async () =>
    await startRestateServer({
      RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: String(LIMIT),
      RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: String(ATTEMPTS),
    });
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 }, { startServer });
});

afterAll(async () => await cluster.close());

const SUCCEEDED = { kind: 'ended', result: { status: 'SUCCEEDED' } };

test('runs that wait leave their place to others within a minute: many more than may be invoked at once all end', async () => {
  expect(await timeoutsOfRuns(cluster.server.admin)).toEqual(SHIPPED);
  await setTimeoutsOfRuns(cluster.server.admin, QUICK);
  const runs = await Promise.all(Array.from({ length: RUNS }, submitted));
  for (const { report } of runs) expect(await report).toMatchObject(SUCCEEDED);
});

describe('a run whose workers have all gone away behind the balancer', () => {
  let runId: string;
  let report: Promise<RunReport>;
  let release: () => void;

  beforeEach(async () => {
    await setTimeoutsOfRuns(cluster.server.admin, SHIPPED);
    if (cluster.workers().length === 0) await cluster.addWorker();
    release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    ({ runId, report } = await submitted());
    await until(async () => ((await cluster.store.list({ idPrefix: runId }))[0]?.holder ? true : null));
    await Promise.all(cluster.workers().map(cluster.killWorker));
    return () => release();
  });

  test('is continued by the next one, also after more attempts than Restate makes unless it is told otherwise', async () => {
    await until(async () =>
      (await failedAttempts(cluster.server.admin, runId)) > 2 * ATTEMPTS ? true : null,
    );
    await cluster.addWorker();
    release();
    expect(await report).toMatchObject(SUCCEEDED);
  });

  test('is continued by the next one after a proxy has answered 503', async () => {
    const proxy = await startRefusingProxy();
    cluster.balancer.add(proxy.port);
    await until(() => (proxy.refused() >= 2 ? true : null));
    await cluster.addWorker();
    cluster.balancer.remove(proxy.port);
    release();
    expect(await report).toMatchObject(SUCCEEDED);
    await proxy.close();
  });
});

async function submitted(): Promise<{ runId: string; report: Promise<RunReport> }> {
  const volume = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 };
  const { id } = cluster.running.cloud.addVolume(volume);
  const runId = randomUUID();
  const given = { resource_id: id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
  await cluster.store.submit(runId, migrationOrder(given));
  return { runId, report: cluster.store.report(runId, AbortSignal.timeout(250_000)) };
}
