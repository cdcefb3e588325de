// Creates a journal file: under another name first, so that nobody ever sees half of one.
import { randomUUID } from 'node:crypto';
import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { APPLICATION_ID } from './recognize.ts';
import { openExistingDatabase } from './sqlite.ts';

export const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, volume_id TEXT NOT NULL, parameters TEXT, cloud TEXT, started_at TEXT NOT NULL,
    ended_at TEXT, status TEXT, state TEXT, holder TEXT
  ) WITHOUT ROWID;
  CREATE INDEX unfinished ON runs (volume_id) WHERE ended_at IS NULL;
  CREATE TABLE records (
    run_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run_id, n)
  ) WITHOUT ROWID;
`;

/** Creates an empty journal for its owner alone (mode 0600). False where a file of that name is there already; it is left as it is. */
export function createJournalFile(file: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  closeSync(openSync(draft, 'wx', 0o600));
  try {
    const database = openExistingDatabase(draft);
    try {
      database.exec(
        `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA journal_mode = WAL; BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
      );
    } finally {
      database.close();
    }
    return publish(draft, file);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
  }
}

function publish(draft: string, file: string): boolean {
  try {
    linkOrCopy(draft, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return true;
}

// Some file systems have no links.
function linkOrCopy(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error;
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
