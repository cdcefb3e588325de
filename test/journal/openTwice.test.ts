// A process that checks a file keeps its locks on it: POSIX releases them all with the first descriptor that is closed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/index.ts';
import { openDatabase } from '../../src/journal/sqlite.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-twice-'));
  file = join(folder, 'journal.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

// Newer versions of SQLite check other locks as well before they assume that they are a file's only user.
/** The locks of this process on the file, as Linux shows them. */
function locks(): string[] {
  const { ino } = statSync(file);
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `))
    .map((line) => line.replace(/^\d+: /, ''));
}

describe.skipIf(process.platform !== 'linux').each([['create'], ['existing'], ['read']] as const)(
  'opened again to %s',
  (mode) => {
    test('an open journal stays locked until it is closed', async () => {
      const store = openSqliteStore(file);
      const before = locks();
      expect(before).toHaveLength(1);
      await openSqliteStore(file, { mode }).close();
      expect(locks()).toEqual(before);
      await store.close();
      expect(locks()).toEqual([]);
    });

    test.each([
      ['with an application id', 'PRAGMA application_id = 7; CREATE TABLE moz_places (a)'],
      ['without one', 'CREATE TABLE moz_places (a)'],
      ['in which all is merged', 'CREATE TABLE moz_places (a); PRAGMA wal_checkpoint(TRUNCATE)'],
    ])('a database of this process that is not a journal, %s, stays locked', (_, sql) => {
      const own = openDatabase(file);
      own.exec(`PRAGMA journal_mode = WAL; ${sql}`);
      const before = locks();
      expect(before).toHaveLength(1);
      expect(() => openSqliteStore(file, { mode })).toThrow('it is the database of another program');
      expect(locks()).toEqual(before);
      own.close();
    });
  },
);

const STORE = JSON.stringify(join(import.meta.dirname, '../../src/journal/sqliteStore.ts'));

test('what is written after another process has looked in is there, even if the writer is killed', async () => {
  const program = `
    import { openSqliteStore } from ${STORE};
    const file = process.argv[1];
    const store = openSqliteStore(file);
    await store.hold({ runId: 'r1', resource: 'v1', scope: null });
    const again = openSqliteStore(file);
    await again.list();
    await again.close();
    process.stdout.write('opened twice;');
    process.stdin.once('data', async () => {
      await store.hold({ runId: 'r2', resource: 'v2', scope: null });
      process.stdout.write('written;');
    });
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  await expect.poll(() => printed, { timeout: 60_000 }).toBe('opened twice;');
  await openSqliteStore(file).close();
  child.stdin.write('go on');
  await expect.poll(() => printed, { timeout: 60_000 }).toBe('opened twice;written;');
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await ended;
  const store = openSqliteStore(file);
  expect((await store.list()).map(({ runId }) => runId).sort()).toEqual(['r1', 'r2']);
  await store.close();
});
