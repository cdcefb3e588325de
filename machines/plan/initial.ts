// The context of a plan at its start, and once the cloud has been read.
import { chunksOf } from './chunks.ts';
import type { MoveState, PlanContext, RouteRate } from './context.ts';
import { maxTreeOf } from './maxTree.ts';
import { slotsOf } from './moves.ts';
import { queuesOf, schedulesOf } from './queues.ts';
import { destinationLimits, type Route, routeLimits, type SlotName, sourceLimits } from './slots.ts';
import type { MoveEnd, MoveFacts, PlanAction, PlanInput, PlanLimits } from './types.ts';
import { firstOpening } from './windows.ts';

/** Before anything has been read. */
export function initialContext(input: PlanInput): PlanContext {
  return {
    ...{ input, limits: input.limits, nowMs: Date.parse(input.startedAt), cancel: 'no', lastMessage: 0 },
    isPausedEarly: false,
    ...{ facts: [], queues: queuesOf({ ...input, moves: [] }, [], []), heads: chunksOf([]), routes: [] },
    ...{ moves: chunksOf<MoveState>([]), running: [], counts: NONE, inUse: {} },
    ...{ others: {}, otherArrivals: {}, contended: [], interrupted: {}, holders: {} },
    ...{ sideSlots: [], load: {}, chainGib: maxTreeOf([]), booked: {}, arrivals: [] },
    ...{
      figures: null,
      outOfServiceSinceMs: {},
      rates: chunksOf<RouteRate | null>([]),
      lastRate: null,
      failures: {},
      pausedSlots: {},
      left: null,
      failure: null,
    },
  };
}

const NONE = { waiting: 0, SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, SKIPPED: 0 } as const;

/** With what the cloud shows of the volumes: moves that are done or impossible end at once, the others wait in queues. */
export function withFacts(context: PlanContext, facts: readonly MoveFacts[]): PlanContext {
  const { input } = context;
  const states = facts.map(stateIn(context));
  const counts = { ...NONE } as { -readonly [S in keyof typeof NONE]: number };
  const queues = queuesOf(input, facts, states);
  for (const state of states) counts[typeof state === 'string' ? 'waiting' : state.status] += 1;
  return withLimits(
    {
      ...{ ...context, facts, queues, counts, moves: chunksOf(states) },
      heads: chunksOf<number>(queues.queues.map(() => 0)),
      rates: chunksOf<RouteRate | null>(queues.queues.map(() => null)),
      chainGib: maxTreeOf(queues.chains.gib),
    },
    context.limits,
  );
}

/** With other limits, from now on. */
export function withLimits(context: PlanContext, limits: PlanLimits): PlanContext {
  const routes = context.queues.queues.map(({ source, destination }) =>
    Object.entries(routeLimits(source, destination, limits)),
  );
  const sideSlots = context.queues.sides.map(({ end, pool }) =>
    Object.entries(end === 'source' ? sourceLimits(pool, limits) : destinationLimits(pool, limits)),
  );
  const changed = { ...context, limits, routes, sideSlots };
  return { ...changed, load: loadOf(changed), inUse: inUseOf(changed) };
}

// Other limits may mean other slots, which the running moves take as well.
function inUseOf(context: PlanContext): Record<SlotName, number> {
  const inUse: Record<SlotName, number> = {};
  for (const n of context.running)
    for (const slot of Object.keys(slotsOf(context, n))) inUse[slot] = (inUse[slot] ?? 0) + 1;
  return inUse;
}

// The load is summed again: the moves that wait, and those that run.
function loadOf({ queues: { queues }, routes, facts, moves }: PlanContext): Record<SlotName, number> {
  const load: Record<SlotName, number> = {};
  const states = moves.chunks.flat();
  for (const [q, { order }] of queues.entries()) {
    const work = order.reduce(
      (sum, n) => (typeof states[n] === 'string' ? sum + (facts[n]?.sizeGib ?? 0) : sum),
      0,
    );
    for (const [slot] of routes[q] as Route) load[slot] = (load[slot] ?? 0) + work;
  }
  return load;
}

// What the state of each move is at first.
function stateIn({ input, nowMs }: PlanContext): (facts: MoveFacts, n: number) => MoveState {
  const opens = new Map<string, boolean>();
  return (facts, n) => {
    if (facts.state !== 'waiting') return facts.state === 'done' ? DONE : MISSING;
    const schedules = schedulesOf(input.moves[n] as PlanAction, facts, input.classes);
    if (schedules.length === 0) return 'waiting';
    const key = JSON.stringify(schedules);
    const opensEver = opens.get(key) ?? firstOpening(schedules, nowMs) !== null;
    opens.set(key, opensEver);
    return opensEver ? 'waiting' : NEVER_OPEN;
  };
}

const UNMOVED = {
  runId: null,
  code: null,
  message: null,
  isAccepted: false,
  elapsedMs: null,
  endedAt: null,
} as const;

/** Why a move that was not made counts as a success. */
export const ALREADY_IN_PLACE = 'the volume already is where the plan would move it';

const DONE: MoveEnd = { ...UNMOVED, status: 'SUCCEEDED', reasons: [ALREADY_IN_PLACE] };
const NEVER_OPEN: MoveEnd = {
  ...{ ...UNMOVED, status: 'SKIPPED', code: 'NoCommonHours' },
  reasons: ['the schedules that apply to the move are never open at the same time'],
};
const MISSING: MoveEnd = { ...UNMOVED, status: 'SKIPPED', reasons: ['the volume does not exist (any more)'] };
