// An index by the end of runs: plans list those that have ended lately, in journals of any length.
export const sql = `
  CREATE INDEX ended ON runs (ended_at) WHERE ended_at IS NOT NULL;
`;
