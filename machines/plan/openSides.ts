// The pools that can take part in one more move, the most loaded first: what starts next is nearly always at the first of them.
import type { PlanContext } from './context.ts';
import type { Queue } from './queues.ts';
import { pairSlot, type Route, type SlotName } from './slots.ts';

/** A side of the queues all of whose slots have room. */
export interface OpenSide {
  readonly side: number;
  /** No move there has more GiB per slot ahead of it, on any of its pools. */
  readonly work: number;
}

/** The open sides, and which of them a queue has. */
export interface OpenSides {
  readonly sides: readonly OpenSide[];
  /** By side: its place in `sides`; -1 if it is not open. */
  readonly places: readonly number[];
}

/** The sides on which one more move may start. */
export function openSides(context: PlanContext): OpenSides {
  const { sideSlots } = context;
  const places = sideSlots.map(() => -1);
  const sides: OpenSide[] = [];
  for (const [side, slots] of sideSlots.entries())
    if (areFree(context, slots)) sides.push({ side, work: workOfSide(context, side) });
  sides.sort((one, other) => other.work - one.work);
  for (const [place, { side }] of sides.entries()) places[side] = place;
  return { sides, places };
}

/** The place of the first of a queue's sides; -1 if one of them, or its pair of pools, is full. */
export function placeOf(context: PlanContext, { places }: OpenSides, q: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const side of context.queues.sidesOf[q] ?? []) {
    const place = places[side] ?? -1;
    if (place < 0) return -1;
    if (place < first) first = place;
  }
  const { perPair } = context.limits;
  return perPair === undefined || isFree(context, pairOf(context, q), perPair) ? first : -1;
}

/** GiB per slot on the pools of a queue. */
export interface WorkOfQueue {
  /** On the most loaded one, or on the pair. */
  readonly most: number;
  /** On the less loaded one. */
  readonly least: number;
}

/** What is left to do for the pools of a queue. */
export function workOfQueue(context: PlanContext, q: number): WorkOfQueue {
  const { queues, sideSlots, limits } = context;
  const works = (queues.sidesOf[q] ?? []).map((side) => workOfSlots(context, sideSlots[side] as Route));
  const ofPair = limits.perPair === undefined ? 0 : workOfPair(context, q, limits.perPair);
  return { most: Math.max(ofPair, ...works), least: Math.min(...works) };
}

/** Whether one more move may take the slot. */
export function isFree(
  { inUse, others, contended, pausedSlots }: PlanContext,
  slot: SlotName,
  limit: number,
): boolean {
  if (slot in pausedSlots || contended.includes(slot)) return false;
  return (inUse[slot] ?? 0) + (others[slot] ?? 0) < limit;
}

/** Whether one more move may take each of the slots. */
export const areFree = (context: PlanContext, slots: Route): boolean =>
  slots.every(([slot, limit]) => isFree(context, slot, limit));

function workOfSide(context: PlanContext, side: number): number {
  const { queues, sideSlots, limits } = context;
  let most = workOfSlots(context, sideSlots[side] as Route);
  if (limits.perPair !== undefined)
    for (const q of queues.sides[side]?.queues ?? [])
      most = Math.max(most, workOfPair(context, q, limits.perPair));
  return most;
}

function workOfSlots({ load }: PlanContext, slots: Route): number {
  let most = 0;
  for (const [slot, limit] of slots) most = Math.max(most, (load[slot] ?? 0) / limit);
  return most;
}

const workOfPair = (context: PlanContext, q: number, perPair: number): number =>
  (context.load[pairOf(context, q)] ?? 0) / perPair;

function pairOf({ queues }: PlanContext, q: number): SlotName {
  const { source, destination } = queues.queues[q] as Queue;
  return pairSlot(source ?? '', destination);
}
