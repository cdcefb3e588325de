// Plans in words: amounts, limits, slots, and where moves stand.
import type { PausedSlot } from '../../../machines/plan/context.ts';
import {
  destinationSlot,
  routeLimits,
  type SlotName,
  sourceSlot,
  TOTAL,
} from '../../../machines/plan/slots.ts';
import type { PlanLimits } from '../../../machines/plan/types.ts';
import type { Amount, Group } from '../plan/groups.ts';
import { count } from './units.ts';

const GIB_PER_TIB = 1024;
// Below, whole GiB say more.
const IN_TIB_FROM_GIB = 10 * GIB_PER_TIB;

/** `340 GiB`, `12.5 TiB`. */
export const gib = (many: number): string =>
  many < IN_TIB_FROM_GIB ? `${many} GiB` : `${(many / GIB_PER_TIB).toFixed(1)} TiB`;

/** `12 moves, 340 GiB`. */
export const amountInWords = (amount: Amount): string => `${count(amount.moves, 'move')}, ${gib(amount.gib)}`;

const GROUP_NAMES: Readonly<Record<Group, string>> = {
  running: 'Moving',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  SKIPPED: 'Skipped',
  waiting: 'Waiting',
  SUCCEEDED: 'Done',
};

/** `isOver`: whether the plan has ended, so that nothing waits any more. */
export const groupInWords = (group: Group, isOver: boolean): string =>
  isOver && group === 'waiting' ? 'Not started' : GROUP_NAMES[group];

/** How many moves may run at once, pool by pool only where that differs from the others. */
export function limitsInWords(limits: PlanLimits): string {
  const { perBackend, perPair, pools = {} } = limits;
  // The limits of a pool that has none of its own.
  const slots = routeLimits('', '', { ...limits, pools: {} });
  const [out, into] = [slots[sourceSlot('')], slots[destinationSlot('')]];
  const perPool = out === into ? `${out} per pool` : `${out} out of and ${into} into a pool`;
  return [
    `${slots[TOTAL]} at once`,
    perPool,
    ...(perBackend === undefined ? [] : [`${perBackend} per backend`]),
    ...(perPair === undefined ? [] : [`${perPair} per pair of pools`]),
    ...Object.entries(pools).flatMap(([pool, { source, destination }]) => [
      ...(source === undefined ? [] : [`${source} out of ${pool}`]),
      ...(destination === undefined ? [] : [`${destination} into ${pool}`]),
    ]),
  ].join(', ');
}

/** How many moves may go into a pool at once. */
export const limitInto = (pool: string, limits: PlanLimits): number =>
  routeLimits(null, pool, limits)[destinationSlot(pool)] ?? 0;

/** Why no more moves start for a slot. */
export function pausedInWords(slot: SlotName, { failures, message, code }: PausedSlot): string {
  const [kind, ...pool] = slot.split(' ');
  const where = kind === 'source' ? 'out of' : 'into';
  return `No more moves start ${where} ${pool.join(' ')}: ${count(failures, 'failure')} in a row, the last one: ${message} (${code})`;
}
