// One line about the comparison of a run.
import type { Comparison } from './compare.ts';
import { type Cloud, isKnown } from './knownDifferences.ts';

/** A line for the people who read the run's output. */
export function report(
  cloud: Cloud,
  { calls, courses, fleeting, differences }: Comparison,
  ms: number,
): void {
  const known = differences.filter((one) => isKnown(cloud, one)).length;
  const cells = [
    ['cloud', cloud],
    ['calls compared', calls],
    ['courses compared', courses],
    ['known differences', known],
    ['fleeting states', fleeting],
    ['unknown differences', differences.length - known],
    ['seconds', (ms / 1000).toFixed(1)],
  ] as const;
  const widths = cells.map(([head, value]) => Math.max(head.length, String(value).length));
  const line = (column: 0 | 1): string =>
    `| ${cells.map((cell, at) => String(cell[column]).padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  process.stdout.write(`\n${line(0)}${line(1)}\n`);
}
