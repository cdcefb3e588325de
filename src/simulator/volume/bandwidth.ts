// Copies that share the bandwidth of pools, and of pairs of pools.
import type { SimulatedClock } from '../clock.ts';
import type { Wait } from '../course.ts';

/**
 * How fast copies are when they share pools, in GiB per second. A copy gets the smallest of: the speed of one copy
 * (`gibPerSecond`), an equal share of its source, of its destination, and of the way between them.
 *
 * @example 100 MiB/s for each pool, 50 MiB/s between two sites
 * ```ts
 * { pools: { '*': 0.1 }, pairs: { 'east@a#a': { 'west@a#a': 0.05 } } }
 * ```
 */
export interface CopyRates {
  /** What all copies from or to a pool share; `*` stands for every pool that is not named. */
  pools?: Record<string, number>;
  /** What all copies from one pool to another share, by source, then destination. */
  pairs?: Record<string, Record<string, number>>;
}

/** A pool, or the way from one to another, with the copies that share it. */
interface Share {
  gibPerSecond: number;
  copies: Set<Copy>;
}

interface Copy {
  shares: readonly Share[];
  remainingGib: number;
  gibPerSecond: number;
  /** Since when it has had this speed. */
  since: number;
  /** When it ends at this speed. */
  endsAt: number;
  resume: () => void;
}

/** The copies under way. */
export interface Bandwidth {
  /** A wait for the end of a copy. */
  copy(from: string, to: string, sizeGib: number): Wait;
  /** Changes the bandwidth of a pool, also for copies under way. */
  setPool(name: string, gibPerSecond: number): void;
}

export function createBandwidth(clock: SimulatedClock, topGibPerSecond: number, rates: CopyRates): Bandwidth {
  const { shares, setPool } = createShares(rates);
  const copies = new Set<Copy>();
  const timer = createTimer(clock, (copy) => {
    leave(copy);
    copy.resume();
  });
  const adjust = (changed: Iterable<Share>): void => {
    const now = clock.now();
    for (const share of changed)
      for (const copy of share.copies) changeSpeed(copy, Math.min(topGibPerSecond, equalShare(copy)), now);
    timer.set(copies);
  };
  const leave = (copy: Copy): void => {
    copies.delete(copy);
    for (const share of copy.shares) share.copies.delete(copy);
    adjust(copy.shares);
  };
  return {
    copy: (from, to, sizeGib) => (resume) => {
      const own = shares(from, to);
      const copy = {
        shares: own,
        remainingGib: sizeGib,
        gibPerSecond: 0,
        since: clock.now(),
        endsAt: 0,
        resume,
      };
      copies.add(copy);
      for (const share of own) share.copies.add(copy);
      adjust(own);
      return () => leave(copy);
    },
    setPool: (name, gibPerSecond) => adjust(setPool(name, gibPerSecond)),
  };
}

function createShares({ pools = {}, pairs = {} }: CopyRates) {
  const limits = new Map(Object.entries(pools));
  const byPool = new Map<string, Share>();
  const byPair = new Map<string, Share>();
  const poolLimit = (name: string) => limits.get(name) ?? limits.get('*') ?? Number.POSITIVE_INFINITY;
  const shareOf = (known: Map<string, Share>, key: string, gibPerSecond: number): Share => {
    const share = known.get(key) ?? { gibPerSecond, copies: new Set() };
    known.set(key, share);
    return share;
  };
  const ofPool = (name: string) => shareOf(byPool, name, poolLimit(name));
  return {
    /** What a copy shares; the pools of a copy within one pool are the same. */
    shares(from: string, to: string): Share[] {
      const limit = pairs[from]?.[to];
      const way = limit === undefined ? [] : [shareOf(byPair, `${from} → ${to}`, limit)];
      return [...new Set([ofPool(from), ofPool(to), ...way])];
    },
    /** Returns what has changed. */
    setPool(name: string, gibPerSecond: number): Share[] {
      limits.set(name, gibPerSecond);
      for (const [pool, share] of byPool) share.gibPerSecond = poolLimit(pool);
      return [...byPool.values()];
    },
  };
}

function equalShare({ shares }: Copy): number {
  let speed = Number.POSITIVE_INFINITY;
  for (const { gibPerSecond, copies } of shares) speed = Math.min(speed, gibPerSecond / copies.size);
  return speed;
}

function changeSpeed(copy: Copy, gibPerSecond: number, now: number): void {
  if (gibPerSecond === copy.gibPerSecond) return;
  const done = ((now - copy.since) / 1000) * copy.gibPerSecond;
  copy.remainingGib = Math.max(0, copy.remainingGib - done);
  copy.gibPerSecond = gibPerSecond;
  copy.since = now;
  copy.endsAt = now + Math.ceil((copy.remainingGib / gibPerSecond) * 1000);
}

// One timer for the copy that ends first: their speeds change too often for one each.
function createTimer(clock: SimulatedClock, finish: (copy: Copy) => void) {
  let cancel = () => {};
  return {
    set(copies: Iterable<Copy>): void {
      cancel();
      let first: Copy | undefined;
      for (const copy of copies) if (!first || copy.endsAt < first.endsAt) first = copy;
      const next = first;
      if (next && Number.isFinite(next.endsAt))
        cancel = clock.after(next.endsAt - clock.now(), () => finish(next));
      else cancel = () => {};
    },
  };
}
