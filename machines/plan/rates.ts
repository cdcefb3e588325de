// How long moves take, learned from those that have ended: for forecasts. The order of moves needs no rate.
import { at, withAt } from './chunks.ts';
import type { PlanContext, RouteRate } from './context.ts';
import type { MoveEnd } from './types.ts';

// How much a new move counts against all earlier ones.
const WEIGHT = 0.2;

/** With what a successful move shows of its route. */
export function withRate(context: PlanContext, n: number, end: MoveEnd): PlanContext {
  const { queues, facts, rates } = context;
  const q = queues.queueOf[n] ?? -1;
  const sizeGib = facts[n]?.sizeGib ?? 0;
  if (q < 0 || end.status !== 'SUCCEEDED' || end.elapsedMs === null || sizeGib === 0) return context;
  const rate = withMove(at(rates, q), sizeGib, end.elapsedMs);
  return { ...context, rates: withAt(rates, q, rate), lastRate: rate };
}

/** The rate with one more move. Moves of one size cannot tell the fixed part from the rate: it is the least that any move took. */
export function withMove(before: RouteRate | null, sizeGib: number, elapsedMs: number): RouteRate {
  const fixedMs = Math.min(before?.fixedMs ?? elapsedMs / 2, elapsedMs);
  const msPerGib = (elapsedMs - fixedMs) / sizeGib;
  const { moves = 0 } = before ?? {};
  const weight = Math.max(WEIGHT, 1 / (moves + 1));
  return { moves: moves + 1, fixedMs, msPerGib: (before?.msPerGib ?? 0) * (1 - weight) + msPerGib * weight };
}

/** How long a move is expected to last, in milliseconds; null if nothing like it has ended yet. */
export function expectedMs({ queues, facts, rates, lastRate }: PlanContext, n: number): number | null {
  const q = queues.queueOf[n] ?? -1;
  const rate = (q < 0 ? null : at(rates, q)) ?? lastRate;
  return rate === null ? null : rate.fixedMs + rate.msPerGib * (facts[n]?.sizeGib ?? 0);
}
