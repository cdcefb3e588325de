// Which processes are alive, told by locks that the system takes away with their holders, kill -9 included.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Database, openDatabase } from './sqlite.ts';

/** A process that holds runs. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface Holders {
  /** This process. Its lock is taken at the first call, and held until `close`. */
  readonly self: () => Holder;
  /** The process that holds the lock of that id; null when it is gone. */
  readonly alive: (id: string) => Holder | null;
  readonly close: () => void;
}

/** One lock file a process, in a folder that the processes share. */
export function openHolders(folder: string): Holders {
  let own: { readonly holder: Holder; readonly lock: Database } | null = null;
  const fileOf = (id: string): string => join(folder, `${id}.lock`);
  return {
    self: () => {
      own ??= takeLock(folder, fileOf);
      return own.holder;
    },
    alive: (id) => (id === own?.holder.id ? own.holder : lookAt(fileOf(id))),
    close: () => {
      if (own === null) return;
      own.lock.close();
      remove(fileOf(own.holder.id));
      own = null;
    },
  };
}

function takeLock(folder: string, fileOf: (id: string) => string): { holder: Holder; lock: Database } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holder = { id: randomUUID(), pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const lock = openDatabase(fileOf(holder.id));
  lock.exec('CREATE TABLE holder (holder TEXT NOT NULL)');
  lock.prepare('INSERT INTO holder VALUES (?)').run(JSON.stringify(holder));
  // A writer's lock: others may read who holds it, none may take it.
  lock.exec('BEGIN IMMEDIATE');
  return { holder, lock };
}

function lookAt(file: string): Holder | null {
  if (!existsSync(file)) return null;
  const database = openDatabase(file);
  try {
    // Two that look at once are in each other's way for a moment: that is no holder.
    database.exec('PRAGMA busy_timeout = 30; BEGIN IMMEDIATE; ROLLBACK');
  } catch {
    const row = database.prepare('SELECT holder FROM holder').get() as { holder: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.holder) as Holder);
  } finally {
    database.close();
  }
  remove(file);
  return null;
}

function remove(file: string): void {
  for (const suffix of ['', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}
