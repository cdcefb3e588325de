// node:sqlite, without the warning that Node 22 prints when it is loaded.
import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

export type Database = DatabaseSync;

/** Opens a database file, and creates it if there is none. */
export const openDatabase = (file: string): Database => open(file);

/** Opens an existing database file. Throws if there is none. */
export function openExistingDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?mode=rw';
  return open(url);
}

/**
 * Reads a database file that nobody writes, and creates nothing beside it: for folders that cannot be written
 * to.
 */
export function openImmutableDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?immutable=1';
  return open(url, { readOnly: true });
}

/**
 * Reads a database file that others may write, including changes that are not yet merged into it; creates
 * nothing beside it. Throws an error that `isUnopenable` accepts if the file that its writers share is
 * missing.
 */
export function openUnchangedDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?mode=ro&readonly_shm=1';
  return open(url, { readOnly: true });
}

// SQLITE_BUSY
const BUSY = 5;

/** Whether another process has locked the database, whatever the extended result code. */
export const isBusy = (error: unknown): boolean =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY;

// SQLITE_READONLY, SQLITE_CANTOPEN, and their extended codes.
const CANNOT: ReadonlySet<number> = new Set([8, 14, 264, 520, 776, 1032, 1288, 1544]);

/** Whether the database, or a file beside it, could not be opened in this way. */
export const isUnopenable = (error: unknown): boolean =>
  CANNOT.has((error as { errcode?: number }).errcode ?? 0);

// SQLITE_CORRUPT
const CORRUPT = 11;

/** Whether the data read is inconsistent, as it may be while another process writes it. */
export const isMalformed = (error: unknown): boolean =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === CORRUPT;

// SQLITE_NOTADB
const NO_DATABASE = 26;

/** Whether the file is not a SQLite database. */
export const isNoDatabase = (error: unknown): boolean =>
  (error as { errcode?: number }).errcode === NO_DATABASE;

function open(file: string | URL, options: { readOnly?: boolean } = {}): Database {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    const { DatabaseSync: Opened } = process.getBuiltinModule('node:sqlite');
    return new Opened(file, options);
  } finally {
    process.emitWarning = emitWarning;
  }
}
