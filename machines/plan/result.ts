// How a plan ended.
import { elementsOf } from './chunks.ts';
import type { MoveState, PlanContext } from './context.ts';
import type { PlanAction, PlanResult, PlanResultMove, PoolLeft } from './types.ts';

/** The output of the machine. */
export function resultOf(context: PlanContext): PlanResult {
  const { input, counts, moves, cancel, failure, left } = context;
  const states = elementsOf(moves);
  const { waiting: _, ...ended } = counts;
  const pending = pendingOf(context);
  return {
    planId: input.planId,
    status: resultStatus(context),
    counts: { ...ended, PENDING: pending },
    moves: input.moves.map((move, n) => resultMove(move, states[n])),
    reasons: [
      ...(failure === null ? [] : [failure.message, ...failure.reasons]),
      ...(cancel !== 'no' && pending > 0 ? ['the plan was cancelled'] : []),
      ...tooManyFailures(context, pending),
      ...(left ?? []).map(leftInWords),
      ...Object.entries(context.pausedSlots).map(
        ([slot, { message, failures }]) =>
          `no more moves were started for ${slot} after ${failures} failures in a row: ${message}`,
      ),
    ],
  };
}

const leftInWords = ({ pool, volumes, volumeIds }: PoolLeft): string =>
  `${pool} is not empty: it holds ${volumes} ${volumes === 1 ? 'volume' : 'volumes'} (${volumeIds.join(', ')}${volumes > volumeIds.length ? ' …' : ''}). Plan again to move what can be moved`;

/** Moves that have not ended; all of them if the plan could not start. */
const pendingOf = ({ counts, running, facts, input }: PlanContext): number =>
  facts.length === 0 ? input.moves.length : counts.waiting + running.length;

/** `CANCELLED` if the cancellation left moves undone; `SUCCEEDED` if every volume has moved. */
export function resultStatus(context: PlanContext): PlanResult['status'] {
  const { cancel, counts, failure, left } = context;
  const pending = pendingOf(context);
  if (cancel !== 'no' && pending + counts.CANCELLED > 0) return 'CANCELLED';
  if (failure !== null || (left ?? []).length > 0) return 'FAILED';
  return pending + counts.FAILED + counts.SKIPPED + counts.CANCELLED > 0 ? 'FAILED' : 'SUCCEEDED';
}

function tooManyFailures({ input: { maxFailures }, counts, cancel }: PlanContext, pending: number): string[] {
  return maxFailures !== null && counts.FAILED >= maxFailures && pending > 0 && cancel === 'no'
    ? [`no more moves were started after ${counts.FAILED} ${counts.FAILED === 1 ? 'failure' : 'failures'}`]
    : [];
}

function resultMove({ parameters }: PlanAction, state: MoveState | undefined): PlanResultMove {
  const { resourceId } = parameters;
  if (state === undefined || typeof state === 'string')
    return { resourceId, status: 'PENDING', runId: null, code: null, message: null, reasons: [] };
  const { status, runId, code, message, reasons } = state;
  return { resourceId, status, runId, code, message, reasons };
}
