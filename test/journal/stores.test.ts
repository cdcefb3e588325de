// What every store of journals must do: the same for each.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createJournal } from '../../src/journal/journal.ts';
import { machineStamp } from '../../src/journal/machineStamp.ts';
import { createMemoryStore } from '../../src/journal/memoryStore.ts';
import type { JournalRecord } from '../../src/journal/records.ts';
import { openSqliteStore } from '../../src/journal/sqliteStore.ts';
import type { JournalStore } from '../../src/journal/store.ts';
import { parameters, VOLUME_ID } from '../machines/walk.ts';

let folder: string;
let store: JournalStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-journal-'));
});
afterEach(async () => {
  await store?.close();
  await rm(folder, { recursive: true });
});

const fileOf = (): string => join(folder, 'journal.sqlite');

const started = (runId: string, resourceId = VOLUME_ID): JournalRecord => ({
  kind: 'started',
  machine: machineStamp(),
  input: { runId, parameters: parameters({ resourceId }), startedAt: '2026-11-21T22:00:00.000Z' },
  cloud: 'http://keystone/v3',
});
const cancelled: JournalRecord = { kind: 'event', event: { type: 'cancel' } };
const ended = (runId: string): JournalRecord => ({
  kind: 'ended',
  result: {
    runId,
    status: 'CANCELLED',
    did: null,
    volumeId: VOLUME_ID,
    sourceVolumeId: VOLUME_ID,
    from: { host: null, type: null },
    to: { host: null, type: null },
    warnings: [],
    leftovers: [],
  },
});

const claim = (runId: string, volumeId = VOLUME_ID) => ({ runId, volumeId, cloud: 'http://keystone/v3' });

describe.each([
  ['memory', () => createMemoryStore()],
  ['SQLite', () => openSqliteStore(fileOf())],
] as const)('%s', (_, open) => {
  beforeEach(() => {
    store = open();
  });

  test('gives the records of a run in order, with their digests', async () => {
    const journal = createJournal(store);
    for (const runId of ['r1', 'r2']) journal.append(runId, started(runId));
    journal.append('r1', cancelled);
    await journal.flush('r1');
    expect((await store.read('r1')).map(({ n, record }) => [n, record.kind])).toEqual([
      [0, 'started'],
      [1, 'event'],
    ]);
    expect(await store.read('r2')).toHaveLength(1);
    expect(await store.read('r3')).toEqual([]);
  });

  test('gives who follows a run what is new to them', async () => {
    const journal = createJournal(store);
    journal.append('r1', started('r1'));
    journal.append('r1', cancelled);
    await journal.flush('r1');
    const all = await store.read('r1');
    expect(await store.readAfter('r1', -1)).toEqual(all);
    expect(await store.readAfter('r1', 0)).toEqual(all.slice(1));
    expect(await store.readAfter('r1', 1)).toEqual([]);
    expect(await store.readAfter('r2', -1)).toEqual([]);
  });

  test('lists runs, the newest first, and those that are not over', async () => {
    const times = ['2026-11-21T22:00:00Z', '2026-11-21T22:00:01Z', '2026-11-21T22:00:02Z'];
    const journal = createJournal(store, () => new Date(times.shift() ?? ''));
    journal.append('r1', started('r1'));
    journal.append('r2', started('r2'));
    journal.append('r1', ended('r1'));
    journal.note('r2', 'cold.gettingVolume');
    await journal.flush('r1');
    expect(await store.list()).toMatchObject([
      { runId: 'r2', volumeId: VOLUME_ID, status: null, endedAt: null, state: 'cold.gettingVolume' },
      { runId: 'r1', status: 'CANCELLED', endedAt: '2026-11-21T22:00:02.000Z' },
    ]);
    expect((await store.list({ unfinished: true })).map(({ runId }) => runId)).toEqual(['r2']);
    expect((await store.list({ idPrefix: 'r1' })).map(({ runId }) => runId)).toEqual(['r1']);
  });

  test('refuses a record that is there already, and then writes nothing of its batch', async () => {
    const [one, other] = [createJournal(store), createJournal(store)];
    one.append('r1', started('r1'));
    await one.flush('r1');
    other.append('r1', started('r1'));
    await expect(other.flush('r1')).rejects.toThrow();
    expect(await store.read('r1')).toHaveLength(1);
  });

  test('what could not be written fails its run for ever, and no other', async () => {
    let broken = true;
    const flaky: JournalStore = {
      ...store,
      commit: async (batch) => {
        if (broken) throw new Error('disk full');
        await store.commit(batch);
      },
    };
    const journal = createJournal(flaky);
    journal.append('r1', started('r1'));
    await expect(journal.flush('r1')).rejects.toThrow('disk full');
    broken = false;
    journal.append('r1', cancelled);
    await expect(journal.flush('r1')).rejects.toThrow('disk full');
    journal.append('r2', started('r2'));
    await journal.flush('r2');
    expect(await store.read('r1')).toEqual([]);
    expect(await store.read('r2')).toHaveLength(1);
  });

  test('what was queued while a commit failed is not written after the gap', async () => {
    const failing = Promise.withResolvers<void>();
    let commits = 0;
    const flaky: JournalStore = {
      ...store,
      commit: async (batch) => {
        commits += 1;
        if (commits === 1) await failing.promise;
        await store.commit(batch);
      },
    };
    const journal = createJournal(flaky);
    journal.append('r1', started('r1'));
    const first = journal.flush('r1');
    while (commits === 0) await new Promise((resolve) => setImmediate(resolve));
    journal.append('r1', cancelled);
    journal.append('r2', started('r2'));
    const second = journal.flush('r2');
    failing.reject(new Error('database is locked'));
    await expect(first).rejects.toThrow('database is locked');
    await second;
    expect(await store.read('r1')).toEqual([]);
    expect(await store.read('r2')).toHaveLength(1);
  });

  test('after the last record of a run, or when it was stopped, nothing more is taken of it', async () => {
    const journal = createJournal(store);
    journal.append('r1', started('r1'));
    journal.append('r1', ended('r1'));
    journal.append('r1', cancelled);
    journal.append('r2', started('r2'));
    journal.close('r2');
    journal.append('r2', cancelled);
    await journal.flush('r1');
    expect((await store.read('r1')).map(({ record }) => record.kind)).toEqual(['started', 'ended']);
    expect(await store.read('r2')).toHaveLength(1);
  });

  test('what a caller changes later is not in the journal', async () => {
    const journal = createJournal(store);
    const input = { volumeId: 'before' };
    journal.append('r1', started('r1'));
    journal.append('r1', { kind: 'intent', call: 'getVolume', input });
    input.volumeId = 'after';
    await journal.flush('r1');
    expect((await store.read('r1'))[1]?.record).toMatchObject({ input: { volumeId: 'before' } });
  });

  test('one driver a run, also within one process', async () => {
    await store.hold(claim('r1'));
    await expect(store.hold(claim('r1'))).rejects.toMatchObject({ code: 'RunHeld' });
    await store.release('r1');
    await store.hold(claim('r1'));
  });

  test('one run a volume at a time', async () => {
    const journal = createJournal(store);
    await store.hold(claim('r1'));
    journal.append('r1', started('r1'));
    await journal.flush('r1');
    await expect(store.hold(claim('r2'))).rejects.toThrow(
      new RegExp(`is in run r1, which process ${process.pid} on .* drives`),
    );
    await store.hold(claim('r3', '00000000-0000-4000-8000-000000000000'));
    journal.append('r1', ended('r1'));
    await journal.flush('r1');
    await store.hold(claim('r2'));
  });
});

