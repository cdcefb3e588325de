// The default journal: one SQLite file for all runs of a user, durable with every commit.
import { dirname, join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import type { Parameters, Status } from '../../machines/types.ts';
import { checkFree } from './held.ts';
import { type Holders, openHolders } from './holders.ts';
import { type Entry, isLast, type JournalRecord } from './records.ts';
import type { Database } from './sqlite.ts';
import { defaultJournalFile, openJournalDatabase, sameFile, whenFree } from './sqliteFile.ts';
import type { Batch, JournalStore, RunSummary } from './store.ts';

/** Opens the journal in a file, which is made where there is none; other processes may have it open as well. */
export function openSqliteStore(file: string = defaultJournalFile()): JournalStore {
  try {
    const database = openJournalDatabase(file);
    return storeOn(database, openHolders(join(dirname(file), 'holders')), sameFile(file));
  } catch (error) {
    throw new Error(`the journal ${file} cannot be opened: ${(error as Error).message}`, { cause: error });
  }
}

function storeOn(database: Database, holders: Holders, check: () => void): JournalStore {
  const statements = prepare(database);
  const readAfter: JournalStore['readAfter'] = async (runId, n) =>
    statements.readAfter.all(runId, n).map((row) => entryOf(row as unknown as RecordRow));
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
    read: (runId) => readAfter(runId, -1),
    readAfter,
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
    // Not with OR: that would read all runs.
    ofVolume: database.prepare(
      `SELECT * FROM runs WHERE ended_at IS NULL AND volume_id = ?
       UNION SELECT * FROM runs WHERE ended_at IS NULL AND run_id = ?`,
    ),
    release: database.prepare('UPDATE runs SET holder = NULL WHERE run_id = ? AND holder = ?'),
    forget: database.prepare(
      'DELETE FROM runs WHERE run_id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE records.run_id = runs.run_id)',
    ),
    end: database.prepare('UPDATE runs SET status = ?, ended_at = ? WHERE run_id = ?'),
    state: database.prepare('UPDATE runs SET state = ? WHERE run_id = ?'),
    readAfter: database.prepare('SELECT * FROM records WHERE run_id = ? AND n > ? ORDER BY n'),
    all: database.prepare('SELECT * FROM runs ORDER BY started_at DESC'),
    unfinished: database.prepare('SELECT * FROM runs WHERE ended_at IS NULL ORDER BY started_at DESC'),
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
  if (isLast(record)) statements.end.run(record.kind === 'ended' ? record.result.status : null, at, runId);
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
  holder: row.holder === null || row.ended_at !== null ? null : holders.alive(row.holder),
});
