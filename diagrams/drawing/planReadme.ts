// diagrams/plan.md: the dispatcher of many moves, with its states in words.
import { type ChartState, withDescendants } from './chart.ts';
import { mermaidOf } from './mermaid.ts';

/** The page about the machine of a plan. */
export const planReadmeOf = (chart: ChartState): string =>
  [
    '# The machine of a plan, drawn',
    [
      '`npm run diagrams` generates this file from `machines/plan/`. The machine starts each move of a plan as soon as every limit allows it; a move is a run of its own.',
      '`dispatching` starts one move for each transition, so a replay shows why that move was next: [nextMove](../machines/plan/nextMove.ts) chooses it.',
      'While a plan is applied, `applying` also receives the end of each move, the capacity of the pools, the slots that other runs take, the time, and the requests of people;',
      'these keep it in its state. [plan.json](plan.json) contains the definition.',
    ].join('\n'),
    ...withDescendants(chart)
      .filter(({ kind }) => kind === 'compound')
      .flatMap((compound) => section(compound, compound === chart)),
  ]
    .join('\n\n')
    .concat('\n');

function section(compound: ChartState, isWhole: boolean): string[] {
  const rows = compound.states.map(({ name, description }) => `| \`${name}\` | ${description} |`);
  return [
    `## ${isWhole ? 'The whole chart' : compound.path}`,
    mermaidOf(compound),
    ['| state | what it is |', '|---|---|', ...rows].join('\n'),
  ];
}
