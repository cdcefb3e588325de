// The states of a compound state as a Mermaid diagram, which GitHub draws. Omits transitions that keep the
// run in its state.
import { type ChartState, isWithin, leaving } from './chart.ts';
import { fullWords } from './words.ts';

export function mermaidOf(compound: ChartState): string {
  const names = compound.states.map(({ name }) => `    ${name}: ${name}`);
  const edges = new Set(compound.states.flatMap((state) => edgesOf(state, compound)));
  const initial = compound.states.find(({ path }) => path === compound.initial)?.name ?? '';
  const start = `    [*] --> ${initial}`;
  return ['```mermaid', 'stateDiagram-v2', ...names, start, ...edges, '```'].join('\n');
}

/** The transitions that leave one of the compound's states, from itself or from within. */
const edgesOf = (state: ChartState, compound: ChartState): string[] =>
  leaving(state).map((one) => {
    const sibling = compound.states.find((other) => isWithin(one.target ?? '', other));
    const target = sibling?.name ?? one.target;
    return `    ${state.name} --> ${target}: ${one.source === state.path ? fullWords(one) : 'from within'}`;
  });
