// Bytes that storage balance moves, and Watcher's algorithm, against the optimum: `node test/strategies/balanceQuality.ts 2000`
import process from 'node:process';
import { compared, ours, watchers } from './smallBalances.ts';

const seeds = Array.from({ length: Number(process.argv[2] ?? 1000) }, (_, n) => n + 1);
const row = (...cells: readonly (string | number)[]): void =>
  void process.stdout.write(`| ${cells.join(' | ')} |\n`);

row('', 'clouds that can be balanced', 'balanced', 'bytes / optimum, mean', 'worst');
row('---', '---', '---', '---', '---');
for (const [name, way] of [
  ['storage-balance', ours],
  ["Watcher's", watchers],
] as const) {
  const { worlds, reached, meanRatio, worstRatio } = compared(way, seeds);
  row(name, worlds, reached, meanRatio.toFixed(3), worstRatio.toFixed(3));
}
