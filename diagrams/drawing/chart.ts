// What a drawing shows of a machine: its states as a tree, and for each transition whether it is a line or an exit.
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type DeclaredTransition, pathOf, transitionsOf } from '../../machines/transitions.ts';
import { isWatch, SERVICES } from './services.ts';
import { boxNumbers } from './specification.ts';

/** A question is decided at once, a call by its service; a wait continues until something is read. */
export type Kind = 'question' | 'call' | 'wait' | 'compound' | 'final';

export interface ChartState {
  /** Such as `cold.migrating.watchingMigration`; empty for the whole chart. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /**
   * Its place in the specification: `Step 3` of a swap, or `Spec 7, 8` of its diagram's boxes; null
   * otherwise.
   */
  readonly mark: string | null;
  /** The description without the step. */
  readonly caption: string;
  readonly kind: Kind;
  /** The service that it calls or watches, such as `Cinder`; null if none. */
  readonly service: string | null;
  /** Path of the initial state; null without child states. */
  readonly initial: string | null;
  readonly states: readonly ChartState[];
  readonly transitions: readonly DeclaredTransition[];
}

/** The machine, or one of its states, with everything in it. Throws if the path names no state. */
export function chartOf(machine: AnyStateMachine, path = ''): ChartState {
  const transitions = transitionsOf(machine);
  const node = path === '' ? machine.root : machine.getStateNodeById(`${machine.id}.${path}`);
  return chartState(node, transitions);
}

function chartState(node: AnyStateNode, transitions: readonly DeclaredTransition[]): ChartState {
  const path = pathOf(node);
  const calls = node.invoke.map(({ src }) => String(src));
  const [initial] = node.initial?.target ?? [];
  return {
    path,
    name: node.key,
    description: node.description ?? '',
    ...captionOf(path, node.description ?? ''),
    kind: kindOf(node, calls),
    service: calls.map((call) => SERVICES[call as keyof typeof SERVICES]).join(' ') || null,
    initial: initial === undefined ? null : pathOf(initial),
    states: Object.values(node.states).map((child) => chartState(child, transitions)),
    transitions: transitions.filter(({ source }) => source === path),
  };
}

/** `Step 1: creating a user` is step 1, captioned `Creating a user`. */
function captionOf(path: string, description: string): Pick<ChartState, 'mark' | 'caption'> {
  const [, step = null, rest = description] = /^(Step \d+): (.+)$/.exec(description) ?? [];
  const numbers = boxNumbers(path);
  return {
    mark: step ?? (numbers === null ? null : `Spec ${numbers}`),
    caption: rest.charAt(0).toUpperCase() + rest.slice(1),
  };
}

function kindOf(node: AnyStateNode, calls: readonly string[]): Kind {
  if (node.type === 'compound' || node.type === 'parallel') return 'compound';
  if (node.type === 'final') return 'final';
  if (node.always !== undefined && node.always.length > 0) return 'question';
  return calls.length > 0 && !calls.some(isWatch) ? 'call' : 'wait';
}

/** The state and everything in it, each before its children. */
export const withDescendants = (state: ChartState): ChartState[] => [
  state,
  ...state.states.flatMap(withDescendants),
];

export const isWithin = (path: string, state: ChartState): boolean =>
  state.path === '' || path === state.path || path.startsWith(`${state.path}.`);

/** The transitions of a state and of everything in it that lead out of it. */
export const leaving = (state: ChartState): DeclaredTransition[] =>
  withDescendants(state)
    .flatMap(({ transitions }) => transitions)
    .filter(({ target }) => target !== null && !isWithin(target, state));
