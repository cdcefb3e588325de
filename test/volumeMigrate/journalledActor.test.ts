// The machine as an actor in an application's own XState system, with a journal.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActor, setup, toPromise, waitFor } from 'xstate';
import {
  type Cloud,
  connect,
  createMemoryStore,
  createRun,
  type JournalEntry,
  type JournalledRun,
  type JournalStore,
  type MigrateVolumeParameters,
  parseCloudConfig,
  RunHeldError,
  replay,
  resumeRun,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { parseParameters } from '../../src/volumeMigrate/parameters.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { dyingAfter } from '../engine/dyingStore.ts';

let running: SimulatedCloudServer;
let cloud: Cloud;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
});
afterAll(async () => await running.stop());

const PACE = { pollMinMs: 2 };

const detached = (): string =>
  running.cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' }).id;
const attached = (): string => {
  const id = detached();
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return id;
};
const toOtherNode = (resource_id: string): MigrateVolumeParameters => ({
  ...{ resource_id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' },
});
const swap = (resource_id: string): MigrateVolumeParameters => ({
  ...{ resource_id, destination_type: 'beta', swap_method: 'attachment' },
});

const started = ({ machine, input }: Pick<JournalledRun, 'machine' | 'input'>) => {
  const actor = createActor(machine, { input });
  return actor.start();
};

const kindsOf = (entries: readonly JournalEntry[]): string[] => entries.map(({ record }) => record.kind);

test('an actor keeps the same journal as a run of migrateVolume, and its volume is free at the end', async () => {
  const store = createMemoryStore();
  const id = detached();
  const run = await createRun(cloud, toOtherNode(id), { ...PACE, store });
  const result = await toPromise(started(run));
  expect(result).toMatchObject({ status: 'SUCCEEDED', runId: run.runId });
  expect(await run.outcome).toMatchObject({ ...result, warnings: [] });
  const entries = (await store.read(run.runId)) as readonly JournalEntry[];
  expect(replay(entries).snapshot.output).toEqual(result);
  const alike = createMemoryStore();
  const other = await startRunOn(
    cloud.forRun(crypto.randomUUID()),
    alike,
    parseParameters(toOtherNode(detached())),
    PACE,
  );
  await other.outcome;
  const theirs = (await alike.read(other.runId)) as readonly JournalEntry[];
  const calls = (of: readonly JournalEntry[]): string[] =>
    of.flatMap(({ record }) => (record.kind === 'intent' ? [record.call] : []));
  expect(calls(entries)).toEqual(calls(theirs));
  expect(kindsOf(entries).at(-1)).toBe('ended');
  await expect(createRun(cloud, toOtherNode(id), { ...PACE, store })).resolves.toMatchObject({});
});

test('it runs as a child of your own machine', async () => {
  const store = createMemoryStore();
  const run = await createRun(cloud, swap(attached()), { ...PACE, store });
  const own = setup({ actors: { migrate: run.machine } }).createMachine({
    initial: 'migrating',
    states: {
      migrating: { invoke: { src: 'migrate', input: run.input, onDone: 'moved', onError: 'failed' } },
      moved: { type: 'final' },
      failed: {},
    },
  });
  const actor = createActor(own).start();
  await toPromise(actor);
  expect(actor.getSnapshot().value).toBe('moved');
  expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(kindsOf((await store.read(run.runId)) as readonly JournalEntry[]).at(-1)).toBe('ended');
});

test('stopped by its application, it stays open: resumeRun resumes it', async () => {
  const store = createMemoryStore();
  const id = detached();
  const run = await createRun(cloud, toOtherNode(id), { ...PACE, store });
  const actor = started(run);
  await waitFor(actor, (snapshot) => snapshot.matches({ cold: 'migrating' }));
  actor.stop();
  expect(await run.outcome).toMatchObject({ status: 'CANCELLED' });
  expect((await store.list({ unfinished: true })).map(({ runId }) => runId)).toEqual([run.runId]);
  expect(await resumeRun(run.runId, { ...PACE, cloud, store })).toMatchObject({ status: 'SUCCEEDED' });
});

test('a run that migrateVolume began and left is resumed as an actor', async () => {
  const store = createMemoryStore();
  const own = cloud.forRun(crypto.randomUUID());
  const left = await startRunOn(own, store, parseParameters(swap(attached())), {
    ...PACE,
    onProgress: ({ state }) => {
      if (state.endsWith('watchingDestinationVolume')) setImmediate(() => left.abandon());
    },
  });
  await left.outcome;
  const run = await createRun(cloud, { resume: left.runId }, { ...PACE, store });
  expect(await toPromise(started(run))).toMatchObject({ status: 'SUCCEEDED', runId: left.runId });
  expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED' });
});

test('a run that came to its end, and could not write it down, ends when it is resumed', async () => {
  const store = createMemoryStore();
  const whole = await createRun(cloud, toOtherNode(detached()), { ...PACE, store });
  await toPromise(started(whole));
  await whole.outcome;
  const entries = (await store.read(whole.runId)).slice(0, -1);
  const cut = createMemoryStore();
  await cut.commit({ entries, states: new Map() });
  const run = await createRun(cloud, { resume: whole.runId }, { ...PACE, store: cut });
  expect(await toPromise(started(run))).toMatchObject({ status: 'SUCCEEDED' });
  expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(kindsOf((await cut.read(whole.runId)) as readonly JournalEntry[]).at(-1)).toBe('ended');
});

test('cancel is an event of the actor, and is recorded', async () => {
  const store = createMemoryStore();
  const run = await createRun(cloud, swap(attached()), { ...PACE, store });
  const actor = started(run);
  actor.send({ type: 'cancel' });
  expect(await toPromise(actor)).toMatchObject({ status: 'CANCELLED' });
  await run.outcome;
  const entries = (await store.read(run.runId)) as readonly JournalEntry[];
  expect(replay(entries).snapshot.output).toMatchObject({ status: 'CANCELLED' });
});

describe('one run per volume, one driver per run', () => {
  test('a second run of the volume is refused until the first is closed', async () => {
    const store = createMemoryStore();
    const id = detached();
    const first = await createRun(cloud, toOtherNode(id), { ...PACE, store });
    await expect(createRun(cloud, toOtherNode(id), { ...PACE, store })).rejects.toThrow(RunHeldError);
    await first.close();
    await (await createRun(cloud, toOtherNode(id), { ...PACE, store })).close();
    expect(await store.list()).toEqual([]);
  });

  test('a second actor of a run is refused', async () => {
    const run = await createRun(cloud, toOtherNode(detached()), { ...PACE, store: createMemoryStore() });
    const actor = started(run);
    const second = createActor(run.machine, { input: run.input });
    second.subscribe({ error: () => {} });
    second.start();
    expect(second.getSnapshot()).toMatchObject({
      status: 'error',
      error: { code: 'RunDriven', message: expect.stringMatching(/has an actor already/) },
    });
    await toPromise(actor);
  });

  test('a store that refuses a record ends the actor before its next call', async () => {
    const inner = createMemoryStore();
    const store: JournalStore = {
      ...inner,
      commit: async (batch) => {
        if (batch.entries.some(({ record }) => record.kind === 'event')) throw new Error('the lease is over');
        await inner.commit(batch);
      },
    };
    const before = running.cloud.requests.length;
    const run = await createRun(cloud, swap(attached()), { ...PACE, store });
    expect(await toPromise(started(run))).toMatchObject({
      ...{ status: 'FAILED', error: { code: 'JournalUnwritable' } },
    });
    const asked = running.cloud.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.includes('/auth/'));
    expect(asked).toEqual([]);
  });
});

