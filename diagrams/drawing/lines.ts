// Which transitions are lines between two states of one compound, and which are exits in the state that they leave.
import type { DeclaredTransition } from '../../machines/transitions.ts';
import { type ChartState, isWithin, leaving } from './chart.ts';
import { isFolded } from './outcomes.ts';

export interface Line {
  readonly source: ChartState;
  readonly target: ChartState;
  /** Those that leave `source` itself. */
  readonly transitions: readonly DeclaredTransition[];
  /** Those that leave a state within `source`: they are exits there, and this line shows where they lead. */
  readonly fromWithin: readonly DeclaredTransition[];
}

export interface Exit {
  /** Path of the target state; null if the run stays. */
  readonly target: string | null;
  readonly transitions: readonly DeclaredTransition[];
}

/**
 * The frames of a whole chart that no line reaches: its page has two columns, so its first question leads to two
 * frames. What else it leads to is drawn aside, and named by the answers.
 */
export function framesAside(compound: ChartState): readonly ChartState[] {
  if (compound.path !== '') return [];
  const first = compound.states.find(({ path }) => path === compound.initial);
  const led = compound.states.filter(
    ({ kind, path }) => kind === 'compound' && first?.transitions.some(({ target }) => target === path),
  );
  return led.slice(2);
}

/** Lines between the compound's own states. A line to a folded end is drawn only if nothing else leads on. */
export function linesOf(compound: ChartState): Line[] {
  const aside = framesAside(compound);
  const states = compound.states.filter((state) => !aside.includes(state));
  const pairs = states.flatMap((source) => states.map((target) => ({ source, target })));
  return pairs
    .filter(
      ({ source, target }) => source !== target && !(isFolded(target) && leadsElsewhere(source, compound)),
    )
    .map(({ source, target }) => ({
      source,
      target,
      transitions: source.transitions.filter((one) => one.target === target.path && !isFolded(target)),
      fromWithin: leaving(source).filter((one) => one.source !== source.path && leadsInto(one, target)),
    }))
    .filter(({ transitions, fromWithin }) => transitions.length + fromWithin.length > 0);
}

export function exitsOf(state: ChartState, parent: ChartState | null): Exit[] {
  const drawn = new Set(
    (parent === null ? [] : linesOf(parent))
      .filter(({ source }) => source === state)
      .flatMap(({ transitions }) => transitions),
  );
  return byTarget(state.transitions.filter((one) => !drawn.has(one)));
}

/** In the order in which the machine names the targets; last the transitions that stay. */
export function byTarget(transitions: readonly DeclaredTransition[]): Exit[] {
  const groups = [...Map.groupBy(transitions, ({ target }) => target)];
  const exits = groups.map(([target, all]) => ({ target, transitions: all }));
  return [...exits.filter(({ target }) => target !== null), ...exits.filter(({ target }) => target === null)];
}

const leadsInto = ({ target }: DeclaredTransition, state: ChartState): boolean =>
  target !== null && isWithin(target, state);

const leadsElsewhere = (source: ChartState, compound: ChartState): boolean =>
  compound.states.some((other) => !isFolded(other) && leaving(source).some((one) => leadsInto(one, other)));

/** Whether lines lead from one to the other, directly or not. */
export function leadsTo(lines: readonly Line[], from: ChartState, to: ChartState): boolean {
  const reached = new Set([from]);
  for (const state of reached)
    for (const { source, target } of lines) if (source === state) reached.add(target);
  return reached.has(to);
}

/** By path, the maximum number of consecutive lines from it on. A drawing keeps the longest path straight. */
export function waysFrom(lines: readonly Line[]): Map<string, number> {
  const ways = new Map<string, number>();
  const wayFrom = (state: ChartState, before: readonly ChartState[]): number => {
    const next = lines.filter(({ source, target }) => source === state && !before.includes(target));
    const way = Math.max(
      0,
      ...next.map(({ target }) => 1 + (ways.get(target.path) ?? wayFrom(target, [...before, state]))),
    );
    ways.set(state.path, way);
    return way;
  };
  for (const { source } of lines) wayFrom(source, []);
  return ways;
}
