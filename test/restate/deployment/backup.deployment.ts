// One host from the shipped file, and a copy of its data folder.
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import {
  migrationOrder,
  openRestateStore,
  type RestateStore,
  type RunReport,
  registerWorkers,
} from '../../../src/restate/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../../src/simulator/index.ts';
import { until } from '../cluster/until.ts';
import { startWorkerProcess, type WorkerProcess } from '../cluster/workerProcess.ts';
import { restateServer } from '../server/binary.ts';
import { effectsOf } from './hosts/effects.ts';
import { listeningOf } from './hosts/listening.ts';
import { answers, type Service, startService } from './hosts/service.ts';
import { loopbackOf, type Place, shipped, write } from './hosts/shipped.ts';

let place: Place;
let running: SimulatedCloudServer;
let server: Service;
let worker: WorkerProcess;
let store: RestateStore;

beforeAll(async () => {
  const network = `127.${1 + (process.pid % 250)}.${1 + Math.floor(Math.random() * 250)}.`;
  place = { number: 1, network, folder: mkdtempSync(join(tmpdir(), 'volume-migrate-backup-')) };
  running = await startSimulatedCloud({ stageMs: 20, gibPerSecond: 20 });
  write(join(place.folder, 'restate.toml'), shipped('restate.toml', place));
  server = await startServer('data');
  const cloudsYaml = join(place.folder, 'clouds.yaml');
  write(cloudsYaml, stringify(running.cloudsYaml));
  worker = await startWorkerProcess({ ingress: at(8080), admin: at(9070), cloudsYaml });
  await registerWorkers(at(9070), new URL(`http://127.0.0.1:${worker.port}`));
  store = openRestateStore(`restate+${at(8080).href}`);
});

afterAll(async () => {
  worker.signal('SIGKILL');
  await server.kill();
  await running.stop();
  rmSync(place.folder, { recursive: true });
});

const at = (port: number): URL => new URL(`http://${loopbackOf(place)}:${port}/`);

const startServer = async (data: string): Promise<Service> =>
  await startService(
    [
      restateServer(),
      '--config-file',
      join(place.folder, 'restate.toml'),
      '--base-dir',
      join(place.folder, data),
    ],
    {},
    async () =>
      (await answers(new URL('health', at(9070)).href)) &&
      (await answers(new URL('restate/health', at(8080)).href)),
  );

async function moving(): Promise<{ runId: string; volumeId: string; report: Promise<RunReport> }> {
  const volume = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 };
  const { id: volumeId } = running.cloud.addVolume(volume);
  const runId = randomUUID();
  const parameters = {
    resource_id: volumeId,
    migration_type: 'migrate',
    destination_node: 'node2@alpha#alpha',
  };
  await store.submit(runId, migrationOrder(parameters as never));
  return { runId, volumeId, report: store.report(runId, AbortSignal.timeout(280_000)) };
}

async function swapping(): Promise<{ runId: string; report: Promise<RunReport> }> {
  const { cloud } = running;
  const { id } = cloud.addVolume({
    name: 'swapped',
    type: 'alpha',
    project: 'demo',
    user: 'alice',
    sizeGib: 1,
  });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  const runId = randomUUID();
  const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
  await store.submit(runId, migrationOrder(parameters));
  return { runId, report: store.report(runId, AbortSignal.timeout(280_000)) };
}

const startsOf = (id: string): number =>
  running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && volumeId === id).length;

test('the shipped file of one host listens on 127.0.0.1 alone', () => {
  const ports = [5122, 8080, 9070].map((port) => `${loopbackOf(place)}:${port}`);
  expect(listeningOf([server.pid])).toEqual(ports);
});

test('a server started from a copy of the folder has all records, and its runs continue, every effect once', async () => {
  const ended = await moving();
  expect(await ended.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  const records = await store.read(ended.runId);
  const release = running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const open = await moving();
  await until(() => (startsOf(open.volumeId) === 1 ? true : null));
  await server.stop();
  cpSync(join(place.folder, 'data'), join(place.folder, 'copy'), { recursive: true });
  rmSync(join(place.folder, 'data'), { recursive: true });
  server = await startServer('copy');
  expect(await store.read(ended.runId)).toEqual(records);
  release();
  expect(await open.report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  expect(startsOf(open.volumeId)).toBe(1);
});

test('a copy that is older than the end of a run ends it again without a second move', async () => {
  const release = running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const open = await moving();
  await until(() => (startsOf(open.volumeId) === 1 ? true : null));
  await server.stop();
  cpSync(join(place.folder, 'copy'), join(place.folder, 'older'), { recursive: true });
  server = await startServer('copy');
  release();
  expect(await open.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  await server.stop();
  server = await startServer('older');
  const again = await store.report(open.runId, AbortSignal.timeout(280_000));
  expect(again).toMatchObject({ result: { status: 'SUCCEEDED' } });
  expect(startsOf(open.volumeId)).toBe(1);
});

test('a copy that is older than the end of a swap ends it again, and changes nothing in the cloud', async () => {
  const { cloud } = running;
  const release = cloud.faults.hold('nova', 'swap_volume');
  const { runId, report } = await swapping();
  await until(() =>
    Object.keys(effectsOf(running, runId)).some((effect) => effect.startsWith('PUT ')) ? true : null,
  );
  await server.stop();
  cpSync(join(place.folder, 'older'), join(place.folder, 'oldest'), { recursive: true });
  server = await startServer('older');
  release();
  expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  const before = { volumes: [...cloud.state.volumes.keys()], effects: effectsOf(running, runId) };
  await server.stop();
  server = await startServer('oldest');
  const again = await store.report(runId, AbortSignal.timeout(280_000));
  expect(again).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED', leftovers: [] } });
  expect(effectsOf(running, runId)).toEqual(before.effects);
  expect([...cloud.state.volumes.keys()]).toEqual(before.volumes);
});
