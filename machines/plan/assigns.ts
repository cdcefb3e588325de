// What the events of a plan change in its context.
import type { PlanContext } from './context.ts';
import { dependencyReason } from './dependencies.ts';
import { moveOf, type OtherRuns, type PlanEvent, type PlanFault, type PoolReading } from './events.ts';
import { moveAfterFailure, moveWithoutRoom } from './guards.ts';
import { stuckMoves, stuckReason } from './heldMoves.ts';
import { withFacts, withLimits } from './initial.ts';
import { inOrder, outOfServiceSince, unseen } from './ledger.ts';
import { withEnd, withReturn, withSkip } from './moves.ts';
import { skipReason } from './skipReason.ts';
import type { MoveEnd, PlanLimits } from './types.ts';
import { UNKNOWN_TIME } from './windows.ts';

type Assign = (context: PlanContext, event: never) => Partial<PlanContext>;
type Of<Type extends PlanEvent['type']> = Extract<PlanEvent, { readonly type: Type }>;

export const assigns = {
  /** What the cloud shows of the volumes. */
  noteFacts: (context, { output }: Of<'xstate.done.actor.surveyVolumes'>) => ({
    ...withFacts(context, output),
    // Reading the cloud took a while, or the plan was resumed meanwhile: the hours are unknown until the clock tells them.
    nowMs: UNKNOWN_TIME,
  }),
  /** What the pools that were to be emptied still hold. */
  noteLeft: (_, { output }: Of<'xstate.done.actor.listLeft'>) => ({
    left: output.filter(({ volumes }) => volumes > 0),
  }),
  /** It is not known whether the pools are empty. */
  noteUnlisted: (_, { error }: Of<'xstate.error.actor.listLeft'>) => ({
    failure: {
      ...shortened(error),
      message: `the pools that were to be emptied could not be listed: ${error.message}`,
    },
  }),
  noteNotListed: () => ({
    failure: {
      ...{ code: 'Cancelled', reasons: [] },
      message: 'the plan was cancelled before the pools that were to be emptied could be listed',
    },
  }),
  noteFailure: (_, { error }: Of<'xstate.error.actor.surveyVolumes'>) => ({ failure: shortened(error) }),
  endMove: (context, event: { readonly type: string; readonly output: MoveEnd }) =>
    withEnd(context, moveOf(event), event.output),
  /** The call itself failed: no run has told how the move ended. */
  failMove: (context, event: { readonly type: string; readonly error: PlanFault }) =>
    withEnd(context, moveOf(event), failed(event.error)),
  returnMove: (context, event: { readonly type: string; readonly error: PlanFault }) =>
    withReturn(context, moveOf(event), event.error.slots ?? []),
  /** The move waits until the run that has its volume has ended. */
  holdMove: (context, event: { readonly type: string; readonly error: PlanFault }) => {
    const [n, { holder }] = [moveOf(event), event.error];
    const holders = holder === undefined ? context.holders : { ...context.holders, [n]: holder };
    return { ...withReturn(context, n, []), holders };
  },
  /** Leaves out a move for which there is no room. */
  skipMove: (context) => {
    const n = moveWithoutRoom(context);
    if (n === null) return {};
    return withSkip(context, n, skipReason(context, n));
  },
  /** Skips the moves that only interrupted runs keep from starting. */
  skipHeldMoves: (context) =>
    stuckMoves(context).reduce((all, n) => withSkip(all, n, stuckReason(context, n)), context),
  /** Skips a move that waits for one that was not made. */
  skipDependent: (context) => {
    const n = moveAfterFailure(context);
    return n === null ? {} : withSkip(context, n, dependencyReason(context, n));
  },
  noteFirstFigures: (context, { output }: Of<'xstate.done.actor.readPools'>) => ({
    ...withFigures(context, output),
    ...(output.others === undefined ? {} : withOthers(context, output.others)),
  }),
  noteFigures: (context, reading: Of<'poolFigures'>) => withFigures(context, reading),
  noteOthers: (context, others: Of<'otherRuns'>) => withOthers(context, others),
  noteTime: (_, { at }: Of<'clock'>) => ({ nowMs: Date.parse(at) }),
  noteRequest: ({ lastMessage }, event: PlanEvent) => ({
    lastMessage: 'message' in event ? event.message : lastMessage,
  }),
  noteLimits: (context, { limits }: Of<'changeLimits'>) =>
    withLimits(context, {
      ...context.limits,
      ...limits,
      pools: mergedPools(context.limits.pools, limits.pools),
    }),
  notePauseEarly: () => ({ isPausedEarly: true }),
  noteResumeEarly: () => ({ isPausedEarly: false }),
  /** Gives the pools that were paused another chance. */
  forgetFailures: () => ({ failures: {}, pausedSlots: {} }),
  noteCancelWaiting: ({ cancel }) => ({ cancel: cancel === 'no' ? 'waiting' : cancel }),
  noteCancelRunning: () => ({ cancel: 'running' }),
} as const satisfies Record<string, Assign>;

function withFigures(
  context: PlanContext,
  { readAt, pools }: Omit<PoolReading, 'type'>,
): Pick<PlanContext, 'figures' | 'outOfServiceSinceMs' | 'arrivals' | 'otherArrivals'> {
  const readAtMs = Date.parse(readAt);
  const byName = Object.fromEntries(pools.map((pool) => [pool.name, pool]));
  return {
    figures: { readAtMs, pools: byName },
    outOfServiceSinceMs: outOfServiceSince(context, readAtMs, byName),
    arrivals: unseen(inOrder(context.arrivals, readAtMs), readAtMs),
    otherArrivals: Object.fromEntries(
      Object.entries(context.otherArrivals).flatMap(([runId, arrival]) =>
        unseen(inOrder([arrival], readAtMs), readAtMs).map((one) => [runId, one]),
      ),
    ),
  };
}

// What has arrived counts until figures show it, however long that takes.
function withOthers(
  { otherArrivals: before }: PlanContext,
  { slots, arrived = [], interrupted = {}, holders = {} }: OtherRuns,
) {
  const lately = arrived.map(({ runId, pool, sizeGib, endedAt }) => [
    runId,
    { pool, sizeGib, endedAtMs: Date.parse(endedAt) },
  ]);
  const otherArrivals = { ...before, ...Object.fromEntries(lately) };
  return { others: slots, otherArrivals, contended: [], interrupted, holders };
}

function mergedPools(before: PlanLimits['pools'] = {}, changed: PlanLimits['pools'] = {}) {
  const merged = Object.entries(changed).map(([pool, limits]) => [pool, { ...before[pool], ...limits }]);
  return { ...before, ...Object.fromEntries(merged) };
}

const shortened = ({ code, message, reasons }: PlanFault): NonNullable<PlanContext['failure']> => ({
  code,
  message,
  reasons,
});

const failed = ({ code, message, reasons }: PlanFault): MoveEnd => ({
  ...{ status: 'FAILED', runId: null, code, message, reasons },
  ...{ isAccepted: false, elapsedMs: null, endedAt: null },
});
