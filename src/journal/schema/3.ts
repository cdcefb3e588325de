// Slots that unfinished runs take, as a JSON list of names; and requests to runs, from any process.
export const sql = `
  ALTER TABLE runs ADD COLUMN slots TEXT;
  CREATE INDEX slots ON runs (slots) WHERE ended_at IS NULL AND slots IS NOT NULL;
  CREATE TABLE requests (
    run_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (run_id, n)
  ) WITHOUT ROWID;
`;
