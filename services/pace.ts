// How often a watch reads: soon at first, less often the longer it has lasted.

export interface Pace {
  /** The shortest time between two readings, in milliseconds. */
  readonly pollMinMs: number;
  /** The longest time between two readings, in milliseconds. */
  readonly pollMaxMs: number;
}

/** The pace of a watch that shares its readings with others. */
export interface SharedPace extends Pace {
  /** The longest time between two readings of a copy that takes hours, in milliseconds. */
  readonly sharedMaxMs: number;
}

/** A twelfth of the elapsed time, within the limits of the pace. */
export function interval(elapsedMs: number, { pollMinMs, pollMaxMs }: Pace): number {
  return Math.max(Math.min(Math.max(elapsedMs / 12, pollMinMs), pollMaxMs) || 0, 1);
}

const LONG_COPY_PART = 120;
const PER_GIB_MS = 10;

/**
 * The interval of one of many copies. It is a hundredth of the time that a copy of this size takes at 1 GiB/s, up to half of
 * the usual maximum, and beyond that maximum it grows to a 120th of the elapsed time: 30 s after an hour.
 */
export function sharedInterval(elapsedMs: number, sizeGib: number, pace: SharedPace): number {
  const ofSizeMs = Math.min(sizeGib * PER_GIB_MS, pace.pollMaxMs / 2);
  const ofLongMs = Math.min(elapsedMs / LONG_COPY_PART, pace.sharedMaxMs);
  return Math.max(interval(elapsedMs, pace), ofSizeMs, ofLongMs);
}

const PER_VOLUME_MS = 2;
const LONGEST_PER_REQUEST_MS = 2_000;

/**
 * The least time between the beginnings of two shared lists, in milliseconds. A list costs Cinder as much as it has rows, so
 * the time grows with their number; from 1,000 volumes on it allows 30 requests a minute, however many pages there are.
 */
export function listSpacing({ requests, volumes }: { requests: number; volumes: number }): number {
  return requests * Math.min(volumes * PER_VOLUME_MS, LONGEST_PER_REQUEST_MS);
}
