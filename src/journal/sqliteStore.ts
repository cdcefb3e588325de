// The default journal: one SQLite file for all runs of a user, durable with every commit.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import type { StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Parameters, Status } from '../../machines/types.ts';
import { checkFree } from './held.ts';
import { type Holders, openHolders } from './holders.ts';
import type { Entry, JournalRecord } from './records.ts';
import { type Database, openDatabase } from './sqlite.ts';
import type { Batch, JournalStore, RunSummary } from './store.ts';

const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, volume_id TEXT NOT NULL, parameters TEXT, cloud TEXT, started_at TEXT NOT NULL,
    ended_at TEXT, status TEXT, state TEXT, holder TEXT
  ) WITHOUT ROWID;
  CREATE INDEX unfinished ON runs (volume_id) WHERE status IS NULL;
  CREATE TABLE records (
    run_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run_id, n)
  ) WITHOUT ROWID;
`;

/** `$XDG_STATE_HOME/volume-migrate/journal.sqlite`, or below `~/.local/state`. */
export function defaultJournalFile(env: NodeJS.ProcessEnv = process.env): string {
  // The XDG specification: a relative path is no path.
  const given = env['XDG_STATE_HOME'] ?? '';
  const folder = isAbsolute(given) ? given : join(homedir() || userInfo().homedir, '.local/state');
  return join(folder, 'volume-migrate', 'journal.sqlite');
}

/** Opens the journal in a file, which is made where there is none; other processes may have it open as well. */
export function openSqliteStore(file: string = defaultJournalFile()): JournalStore {
  try {
    const database = openJournalDatabase(file);
    return storeOn(database, openHolders(join(dirname(file), 'holders')), sameFile(file));
  } catch (error) {
    throw new Error(`the journal ${file} cannot be opened: ${(error as Error).message}`, { cause: error });
  }
}

function openJournalDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  chmodSync(file, 0o600);
  database.exec('PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  migrateSchema(database);
  return database;
}

// What is written into a file that was deleted is lost, and what others write into its successor is not seen.
function sameFile(file: string): () => void {
  const { ino } = statSync(file);
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) {
      throw new Error(`the journal ${file} was deleted or replaced meanwhile`);
    }
  };
}

function storeOn(database: Database, holders: Holders, check: () => void): JournalStore {
  const statements = prepare(database);
  return {
    hold: (claim) =>
      whenFree(() => {
        check();
        hold(database, statements, holders, claim);
      }),
    release: (runId) => whenFree(() => void statements.release.run(runId, holders.self().id)),
    commit: (batch) =>
      whenFree(() => {
        check();
        commit(database, statements, batch);
      }),
    read: async (runId) => statements.read.all(runId).map((row) => entryOf(row as unknown as RecordRow)),
    list: async ({ unfinished = false, idPrefix = '' } = {}) =>
      (unfinished ? statements.unfinished : statements.all)
        .all()
        .filter((row) => String(row['run_id']).startsWith(idPrefix))
        .map((row) => summaryOf(row as unknown as RunRow, holders)),
    close: async () => {
      holders.close();
      database.close();
    },
  };
}

const BUSY = 5;
const PATIENCE_MS = 60_000;

// Another process may have the file for a while: asks again without holding up this one. What was refused so wrote nothing.
async function whenFree(work: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== BUSY || performance.now() > end) throw error;
      await sleep(50);
    }
  }
}

function migrateSchema(database: Database): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION) {
    throw new Error(`it was written by a newer volume-migrate (schema ${version}, known: ${SCHEMA_VERSION})`);
  }
  database.exec('BEGIN EXCLUSIVE');
  const again = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (again.user_version === 0) database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}`);
  database.exec('COMMIT');
}

function prepare(database: Database) {
  return {
    record: database.prepare('INSERT INTO records (run_id, n, at, record, digest) VALUES (?, ?, ?, ?, ?)'),
    start: database.prepare(
      `INSERT INTO runs (run_id, volume_id, parameters, cloud, started_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (run_id) DO UPDATE SET parameters = excluded.parameters, started_at = excluded.started_at`,
    ),
    hold: database.prepare(
      `INSERT INTO runs (run_id, volume_id, cloud, started_at, holder) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (run_id) DO UPDATE SET holder = excluded.holder`,
    ),
    ofVolume: database.prepare('SELECT * FROM runs WHERE status IS NULL AND (volume_id = ? OR run_id = ?)'),
    release: database.prepare('UPDATE runs SET holder = NULL WHERE run_id = ? AND holder = ?'),
    forget: database.prepare(
      'DELETE FROM runs WHERE run_id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE records.run_id = runs.run_id)',
    ),
    end: database.prepare('UPDATE runs SET status = ?, ended_at = ? WHERE run_id = ?'),
    state: database.prepare('UPDATE runs SET state = ? WHERE run_id = ?'),
    read: database.prepare('SELECT * FROM records WHERE run_id = ? ORDER BY n'),
    all: database.prepare('SELECT * FROM runs ORDER BY started_at DESC'),
    unfinished: database.prepare('SELECT * FROM runs WHERE status IS NULL ORDER BY started_at DESC'),
  } satisfies Record<string, StatementSync>;
}

function hold(
  database: Database,
  statements: ReturnType<typeof prepare>,
  holders: Holders,
  { runId, volumeId, cloud }: Pick<RunSummary, 'runId' | 'volumeId' | 'cloud'>,
): void {
  const self = holders.self();
  const unfinished = (): RunSummary[] =>
    statements.ofVolume.all(volumeId, runId).map((row) => summaryOf(row as unknown as RunRow, holders));
  inTransaction(database, () => {
    // A process that died before its run's first record has left nothing to go on with.
    for (const run of unfinished()) if (run.holder === null) statements.forget.run(run.runId);
    checkFree({ runId, volumeId, cloud }, unfinished());
    statements.hold.run(runId, volumeId, cloud, new Date().toISOString(), self.id);
  });
}

function commit(
  database: Database,
  statements: ReturnType<typeof prepare>,
  { entries, states }: Batch,
): void {
  inTransaction(database, () => {
    for (const entry of entries) insert(statements, entry);
    for (const [runId, state] of states) statements.state.run(state, runId);
  });
}

function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function insert(statements: ReturnType<typeof prepare>, { runId, n, at, record, digest }: Entry): void {
  if (record.kind === 'started') {
    const { parameters } = record.input;
    statements.start.run(runId, parameters.resourceId, JSON.stringify(parameters), record.cloud, at);
  }
  statements.record.run(runId, n, at, JSON.stringify(record), digest);
  if (record.kind === 'ended') statements.end.run(record.result.status, at, runId);
}

interface RecordRow {
  readonly run_id: string;
  readonly n: number;
  readonly at: string;
  readonly record: string;
  readonly digest: string;
}

const entryOf = ({ run_id, n, at, record, digest }: RecordRow): Entry => ({
  runId: run_id,
  n,
  at,
  record: JSON.parse(record) as JournalRecord,
  digest,
});

interface RunRow {
  readonly run_id: string;
  readonly volume_id: string;
  readonly parameters: string | null;
  readonly cloud: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly status: Status | null;
  readonly state: string | null;
  readonly holder: string | null;
}

const summaryOf = (row: RunRow, holders: Holders): RunSummary => ({
  runId: row.run_id,
  volumeId: row.volume_id,
  parameters: row.parameters === null ? null : (JSON.parse(row.parameters) as Parameters),
  cloud: row.cloud,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  status: row.status,
  state: row.state,
  holder: row.holder === null || row.status !== null ? null : holders.alive(row.holder),
});
