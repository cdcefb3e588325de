// The schema of version 0.1.0: runs and their records.
export const sql = `
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
