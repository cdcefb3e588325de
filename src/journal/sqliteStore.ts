// The default journal: one SQLite file for all runs of a user, durable with every commit.

import { dirname, join } from 'node:path';
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import { EngineError } from '../engine/engineError.ts';
import { checkFree, checkRemovable } from '../engine/exclusivity.ts';
import { isLast, type WorkflowEntry, type WorkflowRecord } from '../engine/records.ts';
import {
  type JournalBatch,
  type JournalStore,
  type RunClaim,
  RunHeldError,
  type RunSummary,
  statusOf,
} from '../engine/store.ts';
import { type Holders, openHolders } from './processLocks.ts';
import { resumeCommand } from './resumeCommand.ts';
import type { Database } from './sqlite.ts';
import { defaultJournalFile, type OpenMode, openJournalDatabase, sameFile, whenFree } from './sqliteFile.ts';
import { prepare, type Statements } from './statements.ts';

/**
 * The journal cannot be opened: its file is damaged, missing, or not a journal. `message` names it and says
 * what to do.
 */
export class JournalFileError extends VolumeMigrateError {
  override readonly name = 'JournalFileError';
  readonly code = 'JournalUnusable';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`the journal ${file} cannot be opened: ${(cause as Error).message}`, { cause });
    this.file = file;
  }
}

/** Options of `openSqliteStore`. */
export interface SqliteStoreOptions {
  /**
   * `create`: the file is created if there is none. `existing`: it must exist. `read`: it must exist, and
   * neither it nor anything beside it is changed; `hold` and `commit` reject.
   * @default create
   */
  readonly mode?: OpenMode;
}

/**
 * Opens the journal in a file; other processes may have it open as well. Throws `JournalFileError` if the
 * file is not a journal, and leaves it as it is: a database of another program, a symbolic link, a device, a
 * directory. Once it is closed, its functions reject with `EngineError` `StoreClosed`.
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
  // Runs that this process released while it could not write that down: the next write does.
  const released = new Set<string>();
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed)
      throw new EngineError(
        'StoreClosed',
        `the journal ${file} was closed. Close it after its runs have ended`,
      );
  };
  const release = (runIds: readonly string[]): void => {
    for (const runId of runIds) {
      statements.release.run(runId, holders.self().id);
      statements.forgetReleased.run(runId);
    }
  };
  const write = async (work: () => void): Promise<void> => {
    const before = [...released];
    checkOpen();
    await whenFree(() => {
      check();
      inTransaction(database, () => {
        release(before);
        work();
      });
    }).catch((error: unknown) => {
      if (error instanceof RunHeldError || error instanceof EngineError) throw error;
      throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
    });
    for (const runId of before) released.delete(runId);
  };
  const readAfter: JournalStore['readAfter'] = async (runId, n) => {
    checkOpen();
    try {
      return statements.readAfter.all(runId, n).map((row) => entryOf(row as unknown as RecordRow));
    } catch (error) {
      throw new Error(
        `run ${runId} cannot be read from the journal ${file} (${(error as Error).message}). Restore the file from a backup, or run volume-migrate leftovers to see what the run may have left`,
        { cause: error },
      );
    }
  };
  return {
    file,
    resumeHint: (runId) => resumeCommand(runId, file),
    hold: (claim) => write(() => hold(statements, holders, claim, file)),
    release: async (runId) => {
      checkOpen();
      released.add(runId);
      await whenFree(() => release([runId]));
      released.delete(runId);
    },
    commit: (batch) => write(() => commit(statements, batch)),
    read: (runId) => readAfter(runId, -1),
    readAfter,
    list: async ({ unfinished = false, idPrefix = '' } = {}) => {
      checkOpen();
      return (unfinished ? statements.unfinished : statements.all)
        .all()
        .filter((row) => String(row['run_id']).startsWith(idPrefix))
        .map((row) => summaryOf(row as unknown as RunRow, holders));
    },
    remove: (runId) => write(() => remove(statements, runId)),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      try {
        holders.close();
      } finally {
        database.close();
      }
    },
  };
}

function hold(statements: Statements, holders: Holders, claim: RunClaim, file: string): void {
  const { runId, resource, scope } = claim;
  const self = holders.self();
  const unfinished = (): RunSummary[] =>
    statements.ofResource
      .all(resource ?? '', runId)
      .map((row) => summaryOf(row as unknown as RunRow, holders));
  // A process that died before its run's first record left nothing to resume.
  for (const run of unfinished()) if (run.holder === null) statements.forget.run(run.runId);
  checkFree(claim, unfinished(), (id) => resumeCommand(id, file));
  statements.hold.run(runId, resource ?? '', scope, new Date().toISOString(), self.id);
}

function commit(statements: Statements, { entries, states }: JournalBatch): void {
  for (const entry of entries) insert(statements, entry);
  for (const [runId, state] of states) statements.state.run(state, runId);
}

function remove(statements: Statements, runId: string): void {
  const row = statements.one.get(runId) as RunRow | undefined;
  checkRemovable(runId, row === undefined ? null : { endedAt: row.ended_at });
  statements.removeRecords.run(runId);
  statements.removeRun.run(runId);
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

// An error of the rollback would hide the original one; SQLite rolls back at the latest when the file is next
// opened.
function rollBack(database: Database): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {}
}

function insert(statements: Statements, { runId, n, at, record, digest }: WorkflowEntry): void {
  if (record.kind === 'started') {
    const { input, workflow = null, parent = null } = record;
    statements.start.run(runId, JSON.stringify(input ?? null), at, workflow, parent);
  }
  statements.record.run(runId, n, at, JSON.stringify(record), digest);
  if (isLast(record)) statements.end.run(record.kind === 'ended' ? statusOf(record.result) : null, at, runId);
}

interface RecordRow {
  readonly run_id: string;
  readonly n: number;
  readonly at: string;
  readonly record: string;
  readonly digest: string;
}

const entryOf = ({ run_id, n, at, record, digest }: RecordRow): WorkflowEntry => ({
  runId: run_id,
  n,
  at,
  record: recordIn(record),
  digest,
});

// A damaged record does not fit its digest: whoever replays the run reports it, and no other run is affected.
function recordIn(text: string): WorkflowRecord {
  const record = jsonIn(text);
  return typeof record === 'object' && record !== null && 'kind' in record
    ? (record as WorkflowRecord)
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
  readonly status: string | null;
  readonly state: string | null;
  readonly holder: string | null;
  /** Absent if a journal of schema 1 is only read. */
  readonly workflow?: string | null;
  readonly parent?: string | null;
}

const summaryOf = (row: RunRow, holders: Holders): RunSummary => ({
  runId: row.run_id,
  workflow: row.workflow ?? null,
  parent: row.parent ?? null,
  resource: row.volume_id === '' ? null : row.volume_id,
  scope: row.cloud,
  // For lists only, so a damaged value matters little: the run itself relies on its records.
  input: row.parameters === null ? null : (jsonIn(row.parameters) ?? 'damaged'),
  startedAt: row.started_at,
  endedAt: row.ended_at,
  status: row.status,
  state: row.state,
  holder: row.holder === null || row.ended_at !== null ? null : holders.alive(row.holder),
});
