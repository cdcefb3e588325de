// node:sqlite, without the warning that Node 22 prints when it is loaded.
import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

export type Database = DatabaseSync;

/** Opens a database file, which is made where there is none. */
export const openDatabase = (file: string): Database => open(file);

/** Opens a database file that is there. Throws where it is not. */
export function openExistingDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?mode=rw';
  return open(url);
}

/** Reads a database file that nobody writes, and creates nothing beside it: for folders that cannot be written. */
export function openImmutableDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?immutable=1';
  return open(url, { readOnly: true });
}

/**
 * Reads a database file that others may write, what they have not merged into it included; creates nothing beside it.
 * Throws what `isUnopenable` tells where the file that its writers share is not there.
 */
export function openUnchangedDatabase(file: string): Database {
  const url = pathToFileURL(file);
  url.search = '?mode=ro&readonly_shm=1';
  return open(url, { readOnly: true });
}

// SQLITE_BUSY
const BUSY = 5;

/** Has somebody else locked the database? What extends the result code does not matter. */
export const isBusy = (error: unknown): boolean =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY;

// SQLITE_READONLY, SQLITE_CANTOPEN, and their extended codes.
const CANNOT: ReadonlySet<number> = new Set([8, 14, 264, 520, 776, 1032, 1288, 1544]);

/** Could the database, or a file beside it, not be opened in this way? */
export const isUnopenable = (error: unknown): boolean =>
  CANNOT.has((error as { errcode?: number }).errcode ?? 0);

// SQLITE_CORRUPT
const CORRUPT = 11;

/** Does what was read not fit together, as it may be while another process writes it? */
export const isMalformed = (error: unknown): boolean =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === CORRUPT;

// SQLITE_NOTADB
const NO_DATABASE = 26;

/** Is the file something else than a SQLite database? */
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
