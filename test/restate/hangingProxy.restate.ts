// A proxy that accepts connections and passes nothing on, or stops in the middle and closes nothing: runs continue without it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../src/index.ts';
import { query } from '../../src/restate/engine/admin.ts';
import { readHeads } from '../../src/restate/engine/standing.ts';
import {
  migrationOrder,
  openRestateStore,
  planOrder,
  type RestateStore,
  type RunReport,
} from '../../src/restate/index.ts';
import { startBalancer } from './cluster/balancer.ts';
import { startRelay } from './cluster/relay.ts';
import { until } from './cluster/until.ts';
import type { WorkerProcess } from './cluster/workerProcess.ts';
import { openScene, type Scene } from './kills/scene.ts';

const SUCCEEDED = { kind: 'ended', result: { status: 'SUCCEEDED' } };
const ENDS_WITHIN_MS = 280_000;

let scene: Scene;

beforeAll(async () => {
  scene = await openScene(1);
});

afterAll(async () => await scene.close());

describe('between Restate and a worker', () => {
  test('one that never passed anything on is found by keep-alive, and the run takes another route', async () => {
    const { balancer } = scene.cluster;
    const { port } = theWorker();
    const route = scene.relayTo('worker', port).port;
    const proxy = await startRelay(port);
    proxy.cut('both');
    // Restate uses its open connections again. When they are closed, the next one leads to the proxy.
    balancer.remove(route);
    balancer.add(proxy.port);
    const { runId, volumeId, report } = await moving(scene.cluster.store);
    await until(() => (proxy.swallowed() > 0 ? true : null));
    balancer.avoid(proxy.port);
    balancer.add(route);
    // Not by the abort timeout, which comes after two minutes and leaves the connection in use.
    expect(await until(async () => await failureOf(runId))).toContain('h2 pool connection error');
    expect(await report).toMatchObject(SUCCEEDED);
    expect(startsOf(volumeId)).toBe(1);
    balancer.remove(proxy.port);
    await proxy.close();
  });

  test('one that stops in the middle loses its runs to another route, and nothing is done twice when it delivers the rest', async () => {
    const { cluster } = scene;
    const worker = theWorker();
    const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { runId, volumeId, report } = await moving(cluster.store);
    await until(() => (startsOf(volumeId) === 1 ? true : null));
    const repair = scene.relayTo('worker', worker.port).cut('both');
    cluster.avoidWorker(worker);
    const other = await cluster.addWorker();
    await until(async () => ((await driverOf(runId)) === other.pid ? true : null));
    release();
    expect(await report).toMatchObject(SUCCEEDED);
    repair('late');
    const later = await moving(cluster.store);
    expect(await later.report).toMatchObject(SUCCEEDED);
    expect(startsOf(volumeId)).toBe(1);
    await cluster.killWorker(worker);
  });
});

describe.concurrent('between Restate and its clients', () => {
  test('a command fails within half a minute, and a run that it awaits is asked for again on another route', async () => {
    const { server, store: direct } = scene.cluster;
    const [proxy, balancer] = await Promise.all([startRelay(Number(server.url.port)), startBalancer()]);
    balancer.add(proxy.port);
    const store = openRestateStore(`restate+${balancer.url.href}`);
    const release = scene.cluster.running.cloud.faults.hold('node2@alpha', 'migrate_volume');
    const { runId, volumeId, report } = await moving(store, ['node2@alpha#alpha', 'node1@alpha#alpha']);
    await until(() => (startsOf(volumeId) === 1 ? true : null));
    proxy.cut('both');
    const [submitted, listed] = [moving(store), store.list()];
    await Promise.all([
      expect(submitted).rejects.toMatchObject({ code: 'StoreUnreachable' }),
      expect(listed).rejects.toMatchObject({ code: 'NoResponse' }),
    ]);
    balancer.avoid(proxy.port);
    balancer.add(Number(server.url.port));
    release();
    expect(await report).toMatchObject(SUCCEEDED);
    expect(await direct.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS))).toEqual(await report);
    await Promise.all([proxy.close(), balancer.close()]);
  });

  test('a worker asks again until it is heard: a plan that is cancelled meanwhile cancels its move', async () => {
    const { server, store, running } = scene.cluster;
    const release = running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const volumeId = addVolume('node1@alpha#alpha');
    const runId = randomUUID();
    const move = { resource_id: volumeId, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
    await store.submit(runId, planOrder(readPlan(JSON.stringify([move]))));
    await until(() => (startsOf(volumeId) === 1 ? true : null));
    const proxy = scene.relayTo('ingress', Number(server.url.port));
    const repair = proxy.cut('both');
    await store.cancel(runId);
    const { runId: moveId } = await until(
      async () => (await store.list()).find(({ parent }) => parent === runId) ?? null,
    );
    await until(async () => (await cancelsOf(runId, store)) || null);
    const before = proxy.swallowed();
    // The requests of half a minute have been in vain, and are made again.
    await until(() => (proxy.swallowed() > before + 2 ? true : null));
    expect(await cancelsOf(moveId, store)).toBe(0);
    repair('closed');
    await until(async () => (await cancelsOf(moveId, store)) || null);
    release();
    const report = await store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS));
    expect(report).toMatchObject({ kind: 'ended', result: { moves: [{ runId: moveId }] } });
    expect(startsOf(volumeId)).toBe(1);
  });
});

function theWorker(): WorkerProcess {
  const [worker] = scene.cluster.workers();
  if (worker === undefined) throw new Error('there is no worker');
  return worker;
}

const addVolume = (host: string): string =>
  scene.cluster.running.cloud.addVolume({
    ...{ name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1, host },
  }).id;

interface Moving {
  readonly runId: string;
  readonly volumeId: string;
  readonly report: Promise<RunReport>;
}

async function moving(
  store: RestateStore,
  [from, to] = ['node1@alpha#alpha', 'node2@alpha#alpha'],
): Promise<Moving> {
  const volumeId = addVolume(from);
  const runId = randomUUID();
  const given = { resource_id: volumeId, migration_type: 'migrate', destination_node: to } as const;
  await store.submit(runId, migrationOrder(given));
  return { runId, volumeId, report: store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS)) };
}

/** Why the last attempt to drive a run failed. */
async function failureOf(runId: string): Promise<string | null> {
  const [row] = await query(
    scene.cluster.server.admin,
    `SELECT last_failure FROM sys_invocation WHERE target_service_key = '${runId}' AND target_handler_name = 'run'`,
  );
  return row?.['last_failure'] ?? null;
}

async function driverOf(runId: string): Promise<number | undefined> {
  const { nows } = await readHeads(scene.cluster.server.admin, runId);
  return nows.get(runId)?.driver?.pid;
}

const cancelsOf = async (runId: string, store: RestateStore): Promise<number> =>
  (await store.read(runId)).filter(({ record }) => record.kind === 'event' && record.event.type === 'cancel')
    .length;

const startsOf = (id: string): number =>
  scene.cluster.running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && volumeId === id)
    .length;
