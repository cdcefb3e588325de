// Repeated failures: they pause the pool that they point to.
import type { FailureRow, PausedSlot, PlanContext } from './context.ts';
import type { Queue } from './queues.ts';
import { destinationSlot, type SlotName, sourceSlot } from './slots.ts';
import type { MoveEnd } from './types.ts';

/** Failures of one kind in a row that pause a pool. */
export const FAILURES_TO_PAUSE = 3;

type Pools = Pick<Queue, 'source' | 'destination'>;

/**
 * With what the end of a move says about its pools. Failures in a row pause the destination that they have in common; only those of one
 * source on its way to several destinations pause the source. A move that was refused before the cloud accepted it says nothing.
 */
export function withFailure(context: PlanContext, pools: Pools, end: MoveEnd): PlanContext {
  const destination = destinationSlot(pools.destination);
  const source = pools.source === null ? null : sourceSlot(pools.source);
  const slots = source === null ? [destination] : [source, destination];
  if (end.status === 'SUCCEEDED') return { ...context, failures: without(context.failures, slots) };
  if (end.status !== 'FAILED' || !end.isAccepted) return context;
  const rows = slots.map((slot) => [slot, longer(context.failures[slot], destination, end)] as const);
  const failures = { ...context.failures, ...Object.fromEntries(rows) };
  const paused = pausedBy({ ...context, failures }, source, destination);
  return { ...context, failures, pausedSlots: { ...context.pausedSlots, ...paused } };
}

function longer(before: FailureRow | undefined, destination: SlotName, end: MoveEnd): FailureRow {
  const code = end.code ?? 'Failed';
  const towards = before?.code === code ? before.towards : {};
  return {
    ...{ code, message: end.message ?? code },
    towards: { ...towards, [destination]: (towards[destination] ?? 0) + 1 },
  };
}

// The slot that the last failure pauses.
function pausedBy(
  { failures, pausedSlots }: PlanContext,
  source: SlotName | null,
  destination: SlotName,
): Readonly<Record<SlotName, PausedSlot>> {
  const toDestination = pausedSlot(failures[destination], [destination]);
  if (toDestination !== null) return { [destination]: toDestination };
  if (source === null) return {};
  const row = failures[source];
  // What a paused destination has caused does not count against the source as well.
  const towards = Object.keys(row?.towards ?? {}).filter((slot) => !(slot in pausedSlots));
  const fromSource = pausedSlot(row, towards);
  if (fromSource === null) return {};
  return { [towards.length > 1 ? source : destination]: fromSource };
}

function pausedSlot(row: FailureRow | undefined, towards: readonly SlotName[]): PausedSlot | null {
  if (row === undefined) return null;
  const failures = towards.reduce((sum, slot) => sum + (row.towards[slot] ?? 0), 0);
  return failures < FAILURES_TO_PAUSE ? null : { code: row.code, message: row.message, failures };
}

function without<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  if (!names.some((name) => name in all)) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}
