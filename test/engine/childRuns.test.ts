// A workflow that starts another as a durable child: undisturbed, cancelled, and killed at every record of either.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Cloud,
  connect,
  createEngine,
  createMemoryStore,
  type JournalStore,
  parseCloudConfig,
  volumeMigrate,
  type Workflow,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { type Alphabet, coverageOf, everyPath, type Reply, walk } from '../../src/testing/index.ts';
import { backup, backupMachine } from './backup.ts';
import { dyingAfter } from './dyingStore.ts';

let running: SimulatedCloudServer;
let cloud: Cloud;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
});
afterAll(async () => await running.stop());

/** An operator's own tools, which store what they create under the key of the call. */
function tools() {
  const snapshots = new Map<string, string>();
  const deleted: string[] = [];
  return {
    snapshots,
    deleted,
    isDetached: async () => true,
    createSnapshot: async (_: string, key: string) => {
      const snapshotId = snapshots.get(key) ?? `snapshot ${snapshots.size}`;
      snapshots.set(key, snapshotId);
      return { snapshotId };
    },
    deleteSnapshot: async (snapshotId: string) => {
      deleted.push(snapshotId);
      return null;
    },
  };
}

const volume = (): string =>
  running.cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' }).id;

const NODES = ['node1@alpha#alpha', 'node2@alpha#alpha'];

const migration = (resource_id: string) => ({
  ...{ resource_id, migration_type: 'cold', destination_node: NODES[1] },
});

const workflowOn = (outside: ReturnType<typeof tools>): Workflow =>
  backup(outside, volumeMigrate(cloud, { pollMinMs: 2 }), migration);

test('a child is a run of its own, with its parent recorded; its output is the answer of the call', async () => {
  const outside = tools();
  const store = createMemoryStore();
  const engine = createEngine({ store });
  const run = await engine.start(workflowOn(outside), { volumeId: volume() });
  expect(await run.outcome).toMatchObject({
    kind: 'done',
    output: { status: 'SUCCEEDED', moved: 'SUCCEEDED', problem: null },
  });
  const listed = await engine.list();
  expect(listed.map(({ workflow, parent, status }) => ({ workflow, parent, status }))).toEqual([
    { workflow: 'volumeMigrate', parent: run.runId, status: 'SUCCEEDED' },
    { workflow: 'backup', parent: null, status: 'SUCCEEDED' },
  ]);
  for (const { runId } of listed) {
    expect(engine.replay(await store.read(runId)).snapshot.status).toBe('done');
    expect((await engine.timeline(runId)).moments.length).toBeGreaterThan(3);
  }
});

test('a run whose parameters cannot be used is refused before anything is recorded', async () => {
  const store = createMemoryStore();
  const engine = createEngine({ store });
  const starting = engine.start(volumeMigrate(cloud), { resource_id: 'x', migration_type: 1 });
  await expect(starting).rejects.toMatchObject({ code: 'InvalidParameters', faults: { length: 2 } });
  await expect(engine.start(volumeMigrate(cloud), migration(volume()), { runId: 'abc' })).rejects.toThrow(
    'runId: expected a lower-case UUID, got abc',
  );
  expect(await engine.list()).toEqual([]);
});

test('cancel reaches the child', async () => {
  const outside = tools();
  const engine = createEngine({ store: createMemoryStore() });
  const volumeId = volume();
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 2_000, count: 1 });
  const run = await engine.start(workflowOn(outside), { volumeId });
  const moving = () => running.cloud.state.volumes.get(volumeId)?.migrationStatus;
  await expect.poll(moving, { timeout: 120_000, interval: 5 }).not.toBeNull();
  run.cancel();
  const { output } = await run.outcome;
  expect(output).toMatchObject({ moved: 'SUCCEEDED' });
  expect(outside.deleted).toHaveLength(1);
});

const recordsOf = async (store: JournalStore): Promise<number> => {
  const runs = await store.list();
  const records = await Promise.all(runs.map(async ({ runId }) => (await store.read(runId)).length));
  return records.reduce((sum, count) => sum + count, 0);
};

/** Kills the workflow's process with its nth record and resumes the run. False if it had ended before. */
async function killedAfter(records: number): Promise<boolean> {
  const outside = tools();
  const store = createMemoryStore();
  const workflow = workflowOn(outside);
  const [runId, volumeId] = [crypto.randomUUID(), volume()];
  void createEngine({ store: dyingAfter(store, records) }).start(workflow, { volumeId }, { runId });
  const isOver = async (): Promise<boolean> => (await store.read(runId)).at(-1)?.record.kind === 'ended';
  await expect
    .poll(async () => (await isOver()) || (await recordsOf(store)) === records, { timeout: 60_000 })
    .toBe(true);
  if (await isOver()) return false;
  const engine = createEngine({ store, workflows: [workflow, volumeMigrate(cloud, { pollMinMs: 2 })] });
  const { outcome } = await engine.resume(runId);
  expect(await outcome, `killed after ${records} records`).toMatchObject({
    output: { status: 'SUCCEEDED', moved: 'SUCCEEDED' },
  });
  expect(outside.snapshots.size, 'one snapshot').toBe(1);
  const moves = running.cloud.requests.filter(
    ({ path, body }) => path.includes(volumeId) && Object.keys(body ?? {}).includes('os-migrate_volume'),
  );
  expect(
    moves.filter(({ status }) => status === 202),
    'one migration',
  ).toHaveLength(1);
  for (const { runId: each } of await store.list()) engine.replay(await store.read(each));
  return true;
}

test('killed at every record of parent and child, and resumed: everything happens once', async () => {
  let records = 1;
  while (await killedAfter(records)) records += 1;
  expect(records).toBeGreaterThan(20);
});

test('an inspector sees the workflow, state by state', async () => {
  const states: unknown[] = [];
  const engine = createEngine({ store: createMemoryStore() });
  const run = await engine.start(
    workflowOn(tools()),
    { volumeId: volume() },
    {
      inspect: (seen) => {
        if (seen.type === '@xstate.snapshot' && 'value' in seen.snapshot) states.push(seen.snapshot.value);
      },
    },
  );
  await run.outcome;
  expect([...new Set(states)]).toEqual(['checking', 'snapshotting', 'migrating', 'cleaningUp', 'ended']);
});

test('the test kit walks every path of it, and covers the machine', () => {
  const done = (call: string, words: string, output: unknown): Reply => ({
    ...{ words, event: { type: `xstate.done.actor.${call}`, output } as Reply['event'] },
  });
  const failed = (call: string): Reply => ({
    words: `${call} fails`,
    event: { type: `xstate.error.actor.${call}`, error: { message: 'planted' } } as Reply['event'],
  });
  const alphabet: Alphabet<Reply> = () => [
    done('isDetached', 'detached', true),
    done('isDetached', 'attached', false),
    done('createSnapshot', 'a snapshot', { snapshotId: 'snapshot 0' }),
    done('migrate', 'moved', { status: 'SUCCEEDED' }),
    done('deleteSnapshot', 'deleted', null),
    ...['isDetached', 'createSnapshot', 'migrate', 'deleteSnapshot'].map(failed),
  ];
  const given = { input: { volumeId: 'v' }, alphabet };
  const paths = everyPath(backupMachine, given);
  expect(paths.map(({ words }) => words.join(', '))).toContain(
    'detached, a snapshot, migrate fails, deleted',
  );
  const coverage = coverageOf(
    backupMachine,
    paths.map(({ words }) => walk(backupMachine, given, words)),
  );
  for (const { missed } of [coverage.states, coverage.transitions, coverage.guards])
    expect(missed).toEqual([]);
});
