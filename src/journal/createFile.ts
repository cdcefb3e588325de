// Creates a journal file: under a temporary name first, so that nobody ever sees an incomplete one.
import { randomUUID } from 'node:crypto';
import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { APPLICATION_ID } from './recognize.ts';
import { upgradeSchema } from './schema/index.ts';
import { openExistingDatabase } from './sqlite.ts';

/**
 * Creates an empty journal that only its owner can read (mode 0600). Returns false if the file already
 * exists; it is left unchanged.
 */
export function createJournalFile(file: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  closeSync(openSync(draft, 'wx', 0o600));
  try {
    const database = openExistingDatabase(draft);
    try {
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA journal_mode = WAL; BEGIN`);
      upgradeSchema(database);
      database.exec('COMMIT');
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

// Some file systems do not support links.
function linkOrCopy(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error;
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
