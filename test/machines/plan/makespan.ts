// How long plans take against what no dispatcher can beat: worlds of moves, the proven bound, and Watcher's way.
import { initialContext, withFacts } from '../../../machines/plan/initial.ts';
import { withEnd, withStart } from '../../../machines/plan/moves.ts';
import { nextMove } from '../../../machines/plan/nextMove.ts';
import { routeLimits, serverLimits } from '../../../machines/plan/slots.ts';
import type { PlanLimits, PlanOrder } from '../../../machines/plan/types.ts';
import { factsOf, inputFor, SUCCESS, type TestMove } from './play.ts';
import { type Choices, choicesOf } from './random/randomPlan.ts';

export interface PlanWorld {
  readonly title: string;
  readonly moves: readonly TestMove[];
  readonly limits: PlanLimits;
}

interface Shape {
  readonly sources: number;
  readonly destinations: number;
  readonly limits?: PlanLimits;
  /** Some pools have far more volumes than others. */
  readonly isSkewed?: boolean;
  readonly onServers?: number;
}

const SIZES = [10, 20, 40, 80] as const;
const FREE: PlanLimits = { total: 1_000_000, perPool: 4 };

const normal = ({ next }: Choices): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** An estimate that is wrong by a lognormal factor. */
export const withError = (sizeGib: number, sigma: number, choices: Choices): number =>
  Math.max(1, Math.round(sizeGib * Math.exp(sigma * normal(choices))));

function movesOf(volumes: number, shape: Shape, choices: Choices): TestMove[] {
  const { sources, destinations, isSkewed = false, onServers = 0 } = shape;
  const pool = (of: number): number => Math.floor((isSkewed ? choices.next() ** 2 : choices.next()) * of);
  return Array.from({ length: volumes }, (_, n) => ({
    source: `a${pool(sources)}@x#p`,
    destination: `b${pool(destinations)}@y#p`,
    sizeGib: choices.chance(0.5)
      ? choices.one(SIZES)
      : Math.max(1, Math.round(Math.exp(3 + 0.8 * normal(choices)))),
    ...(choices.chance(onServers) ? { serverIds: [`s${Math.floor(n / 5)}`] } : {}),
  }));
}

/** The worlds in which the policies are compared. */
export function planWorlds(volumes: number, seed: number): PlanWorld[] {
  const choices = choicesOf(seed);
  const world = (title: string, { limits = FREE, ...shape }: Shape): PlanWorld => ({
    ...{ title, limits },
    moves: movesOf(volumes, shape, choices),
  });
  const even = world('one giant', { sources: 10, destinations: 10 });
  const giant = { source: 'a0@x#p', destination: 'b0@y#p', sizeGib: Math.round(0.8 * lowerBound(even)) };
  return [
    world('20 pools to 20, even', { sources: 20, destinations: 20 }),
    world('20 to 20, skewed', { sources: 20, destinations: 20, isSkewed: true }),
    world('drain 1 to 40', { sources: 1, destinations: 40 }),
    world('40 to 3', { sources: 40, destinations: 3 }),
    world('20 to 20, 70 % on servers', { sources: 20, destinations: 20, onServers: 0.7 }),
    { ...even, moves: [...even.moves, giant] },
    world('40 to 40, total 16', { sources: 40, destinations: 40, limits: { total: 16, perPool: 4 } }),
  ];
}

/**
 * What no dispatcher can beat. For each resource with k slots and its moves, longest first: the longest; the work for each
 * slot; and since of the mk + 1 longest some slot takes m + 1, the m + 1 shortest of these.
 */
export function lowerBound({ moves, limits }: Pick<PlanWorld, 'moves' | 'limits'>): number {
  const resources = new Map<string, { readonly slots: number; readonly lasts: number[] }>();
  for (const { source, destination, sizeGib, serverIds = [] } of moves)
    for (const [name, slots] of Object.entries({
      ...routeLimits(source, destination, limits),
      ...serverLimits({ serverIds }),
    })) {
      const resource = resources.get(name) ?? { slots, lasts: [] };
      resource.lasts.push(sizeGib);
      resources.set(name, resource);
    }
  return Math.max(0, ...[...resources.values()].map(boundOf));
}

function boundOf({ slots, lasts }: { readonly slots: number; readonly lasts: readonly number[] }): number {
  const longest = lasts.toSorted((one, other) => other - one);
  const sums = [0];
  for (const each of longest) sums.push((sums.at(-1) ?? 0) + each);
  const sum = (from: number, to: number): number => (sums[to] ?? 0) - (sums[from - 1] ?? 0);
  let most = Math.max(longest[0] ?? 0, sum(1, longest.length) / slots);
  for (let m = 1; m * slots + 1 <= longest.length; m += 1)
    most = Math.max(most, sum(m * slots + 1 - m, m * slots + 1));
  return most;
}

/** When the dispatcher ends. `estimates`: the sizes that it is given; each move lasts as its size. */
export function makespanOf(
  { moves, limits }: PlanWorld,
  estimates: readonly number[] = moves.map(({ sizeGib }) => sizeGib),
  order: PlanOrder = 'fast',
): number {
  const given = moves.map((move, n) => ({ ...move, sizeGib: estimates[n] as number }));
  const input = inputFor(given, { limits, order });
  let context = withFacts(initialContext(input), factsOf(given));
  let now = 0;
  const ends: { readonly n: number; readonly at: number }[] = [];
  for (;;) {
    for (let n = nextMove(context); n !== null; n = nextMove(context)) {
      context = withStart(context, n);
      ends.push({ n, at: now + (moves[n]?.sizeGib ?? 0) });
    }
    const end = ends.toReversed().toSorted((one, other) => one.at - other.at)[0];
    if (end === undefined) return now;
    ends.splice(ends.indexOf(end), 1);
    now = end.at;
    context = withEnd(context, end.n, { ...SUCCESS, isAccepted: false });
  }
}

/** When Watcher ends, which makes its actions in pairs and waits for both. */
export function watcherMakespan({ moves }: Pick<PlanWorld, 'moves'>): number {
  let sum = 0;
  for (let n = 0; n < moves.length; n += 2)
    sum += Math.max(moves[n]?.sizeGib ?? 0, moves[n + 1]?.sizeGib ?? 0);
  return sum;
}
