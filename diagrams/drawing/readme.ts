// diagrams/README.md: the specification's diagram beside the machine, and each drawing with its states in words.
import type { ChartState } from './chart.ts';
import { mermaidOf } from './mermaid.ts';
import {
  boxNumbers,
  QUOTED,
  SPECIFICATION,
  SPECIFICATION_URL,
  type SpecificationBox,
} from './specification.ts';

export const fileOf = ({ path }: Pick<ChartState, 'path'>): string => `${path || 'volumeMigrate'}.svg`;

export const readmeOf = (chart: ChartState, compounds: readonly ChartState[]): string =>
  [...introduction(), ...comparison(compounds), ...compounds.flatMap((one) => section(one, one === chart))]
    .join('\n\n')
    .concat('\n');

const introduction = (): string[] => [
  '# The machine, drawn',
  [
    'Made from `machines/` by `npm run diagrams`; a test checks that it is current, and that every state and every transition of the machine is in it.',
    '`asking…` is a question, answered by guards; `getting…`, `requesting…`, `creating…` and the like are one call each, of the service named on the card;',
    '`watching…` is a wait, which ends by what is seen. An exit is a small sign with the name of the state that it leads to: in the whole chart with a dot',
    'for each transition, in the drawings of its parts in words. `done` and `error` are the two ends of a call; `no` is what is left when all guards said no.',
    '[volumeMigrate.json](volumeMigrate.json) holds the definition, for the Stately editor and other tools.',
  ].join('\n'),
];

const comparison = (compounds: readonly ChartState[]): string[] => [
  '## Question by question',
  `The [specification's execution diagram](${SPECIFICATION_URL}) (CC BY 3.0), redrawn. Under each of its boxes stands the state that is that box here.`,
  "![The specification's execution diagram, each box with the state that it is here](specification.svg)",
  details('As the specification has it', ['```text', QUOTED, '```'].join('\n')),
  [
    '| | the specification | state | drawn in | yes | no |',
    '|---|---|---|---|---|---|',
    ...SPECIFICATION.map((box, index) => comparisonRow(box, index + 1, compounds)),
  ].join('\n'),
  [
    'Questions 1 and 2 are the guards of one state, and so are 7 and 8. What a question needs to know is read before it is asked. Before the five steps Nova is asked',
    'whether it takes a direct swap; where it does not, Cinder retypes the volume in use, which ends the same. After the calls of Cinder (11, 12) the move is watched and verified.',
  ].join('\n'),
];

function comparisonRow(box: SpecificationBox, number: number, compounds: readonly ChartState[]): string {
  const own = compounds.find(({ path }) => path === box.state);
  const file = fileOf(own ?? { path: box.state.split('.').slice(0, -1).join('.') });
  const drawn = `[${file}](${file})`;
  return `| ${number} | ${box.words} | \`${box.state}\` | ${drawn} | ${next(box.yes)} | ${next(box.no)} |`;
}

function next(answer: string | null): string {
  if (answer === null) return '';
  const index = SPECIFICATION.findIndex(({ id }) => id === answer);
  return index === -1 ? '`failed`' : `${index + 1}`;
}

function section(compound: ChartState, isWhole: boolean): string[] {
  const title = isWhole ? 'The whole chart' : compound.path;
  const alt = isWhole ? 'The whole statechart' : `The statechart of ${compound.path}`;
  const rows = compound.states.map(
    ({ name, path, description, service }) =>
      `| \`${name}\` | ${description} | ${service ?? ''} | ${boxNumbers(path) ?? ''} |`,
  );
  return [
    `## ${title}`,
    ...(compound.description === '' ? [] : [`${compound.description}.`]),
    `![${alt}](${fileOf(compound)})`,
    ['| state | what it is | service | box of the specification |', '|---|---|---|---|', ...rows].join('\n'),
    details('As Mermaid', mermaidOf(compound)),
  ];
}

const details = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
