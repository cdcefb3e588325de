// Moves of a real cloud's volumes by workers, one of which is killed while it drives them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openRestateStore, type RestateStore, registerWorkers } from '../../../src/restate/index.ts';
import {
  type Bench,
  getVolume,
  inventory,
  makeVolume,
  makeVolumeOn,
  openBench,
  removeVolumes,
} from '../../e2e/bench.ts';
import { type Commands, openCommands } from '../../e2e/killedCommand.ts';
import { cloudOf } from '../../e2e/world.ts';
import { openRealWorld, readCloudFile } from '../../openstack/realWorld.ts';
import { startBalancer } from '../cluster/balancer.ts';
import { directly } from '../cluster/network.ts';
import { until } from '../cluster/until.ts';
import { createWorkers, type Workers } from '../cluster/workers.ts';
import { startRestateServer } from '../server/server.ts';
import { untilWorkersAreKnown } from '../server/untilKnown.ts';

const { release } = await readCloudFile();

interface Hosts extends Workers {
  readonly store: RestateStore;
  readonly close: () => Promise<void>;
}

/** A Restate server and two workers that sign in to the real cloud. */
async function startHosts(entry: object): Promise<Hosts> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-cluster-'));
  const cloudsYaml = join(folder, 'clouds.yaml');
  // Workers have another default: a run names its own cloud.
  await writeFile(cloudsYaml, stringify({ clouds: { here: entry, simulated: entry } }));
  const [server, balancer] = await Promise.all([startRestateServer(), startBalancer()]);
  const workers = createWorkers({ ingress: server.url, admin: server.admin, cloudsYaml }, balancer, directly);
  await Promise.all([workers.addWorker(), workers.addWorker()]);
  await registerWorkers(server.admin, balancer.url);
  await untilWorkersAreKnown(server.ingresses);
  return {
    ...workers,
    store: openRestateStore(`restate+${server.url.href}`),
    close: async () => {
      await Promise.all(workers.workers().map(workers.killWorker));
      await server.stop();
      await balancer.close();
      await rm(folder, { recursive: true });
    },
  };
}

describe(`runs on Restate, on OpenStack ${release}`, () => {
  let bench: Bench;
  let hosts: Hosts;
  let commands: Commands;
  let before: Awaited<ReturnType<typeof inventory>>;
  const mine: string[] = [];
  const own = async (made: Promise<string>): Promise<string> => {
    const id = await made;
    mine.push(id);
    return id;
  };

  beforeAll(async () => {
    bench = await openBench(await openRealWorld());
    await bench.world.clearFaults();
    hosts = await startHosts(cloudOf(bench.world, bench.world.admin));
    commands = await openCommands(bench.world);
  });
  afterAll(async () => {
    await commands.close();
    await hosts.close();
  });
  beforeEach(async () => {
    before = await inventory(bench);
  });
  afterEach(async () => {
    await removeVolumes(bench, mine.splice(0));
    expect((await inventory(bench)).users).toEqual(before.users);
    // Two workers again, whichever was killed.
    while (hosts.workers().length < 2) await hosts.addWorker();
  });

  const store = () => ['--store', hosts.store.url];
  const hostOf = async (id: string): Promise<string> => (await getVolume(bench, id))['os-vol-host-attr:host'];

  /** Kills the worker that drives a run as soon as the cloud moves the volume; returns the run's ID. */
  const killDriverOf = async (id: string): Promise<string> => {
    await until(async () => {
      const { status, migration_status } = await getVolume(bench, id);
      return ['migrating', 'retyping', 'maintenance'].includes(status) || migration_status !== null || null;
    });
    const run = await until(async () => {
      const open = await hosts.store.list({ unfinished: true });
      return open.find(({ holder, resource }) => holder !== null && resource?.includes(id)) ?? null;
    });
    const worker = hosts.workers().find(({ pid }) => pid === run.holder?.pid);
    if (worker === undefined) throw new Error(`no worker has the process ID ${run.holder?.pid}`);
    await hosts.killWorker(worker);
    return run.runId;
  };

  test.each([
    ['a cold migration', false],
    ['a migration of an attached volume', true],
  ])('%s ends once, though its worker is killed meanwhile', async (_, isAttached) => {
    const id = await own(isAttached ? makeVolumeOn(bench, bench.vm1, 'alpha') : makeVolume(bench, 'alpha'));
    const sum = await bench.world.checksum(id);
    const from = await hostOf(id);
    const to = from === 'node1@alpha#alpha' ? 'node2@alpha#alpha' : 'node1@alpha#alpha';
    const move = ['--migration-type', 'migrate', '--destination-node', to];
    const done = commands.done(['run', id, ...move, '--json', ...store()]);
    const runId = await killDriverOf(id);
    const { status, printed } = await done;
    expect([status, JSON.parse(printed)]).toMatchObject([0, { status: 'SUCCEEDED', runId }]);
    expect(await hostOf(id)).toBe(to);
    expect(await bench.world.checksum(id)).toBe(sum);
    const records = (await hosts.store.read(runId)).map(({ record }) => record.kind);
    expect(records.filter((kind) => kind === 'resumed')).toHaveLength(1);
  });

  test('a swap to another type ends once, though its worker is killed meanwhile', async () => {
    const id = await own(makeVolumeOn(bench, bench.vm1, 'alpha'));
    const sum = await bench.world.checksum(id);
    const done = commands.done(['run', id, '--destination-type', 'beta', '--json', '--yes', ...store()]);
    const run = await until(
      async () =>
        (await hosts.store.list({ unfinished: true })).find(({ holder }) => holder !== null) ?? null,
    );
    const worker = hosts.workers().find(({ pid }) => pid === run.holder?.pid);
    if (worker !== undefined) await hosts.killWorker(worker);
    const { status, printed } = await done;
    const outcome = JSON.parse(printed);
    mine.push(outcome.volumeId);
    expect([status, outcome]).toMatchObject([0, { status: 'SUCCEEDED', to: { type: 'beta' } }]);
    expect(await bench.world.checksum(outcome.volumeId)).toBe(sum);
  });

  test('a plan of six moves, two of attached volumes, ends though a worker is killed meanwhile', async () => {
    const ids: string[] = [];
    for (const server of [bench.vm1, bench.vm2]) ids.push(await own(makeVolumeOn(bench, server, 'alpha')));
    for (let n = 0; n < 4; n += 1) ids.push(await own(makeVolume(bench, 'alpha')));
    const sums = await Promise.all(ids.map((id) => bench.world.checksum(id)));
    const actions = await Promise.all(
      ids.map(async (id) => ({
        ...{ resource_id: id, migration_type: 'migrate' },
        destination_node:
          (await hostOf(id)) === 'node1@alpha#alpha' ? 'node2@alpha#alpha' : 'node1@alpha#alpha',
      })),
    );
    const file = await commands.file('plan.json', JSON.stringify(actions));
    const done = commands.done(['apply', file, '--yes', '--json', ...store()]);
    await killDriverOf(ids[0] ?? '');
    const { status, printed } = await done;
    expect([status, JSON.parse(printed)]).toMatchObject([
      0,
      { status: 'SUCCEEDED', counts: { SUCCEEDED: 6 } },
    ]);
    expect(await Promise.all(ids.map(hostOf))).toEqual(
      actions.map(({ destination_node }) => destination_node),
    );
    expect(await Promise.all(ids.map((id) => bench.world.checksum(id)))).toEqual(sums);
  });
});
