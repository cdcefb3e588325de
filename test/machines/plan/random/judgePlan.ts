// Compares the machine of a plan with the model, after every event.
import { isDeepStrictEqual } from 'node:util';
import type { AnyMachineSnapshot } from 'xstate';
import { at, elementsOf } from '../../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../../machines/plan/context.ts';
import { FIGURES_LAG_MS } from '../../../../machines/plan/ledger.ts';
import { numberAt } from '../../../../machines/plan/maxTree.ts';
import type { MoveEnd } from '../../../../machines/plan/types.ts';
import { statePath } from '../../../../src/engine/statePath.ts';
import type { PlanModel } from './planModel.ts';

/** Every rule that the plan breaks now. */
export function brokenRules(model: PlanModel, snapshot: AnyMachineSnapshot): string[] {
  const context = snapshot.context as PlanContext;
  if (context.facts.length === 0) return [];
  return [...sums(model, context), ...idle(model, snapshot), ...ending(model, snapshot)];
}

// The counts and sums, from scratch.
function sums(model: PlanModel, context: PlanContext): string[] {
  const { running, inUse, booked, load, chainGib, queues, counts, moves, facts } = context;
  const count = (amounts: Map<string, number>, name: string, by: number): void =>
    void amounts.set(name, (amounts.get(name) ?? 0) + by);
  const expected = { inUse: new Map(), booked: new Map(), load: new Map<string, number>() };
  for (const n of facts.keys()) {
    const sizeGib = facts[n]?.sizeGib ?? 0;
    const slots = [...model.slotsOf(n).keys()];
    const isRunning = model.running.has(n);
    if (isRunning) for (const slot of slots) count(expected.inUse, slot, 1);
    if (isRunning) count(expected.booked, model.destinationOf(n), sizeGib);
    if (typeof at(moves, n) !== 'string') continue;
    for (const slot of slots) count(expected.load, slot, sizeGib);
    if (facts[n]?.serverIds.length === 0) count(expected.load, `move ${n}`, sizeGib);
  }
  const loaded = { ...load };
  for (const [chain, slot] of queues.chains.slots.entries())
    loaded[slot ?? `move ${queues.chains.moves[chain]?.[0]}`] = numberAt(chainGib, chain);
  const states = elementsOf(moves);
  const tally = (status: string): number =>
    states.filter((state) => (typeof state === 'string' ? state : state.status) === status).length;
  const counted = Object.entries(counts).filter(([status, number]) => number !== tally(status));
  return [
    ...differs('inUse', inUse, expected.inUse),
    ...differs('booked', booked, expected.booked),
    ...differs('load', loaded, expected.load),
    ...counted.map(([status, number]) => `counts.${status} is ${number}, not ${tally(status)}`),
    ...(isDeepStrictEqual(new Set(running), model.running) && running.length === model.running.size
      ? []
      : [`running is ${running}, not ${[...model.running]}`]),
  ];
}

function differs(
  name: string,
  own: Readonly<Record<string, number>>,
  expected: ReadonlyMap<string, number>,
): string[] {
  const names = new Set([...Object.keys(own), ...expected.keys()]);
  return [...names]
    .filter((each) => (own[each] ?? 0) !== (expected.get(each) ?? 0))
    .map((each) => `${name}[${each}] is ${own[each] ?? 0}, not ${expected.get(each) ?? 0}`);
}

// No slot is idle while a move could take it.
function idle(model: PlanModel, { value, context }: AnyMachineSnapshot): string[] {
  if (statePath(value) !== 'applying.dispatching') return [];
  const plan = context as PlanContext;
  const waiting = model.waiting(plan);
  const left = waiting.filter((n) => !model.isPausedByFailures(n) && model.isReady(n, plan));
  const areAllStuck = model.running.size === 0 && left.every((n) => model.isStuck(n));
  return [
    ...waiting
      .filter((n) => model.obstacle(n, plan) === null || model.failedBefore(n, plan))
      .map((n) => `move ${n} could start, or be skipped, but waits`),
    ...(areAllStuck ? left.map((n) => `move ${n} waits for ever`) : []),
  ];
}

// A plan ends when nothing more can happen, and not before.
function ending(model: PlanModel, { status, value, context }: AnyMachineSnapshot): string[] {
  const { cancel, counts } = context as PlanContext;
  // The pools are read first, whatever comes then.
  if (statePath(value) === 'readingPools') return [];
  const waiting = model.waiting(context as PlanContext);
  const { maxFailures } = model.input;
  const isOver = waiting.length === 0 && model.running.size === 0;
  const isGivenUp =
    model.running.size === 0 &&
    (cancel !== 'no' ||
      (maxFailures !== null && counts.FAILED >= maxFailures && statePath(value) !== 'applying.paused') ||
      (waiting.every((n) => model.isPausedByFailures(n) || !model.isReady(n, context)) &&
        statePath(value) !== 'applying.paused'));
  if (status === 'done') return isOver || isGivenUp ? [] : [`it ended with ${waiting} waiting`];
  return isOver || isGivenUp ? ['nothing more can happen, and it has not ended'] : [];
}

/** Why a move must not have been skipped; null if it could only be left out. */
export function wrongSkip(model: PlanModel, context: PlanContext, n: number): string | null {
  const { code } = at(context.moves, n) as MoveEnd;
  if (code === 'EarlierMoveNotMade')
    return model.failedBefore(n, context)
      ? null
      : `move ${n} was skipped, but those that it waits for were made`;
  if (model.running.size > 0) return `move ${n} was skipped while others ran`;
  if (code === 'VolumeHeld' || code === 'LimitReached') return wrongEnd(model, context, n);
  if (code !== (model.isOut(n) ? 'PoolOutOfService' : 'NoRoomOnDestination'))
    return `move ${n} was skipped with ${code}`;
  if (model.holders.has(n)) return `move ${n} was skipped for lack of room, but another run has its volume`;
  if (model.unseenEnds().length > 0) return `move ${n} was skipped by figures that are out of date`;
  const destination = model.destinationOf(n);
  if (model.mayOthersChange(destination))
    return `move ${n} was skipped while other runs fill its destination`;
  if (model.fits(n, model.bookedByOthers(destination))) return `move ${n} was skipped, but fits`;
  if (model.isOut(n) && model.outForMs(n) < FIGURES_LAG_MS)
    return `move ${n} was skipped, but its pool has only just gone out of service`;
  const later = model
    .waiting(context)
    .filter((other) => model.facts[other]?.source === model.destinationOf(n))
    .find((other) => model.isHeldForNow(other, context));
  return later === undefined ? null : `move ${n} was skipped, but ${later} will leave its destination`;
}

// Interrupted runs keep it from starting, and nothing else can happen.
function wrongEnd(model: PlanModel, context: PlanContext, n: number): string | null {
  if (!model.isStuck(n)) return `move ${n} was skipped, but no interrupted run keeps it from starting`;
  const other = model
    .waiting(context)
    .find((waiting) => !model.isPausedByFailures(waiting) && model.isReady(waiting, context));
  return other === undefined ? null : `move ${n} was skipped, but ${other} was still waiting`;
}
