// Which files are journals: any other is rejected by name, and is left as it was.
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importedRun, openSqliteStore, ReplayError, replay } from '../../src/index.ts';
import { openDatabase } from '../../src/journal/sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

/** Names, kinds, modes, times and bytes of everything in the folder. */
const everything = (): unknown =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const { mode, mtimeMs, size } = lstatSync(at(name));
      const isFile = lstatSync(at(name)).isFile();
      return { name, mode, mtimeMs, size, bytes: isFile ? readFileSync(at(name), 'base64') : null };
    });

function database(name: string, sql: string): void {
  const opened = openDatabase(at(name));
  opened.exec(sql);
  opened.close();
}

// A database that another program has open has these two files beside it.
function keptOpen(name: string, sql: string): void {
  const opened = openDatabase(at('other'));
  opened.exec(`PRAGMA journal_mode = WAL; ${sql}`);
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(at(`other${suffix}`), at(`${name}${suffix}`));
  opened.close();
  rmSync(at('other'), { force: true });
}

const FOREIGN: readonly (readonly [string, () => void, string])[] = [
  [
    'a text',
    () => writeFileSync(at('file'), 'name,size\nledger,3\n'.repeat(20)),
    'it is not a SQLite database',
  ],
  ['a few bytes', () => writeFileSync(at('file'), 'x'), 'it is not a SQLite database'],
  ['an empty file', () => writeFileSync(at('file'), ''), 'it is empty'],
  ['a directory', () => mkdirSync(at('file')), 'it is a directory'],
  ['a named pipe', () => execFileSync('mkfifo', [at('file')]), 'it is a named pipe'],
  ['a symbolic link', () => symlinkSync(at('elsewhere'), at('file')), 'it is a symbolic link'],
  [
    'a symbolic link to a journal',
    () => {
      void openSqliteStore(at('elsewhere')).close();
      symlinkSync(at('elsewhere'), at('file'));
    },
    'it is a symbolic link',
  ],
  ['an empty database', () => database('file', 'PRAGMA user_version = 7'), 'it is an empty database'],
  ["another program's database", () => database('file', 'CREATE TABLE moz_places (a)'), 'it has moz_places'],
  [
    'one with an application id',
    () => database('file', 'PRAGMA application_id = 7; CREATE TABLE runs (a)'),
    'application id 7',
  ],
  [
    'one with tables of these names',
    () => database('file', 'CREATE TABLE runs (a); CREATE TABLE records (b)'),
    'runs',
  ],
  [
    'one that its program has open',
    () => keptOpen('file', 'CREATE TABLE moz_places (a)'),
    'it has moz_places',
  ],
];

describe.each([['create'], ['existing'], ['read']] as const)('to %s', (mode) => {
  test.each(FOREIGN)('%s is rejected by name, and nothing is changed', (_, put, why) => {
    put();
    const before = everything();
    const refusal = `the journal ${at('file')} cannot be opened: it is not a journal of volume-migrate: `;
    let refused: unknown;
    try {
      openSqliteStore(at('file'), { mode });
    } catch (error) {
      refused = error;
    }
    expect(String(refused)).toContain(refusal);
    expect(String(refused)).toContain(why);
    expect(everything()).toEqual(before);
  });

  test('a device is rejected by name', () => {
    const { mode: before } = lstatSync('/dev/null');
    expect(() => openSqliteStore('/dev/null', { mode })).toThrow('it is a device');
    expect(lstatSync('/dev/null').mode).toBe(before);
  });
});

test.each([
  ['existing'],
  ['read'],
] as const)('to %s, a missing file is an error, and is not created', (mode) => {
  expect(() => openSqliteStore(at('deep/file'), { mode })).toThrow('there is no such file');
  expect(readdirSync(folder)).toEqual([]);
});

test('a new journal is private to its owner, identifies itself, and is all that is created', async () => {
  const store = openSqliteStore(at('deep/journal.sqlite'));
  await store.close();
  expect(readdirSync(at('deep'))).toEqual(['journal.sqlite']);
  expect(lstatSync(at('deep')).mode & 0o777).toBe(0o700);
  expect(lstatSync(at('deep/journal.sqlite')).mode & 0o777).toBe(0o600);
  expect(readFileSync(at('deep/journal.sqlite')).subarray(68, 72).toString()).toBe('vmjl');
});

