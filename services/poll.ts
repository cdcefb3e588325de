// Watches something in the cloud by reading it repeatedly.
import { isDeepStrictEqual } from 'node:util';
import type { WatchEvent } from '../machines/ports.ts';
import type { Fault, WatchLimits } from '../machines/types.ts';
import type { Clock } from './clock.ts';
import { AuthenticationError, toFault } from './faults.ts';
import { interval, type Pace } from './pace.ts';
import { isPassing } from './passing.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';

/** Other pauses than those of the pace, for a watch that may also be given its readings. */
export interface Pauses {
  /** How long to pause after a reading that is not in doubt, in milliseconds. */
  readonly intervalMs: (elapsedMs: number) => number;
  /** Sleeps; returns earlier if there is something to read. */
  readonly pause: (sleep: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) => Promise<void>;
}

/** What it takes to accept a reading that proves nothing by itself. */
export interface Doubt {
  /** It must be read this many times in a row … */
  readonly readings: number;
  /** … for at least this long, in milliseconds; for half of the wait if that is shorter. */
  readonly forMs: number;
}

export interface PollOptions<Reading> {
  readonly read: (signal: AbortSignal) => Promise<Reading>;
  /** The doubt about a reading that does not suffice once; null for one that does. */
  readonly doubt?: (reading: Reading) => Doubt | null;
  /** Called with the first reading and with each that differs from the one before. */
  readonly changed: (reading: Reading) => void;
  readonly send: (event: WatchEvent) => void;
  readonly limits: WatchLimits;
  readonly pace: Pace;
  /** @default those of the pace */
  readonly pauses?: Pauses;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const MOST_REFUSALS = 5;
const REFUSED_FOR_MS = 60_000;
const REFUSED_EVERY_MS = 5_000;
// A wrong password that is sent more often than necessary may lock the account.
const SIGN_IN_REFUSED_EVERY_MS = REFUSED_FOR_MS / (MOST_REFUSALS - 1);

/** What a poll remembers. Times are those of its stopwatch. */
interface Memory<Reading> {
  seen: { readonly reading: Reading } | null;
  /** A reading that is still to be confirmed. */
  doubtful: { readonly reading: Reading; readonly times: number; readonly since: number } | null;
  changedAt: number;
  stalls: number;
  refusals: { readonly times: number; readonly since: number; readonly everyMs: number } | null;
  lastFault: Fault | null;
}

/**
 * Reads at once, and then with pauses of a twelfth of the elapsed time, until `signal` aborts, the deadline
 * passes, or the cloud refuses the read five times in a row and for a minute. Temporary errors are waited
 * out.
 * Limits count the time in which the poll could read, not the time in which the process was stopped. Leaves
 * no timer.
 */
export async function poll<Reading>(given: PollOptions<Reading>): Promise<void> {
  const watch = startStopwatch(given.clock);
  const polling = { ...given, limits: sane(given.limits, given.pace), watch };
  const { signal, limits, send } = polling;
  const memory = newMemory<Reading>();
  while (!signal.aborted) {
    const result = await readOnce(polling);
    if (signal.aborted) return;
    const failure = take(result, memory, polling);
    if (failure !== null) return send(failure);
    const now = watch.elapsedMs();
    if (now >= limits.deadlineMs) {
      return send({ type: 'watch.deadline', afterMs: now, lastFault: memory.lastFault });
    }
    tellOfStall(now, memory, polling);
    const next = nextAt(now, memory, polling);
    if (!signal.aborted) await pauseFor(Math.max(0, next - now), polling);
  }
}

async function pauseFor<Reading>(ms: number, { watch, pauses, signal }: Polling<Reading>): Promise<void> {
  if (pauses === undefined) return await watch.sleep(ms, signal);
  await pauses.pause((until) => watch.sleep(ms, until), signal);
}

// A stall limit that is not positive, or a deadline that is not a number, would cause a busy loop: it is ignored.
function sane({ stallAfterMs, deadlineMs }: WatchLimits, { pollMinMs }: Pace): WatchLimits {
  return {
    stallAfterMs: stallAfterMs > 0 ? Math.max(stallAfterMs, pollMinMs) : Number.POSITIVE_INFINITY,
    deadlineMs: Number.isNaN(deadlineMs) ? Number.POSITIVE_INFINITY : deadlineMs,
  };
}

interface Polling<Reading> extends PollOptions<Reading> {
  readonly watch: Stopwatch;
}

function newMemory<Reading>(): Memory<Reading> {
  return { seen: null, doubtful: null, changedAt: 0, stalls: 0, refusals: null, lastFault: null };
}

function nextAt<Reading>(
  now: number,
  memory: Memory<Reading>,
  { limits, pace, pauses }: PollOptions<Reading>,
): number {
  const stallAt = memory.changedAt + limits.stallAfterMs * (memory.stalls + 1);
  if (memory.refusals !== null) return Math.min(now + memory.refusals.everyMs, limits.deadlineMs);
  // A doubtful reading is repeated soon, however long the watch has lasted.
  const since = memory.doubtful?.since ?? 0;
  const isGiven = pauses !== undefined && memory.doubtful === null;
  const pauseMs = isGiven ? pauses.intervalMs(now) : interval(now - since, pace);
  return Math.min(now + pauseMs, limits.deadlineMs, stallAt);
}

type Result<Reading> = { readonly reading: Reading } | { readonly error: unknown };

async function readOnce<Reading>({ read, signal }: PollOptions<Reading>): Promise<Result<Reading>> {
  try {
    return { reading: await read(signal) };
  } catch (error) {
    return { error };
  }
}

// Reports a change; returns the event that ends the poll, if there is one.
function take<Reading>(
  result: Result<Reading>,
  memory: Memory<Reading>,
  polling: Polling<Reading>,
): WatchEvent | null {
  if ('error' in result) return takeFault(result.error, memory, polling);
  Object.assign(memory, { refusals: null, lastFault: null });
  if (memory.seen !== null && isDeepStrictEqual(memory.seen.reading, result.reading)) {
    memory.doubtful = null;
    return null;
  }
  if (isDoubtful(result.reading, memory, polling)) return null;
  Object.assign(memory, {
    seen: result,
    doubtful: null,
    changedAt: polling.watch.elapsedMs(),
    stalls: 0,
  });
  polling.changed(result.reading);
  return null;
}

function takeFault<Reading>(
  error: unknown,
  memory: Memory<Reading>,
  { watch }: Polling<Reading>,
): WatchEvent | null {
  memory.lastFault = toFault(error);
  if (isPassing(error)) {
    memory.refusals = null;
    return null;
  }
  const now = watch.elapsedMs();
  const { times, since } = memory.refusals ?? { times: 0, since: now };
  const everyMs = error instanceof AuthenticationError ? SIGN_IN_REFUSED_EVERY_MS : REFUSED_EVERY_MS;
  memory.refusals = { times: times + 1, since, everyMs };
  const isLong = times + 1 >= MOST_REFUSALS && now - since >= REFUSED_FOR_MS;
  // A token that cannot be renewed will not be accepted later either.
  const isOver = isLong || memory.lastFault.code === 'TokenExpired';
  return isOver ? { type: 'watch.failed', fault: memory.lastFault } : null;
}

function isDoubtful<Reading>(
  reading: Reading,
  memory: Memory<Reading>,
  { doubt, limits, watch }: Polling<Reading>,
): boolean {
  const needed = doubt?.(reading) ?? null;
  if (needed === null) return false;
  const now = watch.elapsedMs();
  const before = memory.doubtful;
  const again = before !== null && isDeepStrictEqual(before.reading, reading);
  const { times, since } = again ? before : { times: 0, since: now };
  memory.doubtful = { reading, times: times + 1, since };
  return times + 1 < needed.readings || now - since < Math.min(needed.forMs, limits.deadlineMs / 2);
}

function tellOfStall<Reading>(
  now: number,
  memory: Memory<Reading>,
  { limits, send, signal }: PollOptions<Reading>,
): void {
  const forMs = now - memory.changedAt;
  const stalls = Math.floor(forMs / limits.stallAfterMs);
  if (stalls <= memory.stalls || signal.aborted) return;
  memory.stalls = stalls;
  send({ type: 'watch.stalled', forMs });
}
