// The file of the SQLite journal: where it is, how it is created and opened, and how its replacement is detected.
import { chmodSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createJournalFile } from './createFile.ts';
import { createFolder } from './createFolder.ts';
import { APPLICATION_ID, hasUnmerged, type Recognized, recognize } from './recognize.ts';
import { SCHEMA_VERSION, upgradeSchema } from './schema/index.ts';
import {
  type Database,
  isBusy,
  isMalformed,
  isUnopenable,
  openExistingDatabase,
  openImmutableDatabase,
} from './sqlite.ts';

/** `$XDG_STATE_HOME/volume-migrate/journal.sqlite`, or below `~/.local/state`. */
export function defaultJournalFile(env: NodeJS.ProcessEnv = process.env): string {
  // XDG specification: relative paths are invalid and ignored.
  const given = env['XDG_STATE_HOME'] ?? '';
  const folder = isAbsolute(given) ? given : join(homedir() || userInfo().homedir, '.local/state');
  return join(folder, 'volume-migrate', 'journal.sqlite');
}

/**
 * `create`: the file is created if there is none. `existing`: it must exist. `read`: it must exist, and
 * nothing is changed.
 */
export type OpenMode = 'create' | 'existing' | 'read';

/**
 * Opens a journal. Throws if the file is not one, or is missing and must not be created; then nothing is
 * changed.
 */
export function openJournalDatabase(file: string, mode: OpenMode): Database {
  const found = recognizePatiently(file);
  if (found.kind === 'creating' || found.kind === 'foreign') throw new Error(notAJournal(found));
  if (found.kind === 'absent') {
    if (mode !== 'create') throw new Error('there is no such file');
    createFolder(dirname(file));
    // If another process created it first, its file is opened.
    if (!createJournalFile(file)) return openJournalDatabase(file, 'existing');
  }
  return patiently(() => (mode === 'read' ? openToRead(file) : openToWrite(file)));
}

const notAJournal = ({ kind, why }: Extract<Recognized, { why: string }>): string =>
  kind === 'foreign'
    ? `it is not a journal of volume-migrate: ${why}. It was left unchanged`
    : `it is not a journal of volume-migrate: ${why}. If another process is creating it, try again; otherwise delete it or choose another file`;

// How long to wait for another process that is creating the file, or closing it.
const PATIENT_FOR_MS = 3_000;
const LOOK_EVERY_MS = 50;

const pause = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);

function recognizePatiently(file: string): Recognized {
  const end = performance.now() + PATIENT_FOR_MS;
  for (;;) {
    try {
      const found = recognize(file);
      if (found.kind !== 'creating' || performance.now() > end) return found;
    } catch (error) {
      // The message must not suggest deleting the file: it may be an intact database.
      if (!mayPass(error) || performance.now() > end)
        throw new Error(`it cannot be checked: ${(error as Error).message}. It was left unchanged`, {
          cause: error,
        });
    }
    pause();
  }
}

const mayPass = (error: unknown): boolean => isBusy(error) || isMalformed(error);

function patiently<Value>(work: () => Value): Value {
  const end = performance.now() + PATIENT_FOR_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
      pause();
    }
  }
}

function openToWrite(file: string): Database {
  const database = openExistingDatabase(file);
  return orClose(database, () => {
    database.exec('PRAGMA busy_timeout = 50');
    checkVersion(database);
    chmodSync(file, 0o600);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    upgrade(database);
  });
}

// A journal of an older version: from now on the file itself shows what it is, and has the newest schema.
function upgrade(database: Database): void {
  const isCurrent =
    numberIn(database, 'application_id') !== 0 && numberIn(database, 'user_version') === SCHEMA_VERSION;
  if (isCurrent) return;
  database.exec('BEGIN IMMEDIATE');
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  upgradeSchema(database);
  database.exec('COMMIT');
}

// The files that SQLite creates beside it while it is open are removed by the last process that closes it.
function openToRead(file: string): Database {
  try {
    const database = openExistingDatabase(file);
    return orClose(database, () => {
      database.exec('PRAGMA busy_timeout = 50; PRAGMA query_only = ON');
      checkVersion(database);
    });
  } catch (error) {
    if (!isUnopenable(error) || hasUnmerged(file)) throw error;
    const database = openImmutableDatabase(file);
    return orClose(database, () => checkVersion(database));
  }
}

function orClose(database: Database, work: () => void): Database {
  try {
    work();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkVersion(database: Database): void {
  const version = numberIn(database, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new Error(`it was written by a newer volume-migrate (schema ${version}, known: ${SCHEMA_VERSION})`);
  }
}

const numberIn = (database: Database, pragma: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);

// What is written to a deleted file is lost, and what others write to its successor is not seen.
export function sameFile(file: string): () => void {
  const { ino } = statSync(file);
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) {
      throw new Error(`the journal ${file} was deleted or replaced while it was open`);
    }
  };
}

const PATIENCE_MS = 60_000;

// Another process may have the file locked for a while: retries without blocking this process. A refused
// attempt wrote nothing.
export async function whenFree(work: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
      await sleep(50);
    }
  }
}