describe('SQLite', () => {
  test('is there for the next process', async () => {
    store = openSqliteStore(fileOf());
    const journal = createJournal(store);
    journal.append('r1', started('r1'));
    await journal.flush('r1');
    await store.close();
    store = openSqliteStore(fileOf());
    expect(await store.read('r1')).toHaveLength(1);
  });

  test('a run that its process has left is held by nobody, and its volume waits for it', async () => {
    store = openSqliteStore(fileOf());
    const child = await holdElsewhere('r1');
    expect(await store.list()).toMatchObject([{ runId: 'r1', holder: { pid: child.pid } }]);
    await expect(store.hold(claim('r1'))).rejects.toThrow(`process ${child.pid} on `);
    await expect(store.hold(claim('r2'))).rejects.toThrow(`process ${child.pid} on `);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(await store.list()).toMatchObject([{ runId: 'r1', holder: null }]);
    await expect(store.hold(claim('r2'))).rejects.toThrow('which has not ended: volume-migrate resume r1');
    await store.hold(claim('r1'));
  });

  test('a file that is deleted meanwhile is noticed before the next call', async () => {
    store = openSqliteStore(fileOf());
    await rm(fileOf());
    const journal = createJournal(store);
    journal.append('r1', started('r1'));
    await expect(journal.flush('r1')).rejects.toThrow('was deleted or replaced meanwhile');
    await expect(store.hold(claim('r1'))).rejects.toThrow('was deleted or replaced meanwhile');
  });

  test('a file of a newer version is left alone, with a message', () => {
    store = openSqliteStore(fileOf());
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(fileOf());
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteStore(fileOf())).toThrow(
      'it was written by a newer volume-migrate (schema 99, known: 1)',
    );
  });
});

// Another process that holds a run, and has written its first record.
async function holdElsewhere(runId: string): Promise<ChildProcess> {
  const module = (name: string): string =>
    JSON.stringify(join(import.meta.dirname, '../../src/journal', name));
  const program = `
    import { createJournal } from ${module('journal.ts')};
    import { openSqliteStore } from ${module('sqliteStore.ts')};
    const store = openSqliteStore(${JSON.stringify(fileOf())});
    await store.hold(${JSON.stringify(claim(runId))});
    const journal = createJournal(store);
    journal.append(${JSON.stringify(runId)}, ${JSON.stringify(started(runId))});
    await journal.flush('r1');
    process.stdout.write('held');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  return child;
}
