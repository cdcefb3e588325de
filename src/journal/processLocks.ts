// Detects which processes are alive, by locks that the system releases when their holder ends, even by kill -9.
import { randomUUID } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isUuid } from '../../services/uuid.ts';
import type { RunDriver } from '../engine/store.ts';
import { createFolder } from './createFolder.ts';
import { type Database, isBusy, openDatabase, openExistingDatabase } from './sqlite.ts';

export interface Holders {
  /** This process. Its lock is acquired at the first call and held until `close`. */
  readonly self: () => RunDriver;
  /**
   * The process that holds the lock with that ID; null if it is gone. If the lock cannot be read, the driver
   * has a `doubt`.
   */
  readonly alive: (id: string) => RunDriver | null;
  readonly close: () => void;
}

/**
 * One lock file per process, in a folder that the processes share. `tidy`: locks of processes that are gone
 * are removed.
 */
export function openHolders(folder: string, { tidy = true }: { readonly tidy?: boolean } = {}): Holders {
  let own: { readonly holder: RunDriver; readonly lock: Database } | null = null;
  const fileOf = (id: string): string => join(folder, `${id}.lock`);
  return {
    self: () => {
      own ??= takeLock(folder, fileOf);
      return own.holder;
    },
    alive: (id) => {
      if (id === own?.holder.id) return own.holder;
      // The ID comes from the journal. A damaged one must not lead to another file, and no process ever had
      // it: none can drive the run.
      return isUuid(id) ? lookAt(id, fileOf(id), tidy) : null;
    },
    close: () => {
      if (own === null) return;
      const { holder, lock } = own;
      own = null;
      lock.close();
      remove(fileOf(holder.id));
    },
  };
}

function takeLock(folder: string, fileOf: (id: string) => string): { holder: RunDriver; lock: Database } {
  createFolder(folder);
  const holder = { id: randomUUID(), pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const lock = openDatabase(fileOf(holder.id));
  lock.exec('CREATE TABLE holder (holder TEXT NOT NULL)');
  lock.prepare('INSERT INTO holder VALUES (?)').run(JSON.stringify(holder));
  // A writer's lock: others can read who holds it, none can acquire it.
  lock.exec('BEGIN IMMEDIATE');
  return { holder, lock };
}

function lookAt(id: string, file: string, tidy: boolean): RunDriver | null {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isFile()) return unreadable(id, file, 'it is not a regular file');
  try {
    const { isHeld, holder } = readLock(file);
    if (isHeld)
      return holder ?? unreadable(id, file, 'it is held, but does not name the process that holds it');
    if (holder?.id !== id) return unreadable(id, file, 'it is not the lock of this process');
  } catch (error) {
    // Its holder may have ended meanwhile.
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return null;
    return unreadable(id, file, (error as Error).message);
  }
  if (tidy) remove(file);
  return null;
}

// Without zod, which would double the modules that a command on the journal loads.
function asHolder(value: unknown): RunDriver | null {
  const { id, pid, host, since } = Object(value) as Partial<Record<keyof RunDriver, unknown>>;
  return typeof id === 'string' &&
    typeof pid === 'number' &&
    typeof host === 'string' &&
    typeof since === 'string'
    ? { id, pid, host, since }
    : null;
}

function readLock(file: string): { isHeld: boolean; holder: RunDriver | null } {
  const database = openExistingDatabase(file);
  try {
    // Two processes that check at the same time block each other for a moment: that does not mean the lock is
    // held.
    database.exec('PRAGMA busy_timeout = 30; BEGIN IMMEDIATE; ROLLBACK');
    return { isHeld: false, holder: holderIn(database) };
  } catch (error) {
    if (!isBusy(error)) throw error;
    return { isHeld: true, holder: holderIn(database) };
  } finally {
    database.close();
  }
}

function holderIn(database: Database): RunDriver | null {
  try {
    const row = database.prepare('SELECT holder FROM holder').get();
    return asHolder(JSON.parse(String(row?.['holder'])));
  } catch {
    return null;
  }
}

const unreadable = (id: string, file: string, why: string): RunDriver => ({
  ...{ id, pid: 0, host: '', since: '' },
  doubt: `its lock file ${file} cannot be read (${why}), so a process may still be driving the run. If no volume-migrate process is running, delete that file`,
});

function remove(file: string): void {
  for (const suffix of ['', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}
