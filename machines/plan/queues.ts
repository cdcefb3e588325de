// The queues of a plan: the moves of one route, in the order in which they may start.
import { type Chains, chainsOf } from './chains.ts';
import type { MoveState } from './context.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import { destinationOf, type SlotName, serverSlot } from './slots.ts';
import type { MoveFacts, PlanAction, PlanClasses, PlanInput, PlanSchedule } from './types.ts';

/** The waiting moves of one route and one schedule. They all need the same slots, besides those of their servers. */
export interface Queue {
  readonly source: string | null;
  readonly destination: string;
  /** All of them must be open for a move to start. */
  readonly schedules: readonly PlanSchedule[];
  /** The moves that must have succeeded before a move of the queue starts. */
  readonly after: readonly number[];
  /** Whether other moves wait for those of the queue. */
  readonly isAwaited: boolean;
  /** Longest first; with order `as-given` in the order of the plan. */
  readonly order: readonly number[];
  readonly smallestGib: number;
  /** GiB of the longest chain of a move, when the plan began. */
  readonly longestChainGib: number;
}

/** One end of routes: the queues that leave a pool, or go to one. */
export interface Side {
  readonly end: 'source' | 'destination';
  readonly pool: string;
  readonly queues: readonly number[];
}

/** What does not change while a plan runs. */
export interface Queues {
  readonly queues: readonly Queue[];
  /** The pools that moves leave and those that they go to. */
  readonly sides: readonly Side[];
  /** By queue: the numbers of its sides. */
  readonly sidesOf: readonly (readonly number[])[];
  readonly chains: Chains;
  /** The numbers of the queues whose moves wait for others. */
  readonly dependent: readonly number[];
  /** The numbers of the queues whose moves others wait for. */
  readonly awaited: readonly number[];
  /** By move: the number of its queue, and its place there; -1 if it is in none. */
  readonly queueOf: readonly number[];
  readonly placeInOrder: readonly number[];
  /** By move: the slots of its servers. */
  readonly serverSlots: readonly (readonly SlotName[])[];
}

/** Puts the moves that have still to be made in queues. */
export function queuesOf(
  input: PlanInput,
  facts: readonly MoveFacts[],
  states: readonly MoveState[],
): Queues {
  const groups = new Map<string, number[]>();
  const waits = dependenciesOf(input.moves);
  for (const n of facts.keys()) {
    if (states[n] !== 'waiting') continue;
    const key = keyOf(input, facts, waits, n);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [n]);
    else group.push(n);
  }
  const chains = chainsOf(facts, states);
  const queues = [...groups.values()].map((moves) => queueOf(input, facts, { chains, waits }, moves));
  const blank = (): number[] => new Array<number>(facts.length).fill(-1);
  const places = { queueOf: blank(), placeInOrder: blank() };
  for (const [queue, { order }] of queues.entries()) {
    for (const [place, n] of order.entries()) {
      places.queueOf[n] = queue;
      places.placeInOrder[n] = place;
    }
  }
  const serverSlots = facts.map(({ serverIds }) =>
    serverIds.length === 0 ? NO_SLOTS : serverIds.map(serverSlot),
  );
  const numbersOf = (isMeant: (queue: Queue) => boolean): number[] =>
    queues.flatMap((queue, q) => (isMeant(queue) ? [q] : []));
  return {
    ...{ queues, ...sidesIn(queues), chains, serverSlots, ...places },
    dependent: numbersOf(({ after }) => after.length > 0),
    awaited: numbersOf(({ isAwaited }) => isAwaited),
  };
}

const NO_SLOTS: readonly SlotName[] = [];

function sidesIn(queues: readonly Queue[]): Pick<Queues, 'sides' | 'sidesOf'> {
  const sides = [
    ...[...Map.groupBy(queues.keys(), (q) => queues[q]?.source ?? null)].flatMap(([pool, own]) =>
      pool === null ? [] : [{ end: 'source', pool, queues: own } as const],
    ),
    ...[...Map.groupBy(queues.keys(), (q) => queues[q]?.destination ?? '')].map(
      ([pool, own]) => ({ end: 'destination', pool, queues: own }) as const,
    ),
  ];
  const sidesOf: number[][] = queues.map(() => []);
  for (const [side, { queues: own }] of sides.entries()) for (const q of own) sidesOf[q]?.push(side);
  return { sides, sidesOf };
}

function queueOf(
  { moves: planned, classes, order }: PlanInput,
  facts: readonly MoveFacts[],
  { chains, waits }: { readonly chains: Chains; readonly waits: Dependencies },
  moves: readonly number[],
): Queue {
  const [first = 0] = moves;
  const fact = facts[first] as MoveFacts;
  const move = planned[first] as PlanAction;
  const size = (n: number): number => facts[n]?.sizeGib ?? 0;
  const chainOf = (n: number): number =>
    (chains.of[n] ?? []).reduce((sum, chain) => Math.max(sum, chains.gib[chain] ?? 0), 0);
  const longestFirst = (one: number, other: number): number => size(other) - size(one) || one - other;
  return {
    source: fact.source,
    destination: destinationOf(move.parameters),
    schedules: schedulesOf(move, fact, classes),
    after: waits.after.get(first) ?? [],
    isAwaited: waits.awaited.has(first),
    smallestGib: moves.reduce((least, n) => Math.min(least, size(n)), Number.POSITIVE_INFINITY),
    longestChainGib: moves.reduce((longest, n) => Math.max(longest, chainOf(n)), 0),
    order: order === 'as-given' ? moves : moves.toSorted(longestFirst),
  };
}

function keyOf(
  { moves, classes }: PlanInput,
  facts: readonly MoveFacts[],
  { after, awaited }: Dependencies,
  n: number,
): string {
  const fact = facts[n] as MoveFacts;
  const move = moves[n] as PlanAction;
  const schedules = schedulesOf(move, fact, classes);
  const route = `${fact.source ?? ''}\n${destinationOf(move.parameters)}`;
  const waits = after.has(n) || awaited.has(n) ? `\n${after.get(n)} ${awaited.has(n)}` : '';
  return schedules.length === 0 ? `${route}${waits}` : `${route}${waits}\n${JSON.stringify(schedules)}`;
}

/** The schedules that a move obeys: its own, and those of its classes. */
export function schedulesOf(
  { notBefore, window }: PlanSchedule,
  { serverIds, isRoot }: Pick<MoveFacts, 'serverIds' | 'isRoot'>,
  { attached, root }: PlanClasses,
): PlanSchedule[] {
  return [
    ...(notBefore === null && window === null ? [] : [{ notBefore, window }]),
    ...(attached !== null && serverIds.length > 0 ? [attached] : []),
    ...(root !== null && isRoot ? [root] : []),
  ];
}

/** The pools that moves go to. */
export const destinationsOf = ({ queues: { queues } }: { readonly queues: Queues }): string[] =>
  [...new Set(queues.map(({ destination }) => destination))].filter((name) => name.includes('@'));
