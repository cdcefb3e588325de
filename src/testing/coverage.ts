// How much of a machine a set of walks covers: states, transitions, and both results of each guard in each place.
import type { AnyStateMachine } from 'xstate';
import { pathOf, statesOf, transitionsOf } from '../../machines/transitions.ts';
import type { Walk } from './walk.ts';

/** Names of what was reached, and of what was not. */
export interface Covered {
  readonly reached: readonly string[];
  readonly missed: readonly string[];
}

/** How much of a machine is covered. */
export interface Coverage {
  /** By path; the empty path is the machine itself. */
  readonly states: Covered;
  /** By the IDs of `transitionsOf`. */
  readonly transitions: Covered;
  /** Each use of a guard twice: `a.b|event|0 isCold: true`, and the same with false. */
  readonly guards: Covered;
}

/** How much of a machine a set of walks covers. */
export function coverageOf(machine: AnyStateMachine, walks: readonly Walk<AnyStateMachine>[]): Coverage {
  const steps = walks.flat();
  const taken = steps.flatMap((step) => step.taken);
  const visited = [...steps.flatMap(({ state }) => state.split(',')), ...taken.map(({ source }) => source)];
  const transitions = transitionsOf(machine);
  const asked = transitions.flatMap(({ id, guard }) =>
    guard === null ? [] : [answerName(id, guard, true), answerName(id, guard, false)],
  );
  return {
    states: covered(statesOf(machine).map(pathOf), visited.flatMap(withParents)),
    transitions: covered(
      transitions.map(({ id }) => id),
      taken.map(({ id }) => id),
    ),
    guards: covered(
      asked,
      steps.flatMap(({ guards }) =>
        guards.map(({ transition: { id, guard }, answer }) => answerName(id, guard ?? '', answer)),
      ),
    ),
  };
}

const answerName = (id: string, guard: string, answer: boolean): string => `${id} ${guard}: ${answer}`;

/** `a.b` is in `a` too, and in the machine itself. */
const withParents = (path: string): string[] =>
  path === '' ? [''] : [path, ...withParents(path.split('.').slice(0, -1).join('.'))];

function covered(declared: readonly string[], met: readonly string[]): Covered {
  const known = new Set(met);
  return {
    reached: declared.filter((name) => known.has(name)),
    missed: declared.filter((name) => !known.has(name)),
  };
}

/** A table of what is covered, and below it what is not. */
export function coverageTable({ states, transitions, guards }: Coverage): string {
  const rows = { states, transitions, 'guard answers': guards };
  const lines = Object.entries(rows).map(([name, { reached, missed }]) => {
    const all = reached.length + missed.length;
    const percent = all === 0 ? 100 : (100 * reached.length) / all;
    return `${name.padEnd(14)}${String(reached.length).padStart(6)} of ${String(all).padEnd(6)}${percent.toFixed(1).padStart(6)} %`;
  });
  const missed = Object.values(rows).flatMap((row) => row.missed);
  return [...lines, ...missed.map((name) => `  not covered: ${name}`)].join('\n');
}
