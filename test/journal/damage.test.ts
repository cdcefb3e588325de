// Damage in a journal, a lock file or a record affects its own run and no other.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import { giveUpRun, type JournalStore, openSqliteStore, replay } from '../../src/index.ts';
import { openDatabase } from '../../src/journal/sqlite.ts';
import { createWriter } from '../engine/writer.ts';

let folder: string;
let store: JournalStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-damage-'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const claim = (runId: string) => ({ runId, resource: `volume of ${runId}`, scope: null });

function started(runId: string) {
  const parameters = {
    ...{
      resourceId: `volume of ${runId}`,
      migrationType: 'cold',
      destinationNode: 'n',
      destinationType: null,
    },
    swapMethod: 'auto',
    allowEncryptionChange: false,
  } as const;
  const input = { runId, parameters, startedAt: '2026-11-21T22:00:00.000Z' };
  return { kind: 'started', machine: machineStamp(volumeMigrateMachine), input, cloud: null } as const;
}

/** A journal with two runs that a killed process has left, whose lock file still exists. */
async function left(): Promise<{ lock: string }> {
  const writing = openSqliteStore(at('killed/journal.sqlite'));
  const journal = createWriter(writing);
  for (const runId of ['r1', 'r2']) {
    await writing.hold(claim(runId));
    journal.append(runId, started(runId));
    await journal.flush(runId);
  }
  const [name = ''] = readdirSync(at('killed/holders')).filter((file) => file.endsWith('.lock'));
  mkdirSync(at('holders'));
  for (const suffix of ['', '-wal'])
    copyFileSync(at(`killed/journal.sqlite${suffix}`), at(`journal.sqlite${suffix}`));
  copyFileSync(at(`killed/holders/${name}`), at(`holders/${name}`));
  await writing.release('r2');
  await writing.close();
  return { lock: at(`holders/${name}`) };
}

const DAMAGE: readonly (readonly [string, (lock: string) => void])[] = [
  ['is empty', (lock) => writeFileSync(lock, '')],
  ['is no database', (lock) => writeFileSync(lock, 'x'.repeat(5_000))],
  ['is cut off', (lock) => writeFileSync(lock, readFileSync(lock).subarray(0, 4_500))],
  [
    'is a directory',
    (lock) => {
      rmSync(lock);
      mkdirSync(lock);
    },
  ],
  [
    "is another program's database",
    (lock) => {
      rmSync(lock);
      const other = openDatabase(lock);
      other.exec('CREATE TABLE moz_places (a)');
      other.close();
    },
  ],
];

describe('a lock file that', () => {
  test.each(
    DAMAGE,
  )('%s: its run is not resumed, the message names the file and the remedy, and it is kept', async (_, damage) => {
    const { lock } = await left();
    damage(lock);
    store = openSqliteStore(at('journal.sqlite'));
    const listed = await store.list();
    expect(listed.find(({ runId }) => runId === 'r1')?.holder?.doubt).toContain(lock);
    await store.hold(claim('r3'));
    const refusal = await store.hold(claim('r1')).catch((error: Error) => error.message);
    expect(refusal).toContain(`its lock file ${lock} cannot be read`);
    expect(refusal).toContain('If no volume-migrate process is running, delete that file');
    rmSync(lock, { recursive: true });
    await store.hold(claim('r1'));
  });

  test('is intact and held by nobody: its process is gone, and its file is removed too', async () => {
    const { lock } = await left();
    store = openSqliteStore(at('journal.sqlite'));
    await store.hold(claim('r1'));
    expect(readdirSync(at('holders'))).not.toContain(lock.split('/').at(-1));
  });
});

describe('a journal that names an impossible process:', () => {
  test.each([
    ['garbage', "'garbage'"],
    ['nothing', "''"],
    ['a number', '7'],
    ['bytes', "x'00ff'"],
    ['another place', "'../../etc/passwd'"],
  ])('%s: the process counts as gone, the run can be resumed and given up', async (_, holder) => {
    await left();
    const damaged = openDatabase(at('journal.sqlite'));
    damaged.exec(`UPDATE runs SET holder = ${holder}`);
    damaged.close();
    store = openSqliteStore(at('journal.sqlite'));
    expect((await store.list()).map((run) => run.holder)).toEqual([null, null]);
    const other = await store.hold({ ...claim('r1'), runId: 'r3' }).catch((error: Error) => error.message);
    expect(other).toContain('volume-migrate resume');
    await store.hold(claim('r1'));
    await store.release('r1');
    await giveUpRun('r1', { store });
    await store.hold({ ...claim('r1'), runId: 'r3' });
    await giveUpRun('r2', { store });
  });
});

describe('a record that', () => {
  test.each([
    ['is no JSON', '{"kind":'],
    ['is no object', '7'],
    ['is nothing', 'null'],
    ['is of no kind', '{}'],
  ])('%s: its run is listed and given up, another is read as before', async (_, text) => {
    await left();
    const damaged = openDatabase(at('journal.sqlite'));
    damaged.prepare('UPDATE records SET record = ? WHERE run_id = ?').run(text, 'r1');
    damaged.prepare("UPDATE runs SET parameters = '{' WHERE run_id = ?").run('r1');
    damaged.close();
    store = openSqliteStore(at('journal.sqlite'));
    expect((await store.list()).map(({ runId }) => runId).sort()).toEqual(['r1', 'r2']);
    expect(replay(await store.read('r2')).snapshot.status).toBe('active');
    const entries = await store.read('r1');
    expect(() => replay(entries)).toThrow('record 0');
    const { doubt } = await giveUpRun('r1', { store });
    expect(doubt).toContain('record 0');
    expect((await store.list()).find(({ runId }) => runId === 'r1')?.endedAt).not.toBeNull();
  });
});
