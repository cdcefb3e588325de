// The journal's schema: one numbered step per file, each applied once, in order.
import type { Database } from '../sqlite.ts';
import { sql as first } from './1.ts';
import { sql as second } from './2.ts';
import { sql as third } from './3.ts';
import { sql as fourth } from './4.ts';

const STEPS = [first, second, third, fourth];

/** The newest schema: SQLite's `user_version` of a journal after every step. */
export const SCHEMA_VERSION = STEPS.length;

/** Applies the steps that a journal has not had yet. Call it within a transaction. */
export function upgradeSchema(database: Database): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  for (const sql of STEPS.slice(version)) database.exec(sql);
  if (version < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}
