// Runs as an inspector's clients see them: live, from the start, to the end.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import {
  createMemoryStore,
  type Inspector,
  type JournalEntry,
  type JournalStore,
  migrateVolume,
  openSqliteStore,
  startInspector,
  timelineOf,
} from '../../src/index.ts';
import { followRun } from '../../src/inspector/followRun.ts';
import { readerOf } from '../../src/inspector/readerOf.ts';
import { createRunList } from '../../src/inspector/runList.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { INHERITED, MAIN } from '../cli/command.ts';
import { ask, at } from './asking.ts';
import { type Heard, type Listener, listen } from './listening.ts';

let running: SimulatedCloudServer;
let folder: string;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 20 });
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-live-'));
  await writeFile(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

let store: JournalStore;
let inspector: Inspector;
beforeEach(async () => {
  store = createMemoryStore();
  inspector = await startInspector({ store });
});
afterEach(async () => await inspector.close());

const volume = (): string =>
  running.cloud.addVolume({ name: 'live', type: 'alpha', project: 'demo', user: 'alice' }).id;

function attached(): string {
  const id = volume();
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return id;
}

const cold = () => ({ resource_id: volume(), migration_type: 'cold', destination_node: 'node2@alpha#alpha' });
const swap = () => ({
  resource_id: attached(),
  destination_type: 'beta',
  swap_method: 'attachment' as const,
});

const migrate = (parameters: Parameters<typeof migrateVolume>[0], runId: string, journal = store) =>
  migrateVolume(parameters, {
    ...{ runId, store: journal, pollMinMs: 5 },
    cloud: running.cloudsYaml.clouds.simulated,
  });

const [FIRST, SECOND] = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
] as const;

const isOver = ({ head }: Heard): boolean => head !== null && head.endedAt !== null;

// What was received is what the journal contains.
async function expectWhole({ head, moments }: Heard, runId: string): Promise<void> {
  const timeline = timelineOf(await store.read(runId));
  const plain = JSON.parse(JSON.stringify(timeline));
  expect({ ...head, moments }).toEqual({ ...plain, phases: undefined, calls: undefined });
  expect(moments.length).toBeGreaterThan(20);
}

test('two concurrent runs are followed from before their start to their end, each by its own clients', async () => {
  const runs = [FIRST, FIRST, SECOND];
  const listeners = await Promise.all(runs.map((run) => listen(inspector.url, run)));
  await Promise.all(listeners.map(({ until }) => until(({ faults }) => faults.length > 0)));
  const patient = endsWhenHeard((runId) => listeners.filter((_, index) => runs[index] === runId));
  const outcomes = await Promise.all([migrate(cold(), FIRST, patient), migrate(swap(), SECOND, patient)]);
  const heard = await Promise.all(listeners.map(({ until }) => until(isOver)));
  expect(outcomes.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  for (const [index, run] of runs.entries()) await expectWhole(heard[index] as Heard, run);
  // Not everything at once after the end.
  for (const { raw } of heard) expect(raw.match(/^event: moments$/gm)?.length).toBeGreaterThan(1);
});

// No run ends before everybody who follows it has received its start.
function endsWhenHeard(listenersOf: (runId: string) => readonly Listener[]): JournalStore {
  return {
    ...store,
    commit: async (batch) => {
      const over = batch.entries.filter(({ record }) => record.kind === 'ended');
      const listeners = over.flatMap(({ runId }) => listenersOf(runId));
      await Promise.all(listeners.map(({ until }) => until(({ moments }) => moments.length > 0)));
      await store.commit(batch);
    },
  };
}

test('a client that connects when a run is over gets all of it at once', async () => {
  await migrate(cold(), FIRST);
  const { until } = await listen(inspector.url, FIRST);
  const heard = await until(isOver);
  await expectWhole(heard, FIRST);
  expect(heard.raw.match(/^event: moments$/gm)).toHaveLength(1);
});

test('a run that is over is read once', async () => {
  await migrate(cold(), FIRST);
  let reads = 0;
  const subject = followRun(
    {
      readAfter: (...args) => {
        reads += 1;
        return store.readAfter(...args);
      },
    },
    FIRST,
  );
  expect(await subject.look()).toContain('event: moments');
  expect(await subject.look()).toBe('');
  expect(reads).toBe(1);
});

test('the list of runs is sent again when something in it changes', async () => {
  const { until, heard } = await listen(inspector.url);
  await until(({ raw }) => raw.includes('event: runs'));
  expect(heard.runs).toEqual([]);
  await Promise.all([migrate(cold(), FIRST), migrate(swap(), SECOND)]);
  await until(({ runs }) => runs.length === 2 && runs.every(({ status }) => status === 'SUCCEEDED'));
  expect(heard.head).toBeNull();
  const { body } = await ask(at(inspector.url, '/api/runs'));
  expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(await createRunList(store).look())));
  expect(heard.runs.map(({ runId }) => runId).toSorted()).toEqual([FIRST, SECOND]);
});

