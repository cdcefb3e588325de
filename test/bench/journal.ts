// Durable steps per second: a record, and the wait until it is on disk, as in every call of a run. And replay.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { migrateVolume } from '../../src/index.ts';
import { openDatabase } from '../../src/journal/sqlite.ts';
import { openSqliteStore } from '../../src/journal/sqliteStore.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { replay } from '../../src/volumeMigrate/definition.ts';
import type { JournalRecord } from '../../src/volumeMigrate/records.ts';
import { createWriter } from '../engine/writer.ts';
import { parameters } from '../machines/walk.ts';

const step: JournalRecord = { kind: 'intent', call: 'getVolume', input: { volumeId: 'x'.repeat(400) } };

const started = (runId: string): JournalRecord => ({
  kind: 'started',
  machine: machineStamp(volumeMigrateMachine),
  input: { runId, parameters: parameters({}), startedAt: new Date().toISOString() },
  cloud: null,
});

async function inFolder<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-bench-'));
  return await work(join(folder, 'journal.sqlite')).finally(() => rm(folder, { recursive: true }));
}

const perSecond = (count: number, begun: number): string =>
  ((count * 1000) / (performance.now() - begun)).toFixed(0);

/** Concurrent runs, each of which waits for each of its steps. */
const steps = (runs: number, each: number): Promise<string> =>
  inFolder(async (file) => {
    const store = openSqliteStore(file);
    const journal = createWriter(store);
    const ids = Array.from({ length: runs }, (_, index) => `run-${index}`);
    for (const id of ids) journal.append(id, started(id));
    await journal.flush('run-0');
    const begun = performance.now();
    const drive = async (id: string): Promise<void> => {
      for (let made = 0; made < each; made += 1) {
        journal.append(id, step);
        await journal.flush(id);
      }
    };
    await Promise.all(ids.map(drive));
    const rate = perSecond(runs * each, begun);
    await store.close();
    return rate;
  });

const bareInserts = (count: number): Promise<string> =>
  inFolder(async (file) => {
    const database = openDatabase(file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE steps (body TEXT)');
    const insert = database.prepare('INSERT INTO steps VALUES (?)');
    const body = JSON.stringify(step);
    const begun = performance.now();
    for (let made = 0; made < count; made += 1) insert.run(body);
    const rate = perSecond(count, begun);
    database.close();
    return rate;
  });

/** Records per second in a replay of a complete swap. */
async function replayed(): Promise<string> {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  const journal = createMemoryStore();
  const { runId } = await migrateVolume(
    { resource_id: running.cloud.world.volumes['data1'] ?? '', destination_type: 'beta' },
    { cloud: running.cloudsYaml.clouds.simulated, store: journal, pollMinMs: 5 },
  );
  const entries = await journal.read(runId);
  const begun = performance.now();
  let records = 0;
  while (performance.now() - begun < 1_000) records += replay(entries).steps.length;
  return perSecond(records, begun);
}

export async function journalFigures() {
  return [
    { what: 'bare SQLite inserts, one after another', 'a second': await bareInserts(3_000) },
    { what: 'durable steps of one run, one after another', 'a second': await steps(1, 3_000) },
    { what: 'durable steps of 100 runs at once', 'a second': await steps(100, 200) },
    { what: 'records replayed', 'a second': await replayed() },
  ];
}

/** Quoted, not measured here: what other engines need for a step that survives a crash. */
export const ELSEWHERE = [
  { what: 'Restate ctx.run', 'one after another, a second': '570–700', '100 at once, a second': '4,900' },
  {
    what: 'own checkpoint in Postgres 15',
    'one after another, a second': '1,100',
    '100 at once, a second': '5,000',
  },
  {
    what: 'DBOS on Postgres',
    'one after another, a second': '400–480',
    '100 at once, a second': '1,000–1,200',
  },
  {
    what: '@restatedev/xstate 0.5.2, promise states',
    'one after another, a second': '42',
    '100 at once, a second': '150 (32 at once)',
  },
];
