// Workers that hang, while their hosts still accept connections, and no workers for a while: behind the shipped HAProxy.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHeads } from '../../../src/restate/engine/standing.ts';
import { migrationOrder, type RestateStore, type RunReport } from '../../../src/restate/index.ts';
import { until } from '../cluster/until.ts';
import { failedAttempts } from '../server/attempts.ts';
import { adminOf, startThreeHosts, type ThreeHosts } from './hosts/threeHosts.ts';

const RUNS = 9;
let three: ThreeHosts;

beforeAll(async () => {
  three = await startThreeHosts({ stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await three.close());

test('a worker that hangs gets no more runs: its own go to the others, and every effect happens once', async () => {
  const [host, other] = three.hosts;
  const store = three.storeOn(other);
  const release = three.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const runs = await Promise.all(Array.from({ length: RUNS }, async () => await moving(store)));
  await until(() => (runs.every(({ volumeId }) => startsOf(volumeId) === 1) ? true : null));
  const { pid } = host.worker();
  expect(await driversOf()).toContain(pid);
  process.kill(pid, 'SIGSTOP');
  // The runs of the others still keep these busy: HAProxy would prefer the one that hangs.
  await until(async () => ((await driversOf()).includes(pid) ? null : true));
  await untilEachHaproxyFinds('DOWN');
  const later = await moving(store);
  await until(() => (startsOf(later.volumeId) === 1 ? true : null));
  release();
  for (const { report } of [...runs, later])
    expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  process.kill(pid, 'SIGCONT');
  await untilEachHaproxyFinds('UP');
  for (const { volumeId } of [...runs, later]) expect(startsOf(volumeId)).toBe(1);
});

// Behind an HAProxy in mode http, attempts hung after this.
test('runs continue when workers are back after HAProxy had none', async () => {
  const [, other] = three.hosts;
  const release = three.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const { runId, volumeId, report } = await moving(three.storeOn(other));
  await until(() => (startsOf(volumeId) === 1 ? true : null));
  await Promise.all(three.hosts.map(async ({ worker }) => await worker().kill()));
  await until(async () => ((await failedAttempts(adminOf(other), runId)) > 1 ? true : null));
  await Promise.all(three.hosts.map(async ({ startWorker }) => await startWorker()));
  release();
  expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  expect(startsOf(volumeId)).toBe(1);
});

async function untilEachHaproxyFinds(state: 'DOWN' | 'UP'): Promise<void> {
  const lastIn = (output: string): string | undefined =>
    [...output.matchAll(/Server workers\/host1 is (\w+)/g)].at(-1)?.[1];
  await until(() => (three.hosts.every(({ haproxy }) => lastIn(haproxy().output()) === state) ? true : null));
}

// The processes that drive the open runs, as one of the nodes has recorded them: workers are not asked.
async function driversOf(): Promise<(number | undefined)[]> {
  const { nows } = await readHeads(adminOf(three.hosts[1]), '');
  return [...nows.values()].filter(({ endedAt }) => endedAt === null).map(({ driver }) => driver?.pid);
}

interface Moving {
  readonly runId: string;
  readonly volumeId: string;
  readonly report: Promise<RunReport>;
}

async function moving(store: RestateStore): Promise<Moving> {
  const volume = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 };
  const { id: volumeId } = three.running.cloud.addVolume(volume);
  const runId = randomUUID();
  const given = { resource_id: volumeId, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
  await store.submit(runId, migrationOrder(given as never));
  return { runId, volumeId, report: store.report(runId, AbortSignal.timeout(280_000)) };
}

const startsOf = (id: string): number =>
  three.running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && volumeId === id).length;
