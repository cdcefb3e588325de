// The slots of a move: what it takes one of while it runs, and how many there are of each.
import { slotTimes } from '../slotAmount.ts';
import type { MigrationParameters } from '../types.ts';
import { backendOf } from '../volumeRules.ts';
import type { MoveFacts, PlanLimits } from './types.ts';

/** The names of slots, as stores and results show them. */
export type SlotName = string;

/** How many of each slot exist, for the slots of one move. */
export type SlotLimits = Readonly<Record<SlotName, number>>;

export const TOTAL: SlotName = 'total';
export const sourceSlot = (pool: string): SlotName => `source ${pool}`;
export const destinationSlot = (pool: string): SlotName => `destination ${pool}`;
export const pairSlot = (source: string, destination: string): SlotName => `pair ${source} ${destination}`;
export const serverSlot = (serverId: string): SlotName => `server ${serverId}`;
/** A run takes as many of it as it brings GiB to the pool. */
export const spaceSlot = (pool: string): SlotName => `space ${pool}`;
const backendSlot = (pool: string): SlotName => `backend ${backendOf(pool)}`;

/** The limit of a slot that a move takes only so that others count it. A number that JSON can represent. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** The slots of a route with their limits. */
export type Route = readonly (readonly [SlotName, number])[];

/** Where a move takes its volume: a pool, or for a retype without one the type, whose pool Cinder chooses. */
export const destinationOf = ({ destinationNode, destinationType }: MigrationParameters): string =>
  destinationNode ?? `type ${destinationType ?? ''}`;

const DEFAULT_TOTAL = 8;
const DEFAULT_PER_POOL = 2;

/** The slots that every move from one pool to another takes, besides those of its servers. */
export function routeLimits(source: string | null, destination: string, limits: PlanLimits): SlotLimits {
  const { total = DEFAULT_TOTAL, perPair } = limits;
  const slots: Record<SlotName, number> = {
    ...{ [TOTAL]: total, ...sourceLimits(source, limits), ...destinationLimits(destination, limits) },
  };
  if (perPair !== undefined && source !== null) slots[pairSlot(source, destination)] = perPair;
  return slots;
}

/** The slots that every move out of a pool takes. */
export const sourceLimits = (source: string | null, limits: PlanLimits): SlotLimits =>
  source === null
    ? {}
    : {
        [sourceSlot(source)]: limits.pools?.[source]?.source ?? limits.perSource ?? perPoolOf(limits),
        ...backendLimits(source, limits),
      };

/** The slots that every move into a pool, or to a type, takes. */
export const destinationLimits = (destination: string, limits: PlanLimits): SlotLimits => ({
  [destinationSlot(destination)]:
    limits.pools?.[destination]?.destination ?? limits.perDestination ?? perPoolOf(limits),
  ...backendLimits(destination, limits),
});

const perPoolOf = ({ perPool = DEFAULT_PER_POOL }: PlanLimits): number => perPool;

const backendLimits = (pool: string, { perBackend }: PlanLimits): SlotLimits =>
  perBackend === undefined || !pool.includes('@') ? {} : { [backendSlot(pool)]: perBackend };

/** The slots of a move's servers: always one each, because Nova holds one lock for each server. */
export const serverLimits = ({ serverIds }: Pick<MoveFacts, 'serverIds'>): SlotLimits =>
  Object.fromEntries(serverIds.map((serverId) => [serverSlot(serverId), 1]));

/** The space that a move takes on its destination, with a limit; nothing if Cinder chooses the pool, or if the volume is not known. */
export const spaceLimits = (destination: string, sizeGib: number, limitGib = UNLIMITED): SlotLimits =>
  destination.includes('@') && sizeGib > 0 ? { [slotTimes(spaceSlot(destination), sizeGib)]: limitGib } : {};

/**
 * All slots of a move from one pool to another, besides those of its servers and its space, without limits: other plans may
 * limit any of them, and count every move of the journal.
 */
export function unlimitedSlots(source: string | null, destination: string): SlotLimits {
  const pools = [source, destination].filter((pool) => pool?.includes('@')) as readonly string[];
  const names = [
    ...[TOTAL, destinationSlot(destination), ...pools.map(backendSlot)],
    ...(source === null ? [] : [sourceSlot(source), pairSlot(source, destination)]),
  ];
  return Object.fromEntries(names.map((name) => [name, UNLIMITED]));
}