/** Kills the actor's process with its n-th record, and resumes the run as an actor. False where it had ended before. */
async function killedAfter(records: number, parameters: MigrateVolumeParameters): Promise<boolean> {
  const store = createMemoryStore();
  const dying = await createRun(cloud, parameters, { ...PACE, store: dyingAfter(store, records) });
  started(dying);
  const { runId } = dying;
  const written = async (): Promise<readonly JournalEntry[]> =>
    (await store.read(runId)) as readonly JournalEntry[];
  const isOver = async (): Promise<boolean> => (await written()).at(-1)?.record.kind === 'ended';
  await expect
    .poll(async () => (await isOver()) || (await written()).length === records, { timeout: 60_000 })
    .toBe(true);
  if (await isOver()) return false;
  const run = await createRun(cloud, { resume: runId }, { ...PACE, store });
  const result = await toPromise(started(run));
  expect(result, `killed after ${records} records`).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
  await run.outcome;
  replay(await written());
  return true;
}

describe('killed at every record and resumed as an actor, everything happens once', () => {
  test('cold migration', async () => {
    let records = 1;
    for (;;) {
      const id = detached();
      const goesOn = await killedAfter(records, toOtherNode(id));
      const accepted = running.cloud.requests.filter(
        ({ path, body, status }) =>
          path.includes(id) && Object.keys(body ?? {}).includes('os-migrate_volume') && status === 202,
      );
      expect(accepted).toHaveLength(1);
      if (!goesOn) break;
      records += 1;
    }
    expect(records).toBeGreaterThan(20);
  });

  test('swap by attachment', async () => {
    let records = 1;
    for (;;) {
      const id = attached();
      const users = running.cloud.state.users.size;
      const goesOn = await killedAfter(records, swap(id));
      expect(running.cloud.state.users.size, `after ${records} records`).toBe(users);
      const swaps = running.cloud.requests.filter(
        ({ method, path, status }) =>
          method === 'PUT' && path.endsWith(`/os-volume_attachments/${id}`) && status === 202,
      );
      expect(swaps).toHaveLength(1);
      if (!goesOn) break;
      records += 11;
    }
    expect(records).toBeGreaterThan(40);
  });
});
