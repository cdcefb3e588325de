// The file that the SQLite journal lies in: where it is, how it is created and opened, and what may become of it meanwhile.
import { chmodSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createJournalFile, SCHEMA_VERSION } from './createFile.ts';
import { createFolder } from './createFolder.ts';
import { APPLICATION_ID, hasUnmerged, type Recognized, recognize } from './recognize.ts';
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
  // The XDG specification: a relative path is no path.
  const given = env['XDG_STATE_HOME'] ?? '';
  const folder = isAbsolute(given) ? given : join(homedir() || userInfo().homedir, '.local/state');
  return join(folder, 'volume-migrate', 'journal.sqlite');
}

/** `create`: the file is created where there is none. `existing`: it must be there. `read`: as that, and nothing is changed. */
export type OpenMode = 'create' | 'existing' | 'read';

/** Opens a journal. Throws where the file is not one, or is not there and is not to be created; then nothing is changed. */
export function openJournalDatabase(file: string, mode: OpenMode): Database {
  const found = recognizePatiently(file);
  if (found.kind === 'creating' || found.kind === 'foreign') throw new Error(notAJournal(found));
  if (found.kind === 'absent') {
    if (mode !== 'create') throw new Error('there is no such file');
    createFolder(dirname(file));
    // Where another process was quicker, its file is opened.
    if (!createJournalFile(file)) return openJournalDatabase(file, 'existing');
  }
  return patiently(() => (mode === 'read' ? openToRead(file) : openToWrite(file)));
}

const notAJournal = ({ kind, why }: Extract<Recognized, { why: string }>): string =>
  kind === 'foreign'
    ? `it is not a journal of volume-migrate: ${why}. Nothing in it was changed`
    : `it is not a journal of volume-migrate: ${why}. If another process is creating it, try again; otherwise delete it or name another file`;

// Another process creates it in that time, or lets go of it.
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
      // Not a word of deleting it: it may be a whole database.
      if (!mayPass(error) || performance.now() > end)
        throw new Error(`it cannot be checked: ${(error as Error).message}. Nothing in it was changed`, {
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
    // Of 0.1.0: from now on the file itself tells what it is.
    if (numberIn(database, 'application_id') === 0)
      database.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}; COMMIT`);
  });
}

// The files beside it, which SQLite creates while it is open, go with the last who has it open.
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

// What is written into a file that was deleted is lost, and what others write into its successor is not seen.
export function sameFile(file: string): () => void {
  const { ino } = statSync(file);
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) {
      throw new Error(`the journal ${file} was deleted or replaced meanwhile`);
    }
  };
}

const PATIENCE_MS = 60_000;

// Another process may have the file for a while: asks again without holding up this one. What was refused so wrote nothing.
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
