// Watches something in the cloud by reading it repeatedly.
import { isDeepStrictEqual } from 'node:util';
import type { WatchEvent } from '../machines/ports.ts';
import type { Fault, WatchLimits } from '../machines/types.ts';
import type { Clock } from './clock.ts';
import { AuthenticationError, CloudError, TransportError, toFault } from './faults.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';

export interface Pace {
  /** The shortest time between two readings, in milliseconds. */
  readonly pollMinMs: number;
  /** The longest time between two readings, in milliseconds. */
  readonly pollMaxMs: number;
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
    if (!signal.aborted) await watch.sleep(Math.max(0, next - now), signal);
  }
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
  { limits, pace }: PollOptions<Reading>,
): number {
  const stallAt = memory.changedAt + limits.stallAfterMs * (memory.stalls + 1);
  if (memory.refusals !== null) return Math.min(now + memory.refusals.everyMs, limits.deadlineMs);
  // A doubtful reading is repeated soon, however long the watch has lasted.
  const since = memory.doubtful?.since ?? 0;
  return Math.min(now + interval(now - since, pace), limits.deadlineMs, stallAt);
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

function interval(elapsedMs: number, { pollMinMs, pollMaxMs }: Pace): number {
  return Math.max(Math.min(Math.max(elapsedMs / 12, pollMinMs), pollMaxMs) || 0, 1);
}

// Errors that may be gone at the next reading: no response, a proxy's page, a service with problems, too many
// requests, Keystone with problems. A refused sign-in is not one: it would be repeated at every reading.
function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return true;
  if (!(error instanceof CloudError)) return false;
  if (error.code === 'UnexpectedAnswer') return true;
  if (error instanceof AuthenticationError && error.status === 401) return false;
  const { status } = error;
  return status !== null && (status >= 500 || status === 429 || status === 401);
}
