// The default journal: one SQLite file for all runs of a user, durable with every commit.

import { dirname, join } from 'node:path';
import type { EventObject } from 'xstate';
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import { EngineError } from '../engine/engineError.ts';
import { checkFree, checkRemovable, checkRequestable, checkSlots } from '../engine/exclusivity.ts';
import { isLast, type WorkflowEntry } from '../engine/records.ts';
import {
  type JournalBatch,
  type JournalStore,
  type RunClaim,
  type RunFilter,
  type RunSummary,
  statusOf,
} from '../engine/store.ts';
import { type Holders, openHolders } from './processLocks.ts';
import { resumeCommand } from './resumeCommand.ts';
import { entryOf, jsonIn, type RecordRow, type RunRow, slotsIn, summaryOf } from './rows.ts';
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
      // An error of the journal's own rules.
      if (error instanceof VolumeMigrateError) throw error;
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
    takeSlots: (runId, slots) =>
      write(() => {
        const row = statements.one.get(runId) as RunRow | undefined;
        const all = new Set([...slotsIn(row?.slots ?? null), ...slots]);
        statements.takeSlots.run(JSON.stringify([...all]), runId);
      }),
    isHeld: async (runId) => {
      checkOpen();
      return statements.holder.get(runId)?.['holder'] === holders.self().id;
    },
    release: async (runId) => {
      checkOpen();
      released.add(runId);
      await whenFree(() => release([runId]));
      released.delete(runId);
    },
    commit: (batch) => write(() => commit(statements, batch)),
    read: (runId) => readAfter(runId, -1),
    readAfter,
    list: async (filter = {}) => {
      checkOpen();
      const { idPrefix = '' } = filter;
      return rowsOf(statements, filter)
        .filter((row) => String(row['run_id']).startsWith(idPrefix))
        .map((row) => summaryOf(row as unknown as RunRow, holders));
    },
    remove: (runId) => write(() => remove(statements, runId)),
    request: async (runId, event) => {
      let n = 0;
      await write(() => {
        const row = statements.one.get(runId) as RunRow | undefined;
        checkRequestable(runId, row === undefined ? null : { endedAt: row.ended_at });
        n = Number(statements.request.get(runId, new Date().toISOString(), JSON.stringify(event))?.['n']);
      });
      return n;
    },
    requests: async (runId, n) => {
      checkOpen();
      return statements.requests.all(runId, n).map(({ n: number, event }) => ({
        n: Number(number),
        event: jsonIn(String(event)) as EventObject,
      }));
    },
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

function rowsOf(statements: Statements, { unfinished = false, endedSince }: RunFilter) {
  if (!unfinished) return statements.all.all();
  return endedSince === undefined ? statements.unfinished.all() : statements.unfinishedOrNew.all(endedSince);
}

function hold(statements: Statements, holders: Holders, claim: RunClaim, file: string): void {
  const { runId, resource, scope, slots } = claim;
  const self = holders.self();
  const unfinished = (): RunSummary[] =>
    statements.ofResource
      .all(resource ?? '', runId)
      .map((row) => summaryOf(row as unknown as RunRow, holders));
  // A process that died before its run's first record left nothing to resume.
  for (const run of unfinished()) if (run.holder === null) statements.forget.run(run.runId);
  checkFree(claim, unfinished(), (id) => resumeCommand(id, file));
  if (slots !== undefined) checkSlots(claim, slotsInUse(statements, holders, runId));
  const names = slots === undefined ? null : JSON.stringify(Object.keys(slots));
  statements.hold.run(runId, resource ?? '', scope, new Date().toISOString(), self.id, names);
}

// A process that died before its run's first record left nothing that needs a slot.
function slotsInUse(statements: Statements, holders: Holders, runId: string): RunSummary[] {
  const rows = (): RunSummary[] =>
    statements.withSlots.all().map((row) => summaryOf(row as unknown as RunRow, holders));
  for (const run of rows())
    if (run.holder === null && run.workflow === null && run.runId !== runId) statements.forget.run(run.runId);
  return rows();
}

function commit(statements: Statements, { entries, states }: JournalBatch): void {
  for (const entry of entries) insert(statements, entry);
  for (const [runId, state] of states) statements.state.run(state, runId);
}

function remove(statements: Statements, runId: string): void {
  const row = statements.one.get(runId) as RunRow | undefined;
  checkRemovable(runId, row === undefined ? null : { endedAt: row.ended_at });
  statements.removeRecords.run(runId);
  statements.removeRequests.run(runId);
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
