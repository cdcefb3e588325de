import { isDeepStrictEqual } from 'node:util';
import type { WatchEvent } from '../machines/ports.ts';
import type { WatchLimits } from '../machines/types.ts';
import type { Clock } from './clock.ts';
import { CloudError, TransportError, toFault } from './faults.ts';

export interface Pace {
  /** The shortest time between two readings, in milliseconds. */
  readonly pollMinMs: number;
  /** The longest. */
  readonly pollMaxMs: number;
}

export interface Observation<Reading> {
  readonly read: (signal: AbortSignal) => Promise<Reading>;
  /** Called with the first reading and with each that differs from the one before. */
  readonly changed: (reading: Reading) => void;
  readonly send: (event: WatchEvent) => void;
  readonly limits: WatchLimits;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const MOST_REFUSALS = 5;

/** What an observation remembers. Times are the clock's. */
interface Memory<Reading> {
  seen: { readonly reading: Reading } | null;
  changedAt: number;
  stalls: number;
  refusals: number;
}

/**
 * Reads at once and then again and again, at a twelfth of the time gone by, until `signal` aborts, the deadline
 * passes, or the cloud refuses to be asked five times running. Passing faults are waited out. Leaves no timer.
 */
export async function observe<Reading>(observation: Observation<Reading>): Promise<void> {
  const { clock, signal, limits, send, pace } = observation;
  const start = clock.now();
  const memory: Memory<Reading> = { seen: null, changedAt: start, stalls: 0, refusals: 0 };
  while (!signal.aborted) {
    const result = await readOnce(observation);
    if (signal.aborted) return;
    const failure = take(result, memory, observation);
    if (failure !== null) return send(failure);
    const now = clock.now();
    if (now - start >= limits.deadlineMs) return send({ type: 'watch.deadline', afterMs: now - start });
    tellOfStall(now, memory, observation);
    const stallAt = memory.changedAt + limits.stallAfterMs * (memory.stalls + 1);
    const next = Math.min(now + interval(now - start, pace), start + limits.deadlineMs, stallAt);
    if (!signal.aborted) await clock.sleep(Math.max(0, next - now), signal);
  }
}

type Result<Reading> = { readonly reading: Reading } | { readonly error: unknown };

async function readOnce<Reading>({ read, signal }: Observation<Reading>): Promise<Result<Reading>> {
  try {
    return { reading: await read(signal) };
  } catch (error) {
    return { error };
  }
}

// Tells of a change; gives the event that ends the observation, where there is one.
function take<Reading>(
  result: Result<Reading>,
  memory: Memory<Reading>,
  { clock, changed }: Observation<Reading>,
): WatchEvent | null {
  if ('error' in result) {
    if (isPassing(result.error)) return null;
    memory.refusals += 1;
    return memory.refusals < MOST_REFUSALS ? null : { type: 'watch.failed', fault: toFault(result.error) };
  }
  memory.refusals = 0;
  if (memory.seen !== null && isDeepStrictEqual(memory.seen.reading, result.reading)) return null;
  Object.assign(memory, { seen: result, changedAt: clock.now(), stalls: 0 });
  changed(result.reading);
  return null;
}

function tellOfStall<Reading>(
  now: number,
  memory: Memory<Reading>,
  { limits, send, signal }: Observation<Reading>,
): void {
  const forMs = now - memory.changedAt;
  const stalls = Math.floor(forMs / limits.stallAfterMs);
  if (stalls <= memory.stalls || signal.aborted) return;
  memory.stalls = stalls;
  send({ type: 'watch.stalled', forMs });
}

function interval(elapsedMs: number, { pollMinMs, pollMaxMs }: Pace): number {
  return Math.min(Math.max(elapsedMs / 12, pollMinMs), pollMaxMs);
}

// What may be gone at the next reading: no answer, a service in trouble, too many requests, Keystone in trouble.
function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return true;
  if (!(error instanceof CloudError) || error.code === 'TokenExpired') return false;
  const { status } = error;
  return status !== null && (status >= 500 || status === 429 || status === 401);
}
