// Small clouds with overfull pools, and the bytes that three ways of balancing them move: the optimum, ours, and Watcher's.
import { makePlan, storageBalance } from '../../src/index.ts';
import { buildView, type TestCloud, type TestVolume } from '../../src/strategies/testing/index.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';

const THRESHOLD = 0.8;

/** GiB moved, and whether every pool ends within the threshold. */
export interface Balanced {
  readonly movedGib: number;
  readonly isReached: boolean;
}

interface Room {
  readonly name: string;
  readonly totalGib: number;
  readonly freeGib: number;
}

/** Up to 12 volumes in 3 or 4 pools, of which one or two are overfull. */
export function smallWorld(seed: number): TestCloud {
  const { whole, chance, one } = choicesOf(seed);
  const names = ['A', 'B', 'C', 'D'].slice(0, whole(3, 4));
  const overfull = whole(1, 2);
  const volumes: TestVolume[] = Array.from({ length: whole(4, 12) }, (_, n) => ({
    id: `v${n}`,
    ...{ pool: names[n % overfull] as string, sizeGib: chance(0.5) ? one([10, 20, 50, 100]) : whole(1, 120) },
  }));
  const pools = names.map((name, n): [string, [number, number]] => [
    name,
    [1000, n < overfull ? whole(20, 190) : whole(210, 420)],
  ]);
  return { pools: Object.fromEntries(pools), volumes };
}

const roomsOf = ({ pools }: TestCloud): Room[] =>
  Object.entries(pools).map(([name, [total, free]]) => ({
    ...{ name, totalGib: Number(total), freeGib: Number(free) },
  }));

const excessOf = ({ totalGib, freeGib }: Room): number => totalGib - freeGib - THRESHOLD * totalGib;

/** The fewest GiB by which every pool comes within the threshold, by trying everything; null if nothing reaches it. */
export function optimum(world: TestCloud): number | null {
  const rooms = roomsOf(world);
  const excess = new Map(rooms.map((room) => [room.name, excessOf(room)]));
  const over = new Set(rooms.filter((room) => excessOf(room) > 0).map(({ name }) => name));
  const volumes = world.volumes.filter((volume) => over.has(volume.pool));
  let best = Number.POSITIVE_INFINITY;
  const tryFrom = (place: number, movedGib: number): void => {
    if (movedGib >= best) return;
    if ([...excess.values()].every((gib) => gib <= 0)) {
      best = movedGib;
      return;
    }
    const volume = volumes[place];
    if (volume === undefined) return;
    const change = (name: string, gib: number): void => void excess.set(name, (excess.get(name) ?? 0) + gib);
    for (const { name } of rooms) {
      if (over.has(name) || (excess.get(name) ?? 0) + volume.sizeGib > 0) continue;
      change(volume.pool, -volume.sizeGib);
      change(name, volume.sizeGib);
      tryFrom(place + 1, movedGib + volume.sizeGib);
      change(volume.pool, volume.sizeGib);
      change(name, -volume.sizeGib);
    }
    tryFrom(place + 1, movedGib);
  };
  tryFrom(0, 0);
  return Number.isFinite(best) ? best : null;
}

/** What storage balance moves. */
export function ours(world: TestCloud): Balanced {
  const { actions, notes } = makePlan(storageBalance, buildView(world), { margin: 0 });
  const ids = new Set(actions.map(({ parameters }) => parameters.resourceId));
  const moved = world.volumes.filter(({ id }) => ids.has(id));
  return { movedGib: moved.reduce((sum, { sizeGib }) => sum + sizeGib, 0), isReached: notes.length === 0 };
}

/**
 * What Watcher's storage_capacity_balance would move if its migrations were possible: the smallest first, to the emptiest pool.
 * Source: watcher/decision_engine/strategy/strategies/storage_capacity_balance.py.
 */
export function watchers(world: TestCloud): Balanced {
  const rooms = roomsOf(world);
  const free = new Map(rooms.map(({ name, freeGib }) => [name, freeGib]));
  const isOver = (room: Room): boolean => excessOf(room) >= 0;
  let movedGib = 0;
  let isReached = true;
  for (const over of rooms.filter(isOver)) {
    let used = over.totalGib - over.freeGib;
    const volumes = world.volumes.filter((volume) => volume.pool === over.name);
    for (const { sizeGib } of volumes.toSorted((one, other) => one.sizeGib - other.sizeGib)) {
      if (used < THRESHOLD * over.totalGib) break;
      const [to] = rooms
        .filter((room) => !isOver(room))
        .toSorted((one, other) => (free.get(other.name) ?? 0) - (free.get(one.name) ?? 0))
        .filter(({ name, totalGib }) => (free.get(name) ?? 0) - sizeGib > (1 - THRESHOLD) * totalGib);
      if (to === undefined) continue;
      free.set(to.name, (free.get(to.name) ?? 0) - sizeGib);
      used -= sizeGib;
      movedGib += sizeGib;
    }
    isReached &&= used <= THRESHOLD * over.totalGib;
  }
  return { movedGib, isReached };
}

/** How one way compares with the optimum over many worlds that can be balanced. */
export interface Comparison {
  readonly worlds: number;
  readonly reached: number;
  /** Of the bytes of the optimum, where both reach the threshold. */
  readonly meanRatio: number;
  readonly worstRatio: number;
}

/** Compares a way of balancing with the optimum. */
export function compared(way: (world: TestCloud) => Balanced, seeds: readonly number[]): Comparison {
  const ratios: number[] = [];
  let worlds = 0;
  for (const seed of seeds) {
    const world = smallWorld(seed);
    const best = optimum(world);
    if (best === null) continue;
    worlds += 1;
    const { movedGib, isReached } = way(world);
    if (isReached) ratios.push(movedGib / best);
  }
  const meanRatio = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return { worlds, reached: ratios.length, meanRatio, worstRatio: Math.max(...ratios) };
}
