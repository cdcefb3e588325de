// A file that cannot be identified: the error says why, and never to delete what may be an intact database.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/index.ts';
import { openDatabase } from '../../src/journal/sqlite.ts';

let folder: string;
let file: string;
const temporary = process.env['TMPDIR'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-unchecked-'));
  file = join(folder, 'file');
});
afterEach(() => {
  if (temporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporary;
  rmSync(folder, { recursive: true });
});

function refusal(): string {
  try {
    openSqliteStore(file, { mode: 'read' });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was opened');
}

const database = (sql: string): void => {
  const opened = openDatabase(file);
  opened.exec(sql);
  opened.close();
};

/** A database whose program was killed, as in a backup: what it wrote last is beside it. */
function killed(sql: string): void {
  const opened = openDatabase(join(folder, 'other'));
  opened.exec(`PRAGMA journal_mode = WAL; ${sql}`);
  for (const suffix of ['', '-wal']) copyFileSync(join(folder, `other${suffix}`), file + suffix);
  opened.close();
}

const noRoom = (): void => {
  process.env['TMPDIR'] = join(folder, 'nowhere');
};

describe('the error says why, and does not suggest deleting it:', () => {
  test.each<[string, () => void, string]>([
    [
      'it cannot be copied',
      () => {
        killed('CREATE TABLE moz_places (a)');
        noRoom();
      },
      'ENOENT',
    ],
    [
      'it is too large to be copied',
      () => {
        killed('CREATE TABLE moz_places (a)');
        truncateSync(file, 2 ** 31);
      },
      'too large to be copied',
    ],
    [
      'its end is missing',
      () => {
        database('CREATE TABLE moz_places (a); CREATE TABLE moz_hosts (a)');
        writeFileSync(file, readFileSync(file).subarray(0, 4096));
      },
      'malformed',
    ],
    [
      'its program has locked it',
      () => {
        killed('CREATE TABLE moz_places (a)');
        locked = openDatabase(file);
        locked.exec('PRAGMA locking_mode = EXCLUSIVE; INSERT INTO moz_places VALUES (1)');
      },
      'locked',
    ],
  ])('%s', (_, put, why) => {
    put();
    const said = refusal();
    locked?.close();
    locked = null;
    expect(said).toContain('it cannot be checked: ');
    expect(said).toContain(why);
    expect(said).toContain('It was left unchanged');
    expect(said).not.toContain('delete it');
  });
});
let locked: ReturnType<typeof openDatabase> | null = null;

test('only an empty file may be deleted', () => {
  writeFileSync(file, '');
  expect(refusal()).toContain('it is empty. If another process is creating it, try again; otherwise delete');
  database('PRAGMA user_version = 7');
  expect(refusal()).toContain('it is an empty database. If another process');
});

test('a database whose writes are merged is not copied, however large it is', () => {
  database('CREATE TABLE moz_places (a)');
  truncateSync(file, 2 ** 36);
  noRoom();
  expect(refusal()).toContain('it has moz_places');
});

test('nor is one that its program has open', () => {
  const own = openDatabase(file);
  own.exec('PRAGMA journal_mode = WAL; CREATE TABLE moz_places (a)');
  noRoom();
  expect(refusal()).toContain('it has moz_places');
  own.close();
});

// Root may read everything: another user tries.
test.skipIf(process.getuid?.() !== 0)('an unreadable file is named with the reason', () => {
  database('CREATE TABLE moz_places (a)');
  chmodSync(folder, 0o755);
  chmodSync(file, 0o600);
  const program = `
    import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/journal/sqliteStore.ts'))};
    process.setuid(65534);
    try {
      openSqliteStore(process.argv[1], { mode: 'read' });
    } catch ({ message }) {
      process.stdout.write(message);
    }
  `;
  const said = execFileSync(
    process.execPath,
    ['--no-warnings', '--input-type=module-typescript', '-e', program, file],
    {
      encoding: 'utf8',
    },
  );
  expect(said).toContain('it cannot be checked: EACCES');
  expect(said).not.toContain('delete');
});
