// node:sqlite, without the warning that Node 22 prints when it is loaded.
import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';

export type Database = DatabaseSync;

/** Opens a database file, which is made where there is none. */
export function openDatabase(file: string): Database {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    const { DatabaseSync: Opened } = process.getBuiltinModule('node:sqlite');
    return new Opened(file);
  } finally {
    process.emitWarning = emitWarning;
  }
}
