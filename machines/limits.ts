// How long a wait may take: a copy is given time by the size of what is copied.
import type { Limits, WatchLimits } from './types.ts';

const MINUTE_MS = 60_000;

/**
 * The limits of a wait for data to move. Cinder and Nova show no progress, so "nothing changes" is normal while they copy:
 * half an hour, and a minute for each GiB (17 MiB/s, slower than any disk in use), before it counts as a stall; four times that in all.
 */
export function copyLimits(limits: Limits, sizeGib: number): WatchLimits {
  const stallAfterMs = limits.stallAfterMs ?? (30 + sizeGib) * MINUTE_MS;
  return { stallAfterMs, deadlineMs: limits.deadlineMs ?? 4 * stallAfterMs };
}

/** The limits of a wait for what takes a moment: an attachment that comes back, a source copy that Cinder deletes. */
export function settleLimits(limits: Limits): WatchLimits {
  const settleMs = limits.settleMs ?? MINUTE_MS;
  return { stallAfterMs: settleMs, deadlineMs: settleMs };
}

/** While Cinder and Nova end the move of an attached volume: what does not change for some seconds is judged. */
export const settlingLimits = (limits: Limits, sizeGib: number): WatchLimits => ({
  stallAfterMs: settleLimits(limits).stallAfterMs / 4,
  deadlineMs: copyLimits(limits, sizeGib).deadlineMs,
});
