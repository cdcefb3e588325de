// The table of the chart's states, for the page that explains the chart.
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { cell } from './markdown.ts';

interface Node {
  readonly key: string;
  readonly path: readonly string[];
  readonly description?: string | undefined;
  readonly states: Readonly<Record<string, Node>>;
}

/** The table, in Markdown: every state with what it does. */
export function statesTable(): string {
  const rows = statesOf(volumeMigrateMachine.root as unknown as Node);
  return ['| State | What it does |', '|---|---|', ...rows].join('\n');
}

const statesOf = (node: Node): string[] =>
  Object.values(node.states).flatMap((state) => [
    `| \`${state.path.join('.')}\` | ${cell(state.description ?? '')} |`,
    ...statesOf(state),
  ]);
