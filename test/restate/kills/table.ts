// The table at the end: a line for each kind of kill.
import type { Round } from './round.ts';

const HEAD = ['killed', 'rounds', 'struck', 'moves', 'resumes', 'seconds, longest', 'exceptions'];

/** The table in lines of text. */
export function tableOf(rounds: readonly Round[]): string[] {
  const kinds = [...new Set(rounds.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => rowOf(rounds.filter((round) => round.kind === kind)));
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

function rowOf(rounds: readonly Round[]): string[] {
  const sum = (of: (round: Round) => number): string =>
    String(rounds.reduce((total, round) => total + of(round), 0));
  return [
    rounds[0]?.kind ?? '',
    String(rounds.length),
    sum(({ isStruck }) => Number(isStruck)),
    sum(({ moves }) => moves),
    sum(({ resumes }) => resumes),
    Math.max(...rounds.map(({ seconds }) => seconds)).toFixed(1),
    sum(({ exceptions }) => exceptions.length),
  ];
}
