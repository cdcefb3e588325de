// The table of courses and the points at which their runs were killed.

export interface Row {
  readonly course: string;
  readonly records: number;
  readonly requests: number;
  /** Processes that were killed at a point of their run, one per run. */
  readonly killed: number;
  /** Processes of one run that were killed one after another. */
  readonly killedInTurn: number;
  readonly exceptions: number;
}

const HEAD = ['course', 'records', 'requests', 'kill points', 'killed in turn', 'exceptions'];

/** As Markdown, with the totals in its last line. */
export function tableOf(rows: readonly Row[]): string {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const lines = rows.map((row) => [
    row.course,
    ...[row.records, row.requests, row.killed, row.killedInTurn, row.exceptions],
  ]);
  const sums = [
    `${rows.length} courses`,
    sum((row) => row.records),
    sum((row) => row.requests),
    sum((row) => row.killed),
    sum((row) => row.killedInTurn),
    sum((row) => row.exceptions),
  ];
  return [HEAD, HEAD.map(() => '---'), ...lines, sums].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
