// Determines whether a file is a journal, without changing the file or anything beside it.

import type { Stats } from 'node:fs';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Database,
  isNoDatabase,
  isUnopenable,
  openDatabase,
  openImmutableDatabase,
  openUnchangedDatabase,
} from './sqlite.ts';

/** In the header of every journal since 0.2.0: "vmjl". See https://www.sqlite.org/fileformat.html#application_id. */
export const APPLICATION_ID = 0x766d6a6c;

/**
 * `old`: a journal of 0.1.0, which has no application ID. `creating`: nothing yet, or an empty database, as
 * while another process creates a journal in it. `foreign`: not a journal; `why` says what it is instead.
 */
export type Recognized =
  | { readonly kind: 'absent' | 'journal' | 'old' }
  | { readonly kind: 'creating' | 'foreign'; readonly why: string };

/**
 * Determines what the file is. Throws if that is impossible. Only SQLite opens the file: closing a file
 * descriptor releases every lock that the process has on the file, including those of a journal that is
 * already open.
 */
export function recognize(file: string): Recognized {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'absent' };
  if (!stats.isFile()) return { kind: 'foreign', why: `it is ${kindOf(stats)}` };
  if (stats.size === 0) return { kind: 'creating', why: 'it is empty' };
  if (stats.size < SMALLEST_PAGE) return NO_DATABASE;
  // SQLite would only report that it cannot open the file.
  accessSync(file, constants.R_OK);
  try {
    return look(file);
  } catch (error) {
    if (isNoDatabase(error)) return NO_DATABASE;
    throw error;
  }
}

const SMALLEST_PAGE = 512;
const NO_DATABASE: Recognized = { kind: 'foreign', why: 'it is not a SQLite database' };

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link: give the path of the file that it points to';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** Whether files beside this one hold changes that have not been merged into it. */
export const hasUnmerged = (file: string): boolean =>
  existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;

function look(file: string): Recognized {
  if (!hasUnmerged(file)) return within(openImmutableDatabase(file));
  try {
    return within(openUnchangedDatabase(file));
  } catch (error) {
    if (!isUnopenable(error)) throw error;
    return lookAtCopy(file);
  }
}

const COPIED_AT_MOST = 2 ** 30;

// The file that the writers share is missing: opening the journal itself would make SQLite merge the files
// and create a third.
function lookAtCopy(file: string): Recognized {
  const suffixes = ['', '-wal'];
  const size = suffixes.reduce((sum, suffix) => sum + statSync(file + suffix).size, 0);
  if (size > COPIED_AT_MOST)
    throw new Error(
      `it was not closed properly, and it is too large to be copied for the check (${size} bytes)`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    for (const suffix of suffixes) copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    return within(openDatabase(copy));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const OLD_SCHEMA: ReadonlySet<string> = new Set(['runs', 'records', 'unfinished']);

const COLUMNS: Readonly<Record<string, string>> = {
  runs: 'run_id volume_id parameters cloud started_at ended_at status state holder',
  records: 'run_id n at record digest',
};

function within(database: Database): Recognized {
  try {
    const id = Number(database.prepare('PRAGMA application_id').get()?.['application_id']);
    if (id === APPLICATION_ID) return { kind: 'journal' };
    if (id !== 0)
      return { kind: 'foreign', why: `it is the database of another program (application id ${id})` };
    return bySchema(database);
  } finally {
    database.close();
  }
}

function bySchema(database: Database): Recognized {
  const names = database
    .prepare('SELECT name FROM sqlite_schema')
    .all()
    .map(({ name }) => String(name));
  if (names.length === 0) return { kind: 'creating', why: 'it is an empty database' };
  const columnsOf = (table: string): string =>
    database
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name)
      .join(' ');
  const isOld =
    names.length === OLD_SCHEMA.size &&
    names.every((name) => OLD_SCHEMA.has(name)) &&
    Object.entries(COLUMNS).every(([table, columns]) => columnsOf(table) === columns);
  if (isOld) return { kind: 'old' };
  return {
    kind: 'foreign',
    why: `it is the database of another program (it has ${names.slice(0, 3).join(', ')})`,
  };
}
