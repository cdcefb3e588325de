// Why moves wait although the limits would let them start: their pool is full or out of service, or was paused because of failures.
import { at } from '../../../machines/plan/chunks.ts';
import type { PausedSlot, PlanContext } from '../../../machines/plan/context.ts';
import { bookedByOthers, bookedOn, spaceReasons } from '../../../machines/plan/ledger.ts';
import type { SlotName } from '../../../machines/plan/slots.ts';
import { counted, othersInWords } from './planWords.ts';

/** Whether nothing runs, and what waits does not wait for the limits: it is unknown for how long. */
export const isHeld = (context: PlanContext): boolean =>
  context.running.length === 0 && context.counts.waiting > 0 && heldLines(context).length > 0;

/** A line for each pool that no move can start for, besides the limits. */
export function heldLines(context: PlanContext): string[] {
  const { queues, heads, pausedSlots } = context;
  const others = othersInWords(context);
  const full = new Map<string, string>();
  for (const [q, { order, destination }] of queues.queues.entries()) {
    const n = order[at(heads, q)];
    const line = n === undefined || full.has(destination) ? null : waitingFor(context, destination, n);
    if (line !== null) full.set(destination, line);
  }
  const held = Object.keys(context.holders).filter((n) => at(context.moves, Number(n)) === 'waiting').length;
  return [
    ...(held === 0 ? [] : [`${counted(held, 'move')} waiting for other runs to release the volumes`]),
    ...(others === null ? [] : [`waiting ${others}`]),
    ...full.values(),
    ...Object.entries(pausedSlots).map(([slot, paused]) => pausedLine(slot, paused)),
  ];
}

/** A pool for which failures keep moves from starting. */
export const pausedLine = (slot: SlotName, { failures, message }: PausedSlot): string =>
  `no moves start for ${slot} after ${failures} failures in a row: ${message}`;

// What is on its way to the pool, or too recent for Cinder's figures, counts too.
function waitingFor(context: PlanContext, destination: string, n: number): string | null {
  const sizeGib = context.facts[n]?.sizeGib ?? 0;
  const [reason] = spaceReasons(context, destination, sizeGib);
  if (reason === undefined) return null;
  if (destination in context.outOfServiceSinceMs) return `waiting: ${reason}`;
  const [onTheWay, ofOthers] = [bookedOn(context, destination), bookedByOthers(context, destination)];
  if (onTheWay === 0) return `waiting for room: ${reason}`;
  const theirs = ofOthers === 0 ? '' : `, ${ofOthers} of them in runs outside this plan`;
  return `waiting for room on ${destination}: the next volume needs ${sizeGib} GiB, and ${onTheWay} GiB have just arrived or are on their way${theirs}`;
}
