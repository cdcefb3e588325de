// Is a file a journal? Told without changing the file, or anything beside it.

import type { Stats } from 'node:fs';
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from './sqlite.ts';

/** In the header of every journal since 0.2.0: "vmjl". See https://www.sqlite.org/fileformat.html#application_id. */
export const APPLICATION_ID = 0x766d6a6c;

/**
 * `old`: a journal of 0.1.0, which has no application id. `creating`: nothing yet, or an empty database, as a file is
 * while another process creates a journal in it. `foreign`: not a journal; `why` says what it is instead.
 */
export type Recognized =
  | { readonly kind: 'absent' | 'journal' | 'old' }
  | { readonly kind: 'creating' | 'foreign'; readonly why: string };

/** What there is under this name. Throws where it cannot be read. */
export function recognize(file: string): Recognized {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'absent' };
  if (!stats.isFile()) return { kind: 'foreign', why: `it is ${kindOf(stats)}` };
  const header = readHeader(file);
  if (header.length === 0) return { kind: 'creating', why: 'it is empty' };
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { kind: 'foreign', why: 'it is not a SQLite database' };
  }
  const applicationId = header.readInt32BE(68);
  if (applicationId === APPLICATION_ID) return { kind: 'journal' };
  const other = `it is the database of another program (application id ${applicationId})`;
  return applicationId === 0 ? withoutId(file) : { kind: 'foreign', why: other };
}

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link: name the file that it leads to';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

const MAGIC = Buffer.from('SQLite format 3\0');
const HEADER_BYTES = 100;

function readHeader(file: string): Buffer {
  // Whatever takes the file's place now is not waited for, and not followed.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return readSync(descriptor, header, 0, HEADER_BYTES, 0) === 0 ? Buffer.alloc(0) : header;
  } finally {
    closeSync(descriptor);
  }
}

// A copy is looked at: reading a database may create files beside it, and take away others.
function withoutId(file: string): Recognized {
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    for (const suffix of ['', '-wal']) {
      if (statSync(file + suffix, { throwIfNoEntry: false })?.isFile())
        copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    return bySchema(copy);
  } catch (error) {
    // As it may be while another process writes its first pages.
    return { kind: 'creating', why: `it cannot be read as a database: ${(error as Error).message}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const OLD_SCHEMA: ReadonlySet<string> = new Set(['runs', 'records', 'unfinished']);

const COLUMNS: Readonly<Record<string, string>> = {
  runs: 'run_id volume_id parameters cloud started_at ended_at status state holder',
  records: 'run_id n at record digest',
};

function bySchema(copy: string): Recognized {
  const database = openDatabase(copy);
  try {
    const { application_id: id } = database.prepare('PRAGMA application_id').get() as {
      application_id: number;
    };
    if (id === APPLICATION_ID) return { kind: 'journal' };
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
  } finally {
    database.close();
  }
}
