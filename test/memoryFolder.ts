// The folder of temporary files: in memory where there is room, since every record of a journal waits for the disk.
// Imported by configurations of vitest, after environment.ts.
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const MEMORY = '/dev/shm';
const NAME = 'volume-migrate-tests-';

// Pages that browsers keep, compiled commands and journals need a tenth of it.
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

// A process that was killed has left its folder, which uses memory.
function removeAbandoned(): void {
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = new RegExp(`^${NAME}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeFolder(join(MEMORY, name));
  }
}

if (process.env['TMPDIR'] === undefined && hasRoom()) {
  removeAbandoned();
  const folder = mkdtempSync(join(MEMORY, `${NAME}${process.pid}-`));
  // Like /tmp: a process of another user comes to what a test opens to it.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  process.on('exit', () => removeFolder(folder));
}
