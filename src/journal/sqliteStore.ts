// The default journal: one SQLite file for all runs of a user, durable with every commit.
import { dirname, join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import type { Parameters, Status } from '../../machines/types.ts';
import { checkFree } from './held.ts';
import { type Holders, openHolders } from './holders.ts';
import { type Entry, isLast, type JournalRecord } from './records.ts';
import type { Database } from './sqlite.ts';
import { defaultJournalFile, type OpenMode, openJournalDatabase, sameFile, whenFree } from './sqliteFile.ts';
import { type Batch, type JournalStore, RunHeldError, type RunSummary } from './store.ts';

/** The journal cannot be opened: its file is damaged, is something else, or is not there. `message` names it and what to do. */
export class JournalFileError extends Error {
  override readonly name = 'JournalFileError';
  readonly code = 'JournalUnusable';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`the journal ${file} cannot be opened: ${(cause as Error).message}`, { cause });
    this.file = file;
  }
}

export interface SqliteStoreOptions {
  /**
   * `create`: the file is created where there is none. `existing`: it must be there. `read`: as that, and nothing in it or
   * beside it is changed; `hold` and `commit` reject. @default create
   */
  readonly mode?: OpenMode;
}

/**
 * Opens the journal in a file; other processes may have it open as well. Throws `JournalFileError` where the file is not a
 * journal, which is then left as it is: a database of another program, a symbolic link, a device, a directory.
 */
export function openSqliteStore(
  file: string = defaultJournalFile(),
  { mode = 'create' }: SqliteStoreOptions = {},
): JournalStore {
  try {
    const database = openJournalDatabase(file, mode);
    const holders = openHolders(join(dirname(file), 'holders'), { tidy: mode !== 'read' });
    return storeOn(database, holders, file);
  } catch (error) {
    throw new JournalFileError(file, error);
  }
}

function storeOn(database: Database, holders: Holders, file: string): JournalStore {
  const check = sameFile(file);
  const statements = prepare(database);
  // Runs that this process has let go of, and could not say so: the next writing does.
  const released = new Set<string>();
  const release = (runIds: readonly string[]): void => {
    for (const runId of runIds) statements.release.run(runId, holders.self().id);
  };
  const write = async (work: () => void): Promise<void> => {
    const before = [...released];
    await whenFree(() => {
      check();
      inTransaction(database, () => {
        release(before);
        work();
      });
    }).catch((error: unknown) => {
      if (error instanceof RunHeldError) throw error;
      throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
    });
    for (const runId of before) released.delete(runId);
  };
  const readAfter: JournalStore['readAfter'] = async (runId, n) => {
    try {
      return statements.readAfter.all(runId, n).map((row) => entryOf(row as unknown as RecordRow));
    } catch (error) {
      throw new Error(
        `run ${runId} cannot be read from the journal ${file} (${(error as Error).message}): restore the file from a backup, or look with volume-migrate leftovers what the run may have left`,
        { cause: error },
      );
    }
  };
  return {
    file,
    hold: (claim) => write(() => hold(statements, holders, claim, file)),
    release: async (runId) => {
      released.add(runId);
      await whenFree(() => release([runId]));
      released.delete(runId);
    },
    commit: (batch) => write(() => commit(statements, batch)),
    read: (runId) => readAfter(runId, -1),
    readAfter,
    list: async ({ unfinished = false, idPrefix = '' } = {}) =>
      (unfinished ? statements.unfinished : statements.all)
        .all()
        .filter((row) => String(row['run_id']).startsWith(idPrefix))
        .map((row) => summaryOf(row as unknown as RunRow, holders)),
    close: async () => {
      try {
        holders.close();
      } finally {
        database.close();
      }
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
  statements: ReturnType<typeof prepare>,
  holders: Holders,
  { runId, volumeId, cloud }: Pick<RunSummary, 'runId' | 'volumeId' | 'cloud'>,
  file: string,
): void {
  const self = holders.self();
  const unfinished = (): RunSummary[] =>
    statements.ofVolume.all(volumeId, runId).map((row) => summaryOf(row as unknown as RunRow, holders));
  // A process that died before its run's first record has left nothing to go on with.
  for (const run of unfinished()) if (run.holder === null) statements.forget.run(run.runId);
  checkFree({ runId, volumeId, cloud }, unfinished(), file);
  statements.hold.run(runId, volumeId, cloud, new Date().toISOString(), self.id);
}

function commit(statements: ReturnType<typeof prepare>, { entries, states }: Batch): void {
  for (const entry of entries) insert(statements, entry);
  for (const [runId, state] of states) statements.state.run(state, runId);
}

function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

// Its own failure would hide what went wrong; SQLite rolls back at the latest when the file is opened again.
function rollBack(database: Database): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {}
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
  record: recordIn(record),
  digest,
});

// One that is damaged does not fit its digest: whoever replays the run names it, and no other run is touched.
function recordIn(text: string): JournalRecord {
  const record = jsonIn(text);
  return typeof record === 'object' && record !== null && 'kind' in record
    ? (record as JournalRecord)
    : ({ kind: 'damaged' } as never);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
  parameters: row.parameters === null ? null : parametersIn(row),
  cloud: row.cloud,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  status: row.status,
  state: row.state,
  holder: row.holder === null || row.ended_at !== null ? null : holders.alive(row.holder),
});

// For lists only: the run itself goes by its records.
function parametersIn({ parameters, volume_id }: RunRow): Parameters {
  const known = jsonIn(parameters ?? '');
  if (typeof known === 'object' && known !== null && 'migrationType' in known) return known as Parameters;
  const unknown = {
    migrationType: 'damaged',
    destinationNode: null,
    destinationType: null,
    swapMethod: 'auto',
  };
  return { resourceId: volume_id, ...unknown } as Parameters;
}