test('a run that another process drives is followed in its journal', async () => {
  const file = join(folder, 'journal.sqlite');
  const shared = openSqliteStore(file);
  const onFile = await startInspector({ store: shared });
  const list = await listen(onFile.url);
  const parameters = [
    '--resource-id',
    attached(),
    '--destination-type',
    'beta',
    '--swap-method',
    'attachment',
  ];
  const args = ['run', '--journal', file, '--json', ...parameters];
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      ...INHERITED,
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
      OS_CLOUD: 'simulated',
    },
    stdio: 'ignore',
  });
  const { runs } = await list.until((heard) => heard.runs.some(({ status }) => status === null));
  expect(runs[0]?.holder?.pid).toBe(child.pid);
  const { until } = await listen(onFile.url, runs[0]?.runId);
  const { head, moments } = await until(isOver);
  expect(head?.result).toMatchObject({ status: 'SUCCEEDED', operation: 'swap' });
  expect(moments).toHaveLength((await shared.read(runs[0]?.runId ?? '')).length);
  await onFile.close();
  await shared.close();
});

test('a missing run is reported, and shown when it appears', async () => {
  const { until, heard } = await listen(inspector.url, FIRST);
  await until(({ faults }) => faults.length > 0);
  expect(heard.faults).toEqual([`the journal has no run ${FIRST}`]);
  await migrate(cold(), FIRST);
  await until(isOver);
  expect(heard.faults).toHaveLength(1);
});

test("if a run's records do not fit, those that fit are shown, and the one that does not is named", async () => {
  await migrate(cold(), FIRST);
  const altered = (await store.read(FIRST)).map(
    (entry): JournalEntry => (entry.n === 7 ? { ...entry, digest: 'altered' } : entry),
  );
  const onFile = await startInspector({ store: readerOf(altered) });
  const first = await listen(onFile.url, FIRST);
  await first.until(({ faults }) => faults.length > 0);
  // The next client receives the same.
  const { until } = await listen(onFile.url, FIRST);
  const { moments, faults, head } = await until((heard) => heard.faults.length > 0);
  expect(moments.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(faults).toEqual([
    'record 7: its digest does not match: it, or the one before it, was altered or damaged',
  ]);
  expect(head).toMatchObject({ runId: FIRST, endedAt: null });
  await onFile.close();
});

test('a run with an invalid start is reported, including to waiting clients', async () => {
  const { until, heard } = await listen(inspector.url, FIRST);
  await until(({ faults }) => faults.length > 0);
  const headless = (await firstEntries(2)).slice(1).map((entry): JournalEntry => ({ ...entry, n: 0 }));
  await store.commit({ entries: headless, states: new Map() });
  await until(({ faults }) => faults.some((fault) => fault.startsWith('record 0')));
  expect(heard.faults.filter((fault) => fault.startsWith('record 0'))).toEqual([
    'record 0: its digest does not match: it, or the one before it, was altered or damaged',
  ]);
});

test('an unreadable journal is reported, and when it is readable again, the run continues', async () => {
  let broken = false;
  const flaky: JournalStore = {
    ...store,
    readAfter: async (...args) => {
      if (broken) throw new Error('disk gone');
      return await store.readAfter(...args);
    },
    list: async () => {
      if (broken) throw new Error('disk gone');
      return await store.list();
    },
  };
  const onDisk = await startInspector({ store: flaky });
  await store.commit({ entries: await firstEntries(3), states: new Map() });
  const { until, heard } = await listen(onDisk.url, FIRST);
  await until(({ moments }) => moments.length === 3);
  broken = true;
  await until(({ faults }) => faults.length === 2);
  expect(heard.faults).toEqual(['disk gone', 'disk gone']);
  const heads = heard.raw.split('event: head').length;
  broken = false;
  await until(({ raw }) => raw.split('event: head').length > heads);
  expect(heard.moments).toHaveLength(3);
  await onDisk.close();
});

async function firstEntries(count: number): Promise<readonly JournalEntry[]> {
  const elsewhere = createMemoryStore();
  await migrate(cold(), FIRST, elsewhere);
  return (await elsewhere.read(FIRST)).slice(0, count);
}

test('it ends with its clients connected, and sends them what is new first', async () => {
  const entries = await firstEntries(4);
  await store.commit({ entries: entries.slice(0, 3), states: new Map() });
  const one = await listen(inspector.url, FIRST);
  const other = await listen(inspector.url);
  await one.until(({ moments }) => moments.length === 3);
  await store.commit({ entries: entries.slice(3), states: new Map() });
  await inspector.close();
  await Promise.all([one.ended, other.ended]);
  expect(one.heard.moments).toHaveLength(4);
  await expect(ask(inspector.url)).rejects.toThrow('ECONNREFUSED');
});
