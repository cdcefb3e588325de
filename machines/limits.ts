// How long a wait may take: a copy is given time by the size of the data.
import type { Limits, WatchLimits } from './types.ts';

const MINUTE_MS = 60_000;

/**
 * The limits of a wait for data to move. Cinder and Nova show no progress, so "nothing changes" is normal
 * while they copy: it counts as a stall after half an hour plus a minute for each GiB (17 MiB/s, slower than
 * any disk in use); the deadline is four times that.
 */
export function copyLimits(limits: Limits, sizeGib: number): WatchLimits {
  const stallAfterMs = limits.stallAfterMs ?? (30 + sizeGib) * MINUTE_MS;
  return { stallAfterMs, deadlineMs: limits.deadlineMs ?? 4 * stallAfterMs };
}

/**
 * The limits of a wait for something that takes a moment: an attachment that returns, a source copy that
 * Cinder deletes.
 */
export function settleLimits(limits: Limits): WatchLimits {
  const settleMs = limits.settleMs ?? MINUTE_MS;
  return { stallAfterMs: settleMs, deadlineMs: settleMs };
}

/**
 * While Cinder and Nova complete the move of an attached volume: a state that does not change for some
 * seconds is judged.
 */
export const settlingLimits = (limits: Limits, sizeGib: number): WatchLimits => ({
  stallAfterMs: settleLimits(limits).stallAfterMs / 4,
  deadlineMs: copyLimits(limits, sizeGib).deadlineMs,
});
