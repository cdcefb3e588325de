// Every refusal of the chart itself, and the error that it ends a run with.
import type { MigrationContext } from './context.ts';
import { FAILED_MOVES } from './failedMoves.ts';
import type { Refusal } from './refusal.ts';
import { REFUSED_REQUESTS } from './refusedRequests.ts';
import type { Fault } from './types.ts';

/** The refusals by code, each with its message and reasons. */
export const REFUSALS = { ...REFUSED_REQUESTS, ...FAILED_MOVES } as const satisfies Record<string, Refusal>;

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

/** A refusal as data. */
export function refusal(code: RefusalCode, context: MigrationContext): Fault {
  const { name, message, reasons } = REFUSALS[code] as Refusal;
  return {
    name,
    code,
    message: message(context),
    reasons: reasons(context),
    status: null,
    requestId: null,
    uncertain: false,
  };
}
