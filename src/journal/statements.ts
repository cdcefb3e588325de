// The SQL statements of the SQLite store.
import type { StatementSync } from 'node:sqlite';
import type { Database } from './sqlite.ts';

const SQL = {
  record: 'INSERT INTO records (run_id, n, at, record, digest) VALUES (?, ?, ?, ?, ?)',
  start: `INSERT INTO runs (run_id, volume_id, parameters, started_at, workflow, parent) VALUES (?, '', ?, ?, ?, ?)
       ON CONFLICT (run_id) DO UPDATE SET parameters = excluded.parameters, started_at = excluded.started_at,
         workflow = excluded.workflow, parent = excluded.parent`,
  hold: `INSERT INTO runs (run_id, volume_id, cloud, started_at, holder, slots) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (run_id) DO UPDATE SET holder = excluded.holder`,
  // Not with OR: that would read all runs.
  ofResource: `SELECT * FROM runs WHERE ended_at IS NULL AND volume_id = ?
       UNION SELECT * FROM runs WHERE ended_at IS NULL AND run_id = ?`,
  withSlots: 'SELECT * FROM runs WHERE ended_at IS NULL AND slots IS NOT NULL',
  request: `INSERT INTO requests (run_id, n, at, event)
       SELECT ?1, 1 + coalesce(max(n), 0), ?2, ?3 FROM requests WHERE run_id = ?1 RETURNING n`,
  requests: 'SELECT n, event FROM requests WHERE run_id = ? AND n > ? ORDER BY n',
  removeRequests: 'DELETE FROM requests WHERE run_id = ?',
  takeSlots: 'UPDATE runs SET slots = ? WHERE run_id = ?',
  holder: 'SELECT holder FROM runs WHERE run_id = ?',
  release: 'UPDATE runs SET holder = NULL WHERE run_id = ? AND holder = ?',
  forget:
    'DELETE FROM runs WHERE run_id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE records.run_id = runs.run_id)',
  // A run that was released before its first record: nobody can resume it.
  forgetReleased: `DELETE FROM runs WHERE run_id = ? AND holder IS NULL
       AND NOT EXISTS (SELECT 1 FROM records WHERE records.run_id = runs.run_id)`,
  end: 'UPDATE runs SET status = ?, ended_at = ? WHERE run_id = ?',
  state: 'UPDATE runs SET state = ? WHERE run_id = ?',
  readAfter: 'SELECT * FROM records WHERE run_id = ? AND n > ? ORDER BY n',
  all: 'SELECT * FROM runs ORDER BY started_at DESC',
  unfinished: 'SELECT * FROM runs WHERE ended_at IS NULL ORDER BY started_at DESC',
  // Not with OR: that would read all runs.
  unfinishedOrNew: `SELECT * FROM runs WHERE ended_at IS NULL
       UNION ALL SELECT * FROM runs WHERE ended_at >= ? ORDER BY started_at DESC`,
  one: 'SELECT * FROM runs WHERE run_id = ?',
  removeRecords: 'DELETE FROM records WHERE run_id = ?',
  removeRun: 'DELETE FROM runs WHERE run_id = ?',
} as const;

export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

/**
 * Each statement is prepared when it is first needed: an older journal that is only read lacks columns that
 * others write.
 */
export function prepare(database: Database): Statements {
  const prepared = new Map<string, StatementSync>();
  const statement = (name: keyof typeof SQL): StatementSync => {
    const known = prepared.get(name) ?? database.prepare(SQL[name]);
    prepared.set(name, known);
    return known;
  };
  const names = Object.keys(SQL) as (keyof typeof SQL)[];
  const getters = names.map((name) => [name, { get: () => statement(name) }] as const);
  return Object.defineProperties({}, Object.fromEntries(getters)) as Statements;
}