// In a process of its own: one that never ends can be killed.
test.skipIf(!existsSync('/proc/self'))(
  'a folder that cannot be created is an error at once, even below /proc',
  () => {
    const module = join(import.meta.dirname, '../../src/journal/createFolder.ts');
    const program = `
    import { createFolder } from ${JSON.stringify(module)};
    try {
      createFolder(process.argv[1]);
    } catch ({ code, path }) {
      process.stdout.write([code, path].join(' '));
    }
  `;
    const args = [
      '--no-warnings',
      '--input-type=module-typescript',
      '-e',
      program,
      '/proc/foo/volume-migrate',
    ];
    const options = { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' } as const;
    expect(execFileSync(process.execPath, args, options)).toBe('ENOENT /proc/foo');
  },
);

test('the folders of a new journal are private to its owner; existing ones stay as they are', () => {
  const mode = (name: string): number => lstatSync(at(name)).mode & 0o777;
  mkdirSync(at('there'), { mode: 0o755 });
  void openSqliteStore(at('there/new/newer/journal')).close();
  expect([mode('there'), mode('there/new'), mode('there/new/newer')]).toEqual([0o755, 0o700, 0o700]);
});

test('reading a journal changes nothing in it or beside it', async () => {
  await openSqliteStore(at('journal.sqlite')).close();
  const before = everything();
  const store = openSqliteStore(at('journal.sqlite'), { mode: 'read' });
  expect(await store.list()).toEqual([]);
  await expect(store.hold({ runId: 'r', resource: 'v', scope: null })).rejects.toThrow('readonly');
  await store.close();
  rmSync(at('holders'), { recursive: true, force: true });
  expect(everything()).toEqual(before);
});

// The schema of version 0.1.0, with the run that it recorded.
const OLD = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, volume_id TEXT NOT NULL, parameters TEXT, cloud TEXT, started_at TEXT NOT NULL,
    ended_at TEXT, status TEXT, state TEXT, holder TEXT
  ) WITHOUT ROWID;
  CREATE INDEX unfinished ON runs (volume_id) WHERE ended_at IS NULL;
  CREATE TABLE records (
    run_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run_id, n)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

function fill(file: string): { runId: string; close: () => void } {
  const opened = openDatabase(file);
  opened.exec(OLD);
  const entries = importedRun(
    readFileSync(join(import.meta.dirname, 'released/machine-1/swapByAttachment.jsonl'), 'utf8'),
  );
  const insert = opened.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?)');
  for (const { runId, n, at: time, record, digest } of entries)
    insert.run(runId, n, time, JSON.stringify(record), digest);
  const [first] = entries;
  const runId = first?.runId ?? '';
  opened
    .prepare('INSERT INTO runs (run_id, volume_id, started_at) VALUES (?, ?, ?)')
    .run(runId, 'v', first?.at ?? '');
  return { runId, close: () => opened.close() };
}

const ENDED = { kind: 'ended', result: { status: 'SUCCEEDED', did: 'swap' } };

describe('a journal of 0.1.0', () => {
  test.each([
    [
      'that was closed',
      (file: string) => {
        const { runId, close } = fill(file);
        close();
        return runId;
      },
    ],
    [
      'whose process was killed',
      (file: string) => {
        const { runId, close } = fill(at('other'));
        for (const suffix of ['', '-wal']) copyFileSync(at('other') + suffix, file + suffix);
        close();
        return runId;
      },
    ],
  ])('%s is read as it is, and identifies itself once it is written', async (_, put) => {
    const file = at('journal.sqlite');
    const runId = put(file);
    // SQLite moves what a killed process has committed into the file, whoever opens it.
    const wasClosed = !existsSync(`${file}-wal`);
    const before = everything();
    const reading = openSqliteStore(file, { mode: 'read' });
    expect((await reading.read(runId)).at(-1)?.record).toMatchObject(ENDED);
    await reading.close();
    if (wasClosed) expect(everything()).toEqual(before);
    const writing = openSqliteStore(file, { mode: 'existing' });
    const entries = await writing.read(runId);
    expect(entries.at(-1)?.record).toMatchObject(ENDED);
    // The chart of that version asked less: what it did is read, but not replayed.
    expect(() => replay(entries)).toThrow(ReplayError);
    await writing.close();
    expect(readFileSync(file).subarray(68, 72).toString()).toBe('vmjl');
  });
});

const MODULE = JSON.stringify(join(import.meta.dirname, '../../src/journal/sqliteStore.ts'));

/** Another process: what it prints, when it ends. */
async function elsewhere(program: string, whilePrinting: (text: string) => void = () => {}): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
    whilePrinting(printed);
  });
  await new Promise((resolve) => child.on('close', resolve));
  return printed;
}

test('processes that start at the same time create one journal, and none fails', async () => {
  const program = `
    import { openSqliteStore } from ${MODULE};
    const store = openSqliteStore(${JSON.stringify(at('new/journal.sqlite'))});
    await store.hold({ runId: crypto.randomUUID(), resource: crypto.randomUUID(), scope: null });
    process.stdout.write(String((await store.list()).length > 0));
    await store.close();
  `;
  const printed = await Promise.all(Array.from({ length: 4 }, () => elsewhere(program)));
  expect(printed).toEqual(['true', 'true', 'true', 'true']);
  const store = openSqliteStore(at('new/journal.sqlite'));
  expect(await store.list()).toHaveLength(4);
  await store.close();
});

test.each([
  ['is empty yet', (file: string) => writeFileSync(file, '')],
  ['is locked yet', (file: string) => database(file.slice(folder.length + 1), 'PRAGMA journal_mode = WAL')],
])('a journal that another process is creating is waited for: it %s', async (_, put) => {
  const file = at('journal.sqlite');
  await openSqliteStore(at('ready.sqlite')).close();
  put(file);
  // The other process waits until it is checked.
  const program = `
    import { openSqliteStore } from ${MODULE};
    process.stdout.write('looking ');
    const store = openSqliteStore(${JSON.stringify(file)});
    process.stdout.write(String((await store.list()).length));
    await store.close();
  `;
  let isCreated = false;
  const printed = await elsewhere(program, (text) => {
    if (isCreated || !text.startsWith('looking')) return;
    isCreated = true;
    rmSync(file);
    linkSync(at('ready.sqlite'), file);
  });
  expect(printed).toBe('looking 0');
});
