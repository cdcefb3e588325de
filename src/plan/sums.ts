// What the moves of a plan need together: space on each pool, and the owners' quotas. Each may fit alone, and not all of them.

import type { PlanAction } from '../../machines/plan/types.ts';
import { neededOf } from '../../machines/quotaRules.ts';
import { roomReasons } from '../../machines/roomReasons.ts';
import type { Pool, Quota, Volume } from '../../machines/types.ts';

/** What the cloud shows, for the sums of a plan. */
export interface SummedFacts {
  /** By ID; those of the moves that are still to be made. */
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly pools: readonly Pool[];
  /** By project. Without an entry, the quotas of a project are not known. */
  readonly quotas: ReadonlyMap<string, readonly Quota[]>;
}

/** By action: why it does not fit together with those before it. Moves out of a pool or a type make room. */
export function sumReasons(actions: readonly PlanAction[], facts: SummedFacts): string[][] {
  const made = actions.map((action) => moveOf(action, facts.volumes));
  const ofQuotas = quotaReasons(made, facts.quotas);
  return spaceReasons(made, facts.pools).map((reasons, n) => [...reasons, ...(ofQuotas[n] ?? [])]);
}

interface Move {
  readonly volume: Volume;
  /** The pool that it goes to; null if Cinder chooses it. */
  readonly pool: string | null;
  /** The type that it gets; null if it keeps its own. */
  readonly type: string | null;
  /** Whether it waits for other moves of the plan. */
  readonly isDependent: boolean;
}

function moveOf({ parameters, after = [] }: PlanAction, volumes: SummedFacts['volumes']): Move | null {
  const volume = volumes.get(parameters.resourceId);
  if (volume === undefined) return null;
  const { destinationNode, destinationType, migrationType } = parameters;
  const isRetype = migrationType === 'retype' || migrationType === 'swap' || destinationNode === null;
  return {
    volume,
    isDependent: after.length > 0,
    pool: isRetype ? null : destinationNode,
    type: isRetype && destinationType !== volume.volumeType ? destinationType : null,
  };
}

function spaceReasons(moves: readonly (Move | null)[], pools: readonly Pool[]): string[][] {
  const leaving = sumBy(moves, ({ volume, pool }) => (pool === volume.host ? null : volume.host), sizeOf);
  const arriving = new Map<string, number>();
  return moves.map((move) => {
    const pool = pools.find(({ name }) => name === move?.pool);
    if (move === null || pool === undefined) return [];
    const before = arriving.get(pool.name) ?? 0;
    const sizeGib = before + move.volume.sizeGib;
    arriving.set(pool.name, sizeGib);
    // Alone it is the check of the move itself that tells.
    if (before === 0) return [];
    const net = Math.max(sizeGib - (leaving.get(pool.name) ?? 0), 0);
    return roomReasons({ sizeGib: net }, pool, null).length === 0
      ? []
      : [
          `pool ${pool.name} has no room for ${sizeGib} GiB: that is what the moves of the plan up to this one bring there. Choose another pool for some of them`,
        ];
  });
}

const KINDS = ['volumes', 'gigabytes'];

function quotaReasons(moves: readonly (Move | null)[], quotas: SummedFacts['quotas']): string[][] {
  const retypes = moves.map((move) => (move?.type == null ? null : move));
  const freed = freedBy(retypes);
  const needed = new Map<string, number>();
  return retypes.map((move) => {
    if (move === null) return [];
    const { projectId, sizeGib } = move.volume;
    return KINDS.flatMap((kind) => {
      const name = `${kind}_${move.type}`;
      const key = keyOf(projectId, name);
      const before = needed.get(key) ?? 0;
      needed.set(key, before + neededOf({ name }, sizeGib));
      const quota = quotas.get(projectId)?.find((each) => each.name === name);
      // A move that does not fit alone is reported by its own check, unless others make room for it first.
      if (quota === undefined || quota.limit === null || (before === 0 && !move.isDependent)) return [];
      const used = quota.inUse + quota.reserved + (needed.get(key) ?? 0) - (freed.get(key) ?? 0);
      return used <= quota.limit
        ? []
        : [
            `project ${projectId}: quota ${name} is ${quota.limit}, and the plan needs ${used} up to this move, with what is in use. Raise it first`,
          ];
    });
  });
}

const keyOf = (projectId: string, name: string): string => `${projectId}\n${name}`;

// What the retypes give back to the quotas of the volumes' own types.
function freedBy(retypes: readonly (Move | null)[]): ReadonlyMap<string, number> {
  const freed = new Map<string, number>();
  for (const move of retypes)
    for (const kind of move === null ? [] : KINDS) {
      const { projectId, volumeType, sizeGib } = (move as Move).volume;
      const name = `${kind}_${volumeType}`;
      const key = keyOf(projectId, name);
      freed.set(key, (freed.get(key) ?? 0) + neededOf({ name }, sizeGib));
    }
  return freed;
}

const sizeOf = ({ volume }: Move): number => volume.sizeGib;

function sumBy(
  moves: readonly (Move | null)[],
  keyOf: (move: Move) => string | null,
  amountOf: (move: Move) => number,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const move of moves) {
    const key = move === null ? null : keyOf(move);
    if (move !== null && key !== null) sums.set(key, (sums.get(key) ?? 0) + amountOf(move));
  }
  return sums;
}
