// Runs of any workflow: its name, and the parent run. `volume_id` holds the ID of the resource, `cloud` its
// scope, `parameters` the machine's input; in rows of schema 1 the migration's parameters.
export const sql = `
  ALTER TABLE runs ADD COLUMN workflow TEXT;
  ALTER TABLE runs ADD COLUMN parent TEXT;
`;
