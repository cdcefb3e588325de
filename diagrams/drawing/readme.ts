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
    '`npm run diagrams` generates these files from `machines/`. A test checks that they are current, and that they show every state and every transition of the machine.',
    'An `asking…` state is a question, answered by guards. A state such as `getting…`, `requesting…` or `creating…` is one call of the service named on the card.',
    'A `watching…` state waits until the cloud shows a result. An exit is a small sign with the name of the target state. The whole chart marks each',
    'transition with a dot, the drawings of its parts name it. A call ends with `done` or `error`. `no` means that every guard answered no.',
    '[volumeMigrate.json](volumeMigrate.json) contains the definition, for the Stately editor and other tools. The machine that makes the moves of a plan is drawn in [plan.md](plan.md).',
  ].join('\n'),
];

const comparison = (compounds: readonly ChartState[]): string[] => [
  '## Question by question',
  `The [specification's execution diagram](${SPECIFICATION_URL}) (CC BY 3.0), redrawn. The state that implements each box is named below it.`,
  "![The specification's execution diagram, each box with the state that implements it](specification.svg)",
  details('The diagram in the specification', ['```text', QUOTED, '```'].join('\n')),
  [
    '| | the specification | state | drawn in | yes | no |',
    '|---|---|---|---|---|---|',
    ...SPECIFICATION.map((box, index) => comparisonRow(box, index + 1, compounds)),
  ].join('\n'),
  [
    'Questions 1 and 2 are the guards of one state, and so are 7 and 8. The data for a question is read before the question is answered. Before the five steps, Nova is probed:',
    'if it rejects direct swaps, Cinder retypes the volume in use instead, with the same result. After the calls of Cinder (11, 12), the migration is watched and verified.',
    "The first question also accepts `migrate` and `retype`, which the specification's diagram does not have. The whole chart shows them below its ends; after their own questions they",
    'join `cold` (a detached volume) or `swap` (an attached volume that is retyped), or call Cinder and watch the migration themselves (an attached volume that is migrated).',
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
