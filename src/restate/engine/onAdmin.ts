// Work of a handler on Restate's admin API: a failure is an answer, and not repeated until the API works.
import { hostname } from 'node:os';
import { ADMIN_UNREACHABLE, RestateStoreError } from './ingress.ts';
import type { Sdk } from './sdk.ts';

const FAILED = 500;

/** Does the work. Its `RestateStoreError` ends the handler with a message for the caller. */
export async function onAdmin<Result>({ TerminalError }: Sdk, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RestateStoreError)) throw error;
    if (error.code !== 'AdminUnreachable') throw new TerminalError(error.message, { errorCode: FAILED });
    throw new TerminalError(
      `a worker on ${hostname()} ${error.message}. Listing runs and leftovers needs that API: start the workers with --admin URL. Without it, give the full ID of a run`,
      { errorCode: ADMIN_UNREACHABLE },
    );
  }
}
