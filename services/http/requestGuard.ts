// A check that a piece of work makes before each of its changing requests is sent.
import { AsyncLocalStorage } from 'node:async_hooks';

/** Rejects if the request must not be sent. */
export type RequestGuard = () => Promise<void>;

const guards = new AsyncLocalStorage<RequestGuard>();

/**
 * Does the work. `guard` is awaited directly before each changing request of it is sent; if it rejects, nothing of the request is
 * sent, and the request rejects with the guard's error. Sign-ins are not guarded.
 */
export const withRequestGuard = <T>(guard: RequestGuard, work: () => T): T => guards.run(guard, work);

/** The guard of the current work, if it has one. */
export const currentGuard = (): RequestGuard | undefined => guards.getStore();
