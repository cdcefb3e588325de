// The file that the SQLite journal lies in: where it is, its schema, and what may become of it meanwhile.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from './sqlite.ts';

const SCHEMA_VERSION = 1;

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

/** `$XDG_STATE_HOME/volume-migrate/journal.sqlite`, or below `~/.local/state`. */
export function defaultJournalFile(env: NodeJS.ProcessEnv = process.env): string {
  // The XDG specification: a relative path is no path.
  const given = env['XDG_STATE_HOME'] ?? '';
  const folder = isAbsolute(given) ? given : join(homedir() || userInfo().homedir, '.local/state');
  return join(folder, 'volume-migrate', 'journal.sqlite');
}

/** Opens the file, which is made where there is none, for its owner alone. */
export function openJournalDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  chmodSync(file, 0o600);
  database.exec('PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  migrateSchema(database);
  return database;
}

// What is written into a file that was deleted is lost, and what others write into its successor is not seen.
export function sameFile(file: string): () => void {
  const { ino } = statSync(file);
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) {
      throw new Error(`the journal ${file} was deleted or replaced meanwhile`);
    }
  };
}

const BUSY = 5;
const PATIENCE_MS = 60_000;

// Another process may have the file for a while: asks again without holding up this one. What was refused so wrote nothing.
export async function whenFree(work: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== BUSY || performance.now() > end) throw error;
      await sleep(50);
    }
  }
}

function migrateSchema(database: Database): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION) {
    throw new Error(`it was written by a newer volume-migrate (schema ${version}, known: ${SCHEMA_VERSION})`);
  }
  database.exec('BEGIN EXCLUSIVE');
  const again = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (again.user_version === 0) database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}`);
  database.exec('COMMIT');
}
