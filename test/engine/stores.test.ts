// What every store of journals must do: the same for each.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import type { JournalStore } from '../../src/engine/store.ts';
import { openSqliteStore } from '../../src/journal/sqliteStore.ts';
import type { JournalRecord } from '../../src/volumeMigrate/records.ts';
import { parameters, VOLUME_ID } from '../machines/walk.ts';
import { createWriter } from './writer.ts';

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
  machine: machineStamp(volumeMigrateMachine),
  input: { runId, parameters: parameters({ resourceId }), startedAt: '2026-11-21T22:00:00.000Z' },
  cloud: 'http://keystone/v3',
});
const cancelled: JournalRecord = { kind: 'event', event: { type: 'cancel' } };
const ended = (runId: string): JournalRecord => ({
  kind: 'ended',
  result: {
    runId,
    status: 'CANCELLED',
    operation: null,
    volumeId: VOLUME_ID,
    sourceVolumeId: VOLUME_ID,
    from: { host: null, type: null },
    to: { host: null, type: null },
    warnings: [],
    leftovers: [],
  },
});

const claim = (runId: string, volumeId = VOLUME_ID) => ({
  runId,
  resource: volumeId,
  scope: 'http://keystone/v3',
});

describe.each([
  ['memory', () => createMemoryStore()],
  ['SQLite', () => openSqliteStore(fileOf())],
] as const)('%s', (_, open) => {
  beforeEach(() => {
    store = open();
  });

  test('returns the records of a run in order, with their digests', async () => {
    const journal = createWriter(store);
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

  test('returns the new records to a reader that follows a run', async () => {
    const journal = createWriter(store);
    journal.append('r1', started('r1'));
    journal.append('r1', cancelled);
    await journal.flush('r1');
    const all = await store.read('r1');
    expect(await store.readAfter('r1', -1)).toEqual(all);
    expect(await store.readAfter('r1', 0)).toEqual(all.slice(1));
    expect(await store.readAfter('r1', 1)).toEqual([]);
    expect(await store.readAfter('r2', -1)).toEqual([]);
  });

  test('lists runs, newest first, and the unfinished ones', async () => {
    const times = ['2026-11-21T22:00:00Z', '2026-11-21T22:00:01Z', '2026-11-21T22:00:02Z'];
    const journal = createWriter(store, () => Date.parse(times.shift() ?? ''));
    await store.hold(claim('r2'));
    journal.append('r1', started('r1'));
    journal.append('r2', started('r2'));
    journal.append('r1', ended('r1'));
    journal.note('r2', 'cold.gettingVolume');
    await journal.flush('r1');
    expect(await store.list()).toMatchObject([
      { runId: 'r2', resource: VOLUME_ID, status: null, endedAt: null, state: 'cold.gettingVolume' },
      { runId: 'r1', status: 'CANCELLED', endedAt: '2026-11-21T22:00:02.000Z' },
    ]);
    expect((await store.list({ unfinished: true })).map(({ runId }) => runId)).toEqual(['r2']);
    expect((await store.list({ idPrefix: 'r1' })).map(({ runId }) => runId)).toEqual(['r1']);
  });

  test('lists the runs that have ended since a time beside the unfinished ones, if asked to', async () => {
    const times = ['00', '01', '02', '03', '04'].map((second) => `2026-11-21T22:00:${second}Z`);
    const journal = createWriter(store, () => Date.parse(times.shift() ?? ''));
    for (const runId of ['r1', 'r2', 'r3']) journal.append(runId, started(runId));
    for (const runId of ['r1', 'r2']) journal.append(runId, ended(runId));
    await journal.flush('r2');
    const listed = await store.list({ unfinished: true, endedSince: '2026-11-21T22:00:04.000Z' });
    expect(listed.map(({ runId }) => runId)).toEqual(['r3', 'r2']);
  });

  test('a run takes as many of a slot as its name says, up to the limit of all runs together', async () => {
    const journal = createWriter(store);
    const take = async (runId: string, slots: Readonly<Record<string, number>>): Promise<void> => {
      await store.hold({ ...claim(runId, runId), slots });
      journal.append(runId, started(runId));
      await journal.flush(runId);
    };
    await take('r1', { 'space p ×60': 100, 'destination p': 2 });
    await expect(take('r2', { 'space p ×41': 100 })).rejects.toMatchObject({
      ...{ code: 'LimitReached', slots: ['space p'] },
    });
    await take('r2', { 'space p ×40': 100 });
    await expect(take('r3', { 'space p ×1': 100, 'destination p': 2 })).rejects.toThrow('using: space p');
    journal.append('r1', ended('r1'));
    await journal.flush('r1');
    await take('r3', { 'space p ×60': 100 });
  });

  test('a run that is resumed keeps the slots that it has taken', async () => {
    const journal = createWriter(store);
    await store.hold({ ...claim('r1'), slots: { 'server one': 1 } });
    journal.append('r1', started('r1'));
    await journal.flush('r1');
    await store.release('r1');
    await store.hold({ ...claim('r1'), slots: { 'server other': 1 } });
    expect((await store.list()).map(({ slots }) => slots)).toEqual([['server one']]);
  });

  test('refuses an existing record, and then writes nothing of its batch', async () => {
    const [one, other] = [createWriter(store), createWriter(store)];
    one.append('r1', started('r1'));
    await one.flush('r1');
    other.append('r1', started('r1'));
    await expect(other.flush('r1')).rejects.toThrow();
    expect(await store.read('r1')).toHaveLength(1);
  });

  test('a failed write fails its run forever, and no other', async () => {
    let broken = true;
    const flaky: JournalStore = {
      ...store,
      commit: async (batch) => {
        if (broken) throw new Error('disk full');
        await store.commit(batch);
      },
    };
    const journal = createWriter(flaky);
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
    const journal = createWriter(flaky);
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

  test('after the last record of a run, or once it was stopped, no more records are accepted', async () => {
    const journal = createWriter(store);
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

  test('later changes by the caller are not in the journal', async () => {
    const journal = createWriter(store);
    const input = { volumeId: 'before' };
    journal.append('r1', started('r1'));
    journal.append('r1', { kind: 'intent', call: 'getVolume', input });
    input.volumeId = 'after';
    await journal.flush('r1');
    expect((await store.read('r1'))[1]?.record).toMatchObject({ input: { volumeId: 'before' } });
  });

  test('removes a run that has ended, and no other', async () => {
    const journal = createWriter(store);
    for (const runId of ['r1', 'r2', 'r3']) {
      await store.hold(claim(runId, runId));
      journal.append(runId, started(runId, runId));
      if (runId !== 'r2') journal.append(runId, ended(runId));
      await journal.flush(runId);
    }
    await store.remove('r1');
    expect(await store.read('r1')).toEqual([]);
    expect((await store.list()).map(({ runId }) => runId).toSorted()).toEqual(['r2', 'r3']);
    expect(await store.read('r3')).toHaveLength(2);
    await expect(store.remove('r2')).rejects.toMatchObject({ code: 'RunOpen' });
    await expect(store.remove('r1')).rejects.toMatchObject({ code: 'RunNotFound' });
    expect(await store.read('r2')).toHaveLength(1);
    // Its ID and its volume are free again.
    await store.hold(claim('r1', 'r1'));
  });

  test('one driver per run, even within one process', async () => {
    await store.hold(claim('r1'));
    await expect(store.hold(claim('r1'))).rejects.toMatchObject({
      code: 'RunHeld',
      message: expect.stringMatching(
        `^run r1 is already being driven by process ${process.pid} on .*, since `,
      ),
    });
    await store.release('r1');
    await store.hold(claim('r1'));
  });

  test('a run that is released before its first record is forgotten', async () => {
    await store.hold(claim('r1'));
    await store.release('r1');
    expect(await store.list()).toEqual([]);
  });

  test('one run per volume at a time', async () => {
    const journal = createWriter(store);
    await store.hold(claim('r1'));
    journal.append('r1', started('r1'));
    await journal.flush('r1');
    const held = `is already in use by run r1 \\(process ${process.pid} on .*, since .*\\)$`;
    await expect(store.hold(claim('r2'))).rejects.toThrow(new RegExp(`^resource .* ${held}`));
    const volume = { ...claim('r2'), noun: 'volume', activity: 'being migrated' };
    await expect(store.hold(volume)).rejects.toThrow(
      new RegExp(`^volume .* ${held.replace('in use', 'being migrated')}`),
    );
    await store.hold(claim('r3', '00000000-0000-4000-8000-000000000000'));
    journal.append('r1', ended('r1'));
    await journal.flush('r1');
    await store.hold(claim('r2'));
  });
});

describe('SQLite', () => {
  test('keeps its runs for the next process', async () => {
    store = openSqliteStore(fileOf());
    const journal = createWriter(store);
    journal.append('r1', started('r1'));
    await journal.flush('r1');
    await store.close();
    store = openSqliteStore(fileOf());
    expect(await store.read('r1')).toHaveLength(1);
  });

  test('a run that its process has left is held by nobody, and its volume stays reserved for it', async () => {
    store = openSqliteStore(fileOf());
    const child = await holdElsewhere('r1');
    expect(await store.list()).toMatchObject([{ runId: 'r1', holder: { pid: child.pid } }]);
    await expect(store.hold(claim('r1'))).rejects.toThrow(`process ${child.pid} on `);
    await expect(store.hold(claim('r2'))).rejects.toThrow(`process ${child.pid} on `);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(await store.list()).toMatchObject([{ runId: 'r1', holder: null }]);
    await expect(store.hold(claim('r2'))).rejects.toThrow(
      'which has not ended. To resume it, run: volume-migrate resume r1',
    );
    await store.hold(claim('r1'));
  });

  test('a closed store says so, and can be closed again', async () => {
    store = openSqliteStore(fileOf());
    await store.close();
    await store.close();
    const closed = { name: 'EngineError', code: 'StoreClosed', message: expect.stringContaining(fileOf()) };
    await expect(store.read('r1')).rejects.toMatchObject(closed);
    await expect(store.list()).rejects.toMatchObject(closed);
    await expect(store.hold(claim('r1'))).rejects.toMatchObject(closed);
    await expect(store.release('r1')).rejects.toMatchObject(closed);
    await expect(store.commit({ entries: [], states: new Map() })).rejects.toMatchObject(closed);
  });

  test('a file that is deleted meanwhile is noticed before the next call', async () => {
    store = openSqliteStore(fileOf());
    await rm(fileOf());
    const journal = createWriter(store);
    journal.append('r1', started('r1'));
    await expect(journal.flush('r1')).rejects.toThrow('was deleted or replaced while it was open');
    await expect(store.hold(claim('r1'))).rejects.toThrow('was deleted or replaced while it was open');
  });

  test('a file of a newer version is left alone, with a message', () => {
    store = openSqliteStore(fileOf());
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(fileOf());
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteStore(fileOf())).toThrow(
      'it was written by a newer volume-migrate (schema 99, known: 4)',
    );
  });
});

// Another process that holds a run, and has written its first record.
async function holdElsewhere(runId: string): Promise<ChildProcess> {
  const module = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../src', name));
  const program = `
    import { createJournal } from ${module('engine/journal.ts')};
    import { openSqliteStore } from ${module('journal/sqliteStore.ts')};
    const store = openSqliteStore(${JSON.stringify(fileOf())});
    await store.hold(${JSON.stringify(claim(runId))});
    const journal = createJournal(store).open(${JSON.stringify(runId)}, null);
    journal.append(${JSON.stringify(started(runId))});
    await journal.flush();
    process.stdout.write('held');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  return child;
}
