// What happens in a plan, as lines of text.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { holderInWords } from '../../../machines/plan/heldMoves.ts';
import type { PlanRunEvent } from '../../plan/events.ts';
import type { Forecast } from '../../plan/forecast.ts';
import type { Pen } from '../output.ts';
import { duration } from '../render.ts';
import { isHeld } from './heldLines.ts';
import { planSummary, sumOf } from './planSummary.ts';
import { counted, forecastInWords, othersInWords } from './planWords.ts';

type Ended = Extract<PlanRunEvent, { readonly type: 'ended' }>;
type Held = Extract<PlanRunEvent, { readonly type: 'held' }>;
type Started = Extract<PlanRunEvent, { readonly type: 'started' }>;

/** The start of a move; `volume`: its volume in words. */
export const startedLine = ({ from, to, sizeGib }: Started, volume: string): string =>
  `started: ${volume}, ${sizeGib} GiB, ${from ?? 'unknown'} → ${to}`;

const STYLES = { SUCCEEDED: 'green', FAILED: 'red', CANCELLED: 'yellow', SKIPPED: 'yellow' } as const;

/** A move that waits for another run; `volume` as for `startedLine`. */
export function heldLine(event: Held, volume: string): string {
  const { remedy, waitsUntil } = event;
  const until =
    waitsUntil === undefined
      ? ''
      : `, and no process drives it. The move waits for that run to be resumed until ${waitsUntil.slice(0, 19)}Z, then it is skipped once nothing else is left to do`;
  return `waiting: ${volume}: ${holderInWords(event)}${until}${remedy === null ? '' : `. ${remedy}`}`;
}

/** The end of a move, with its reasons; `volume` as for `startedLine`. */
export function endedLines(
  { status, elapsedMs, message, reasons, runId }: Ended,
  volume: string,
  { paint }: Pen,
): string[] {
  const after = elapsedMs === null ? '' : ` in ${duration(elapsedMs)}`;
  const why = message === null ? '' : `: ${message}`;
  const run = runId === null || status === 'SUCCEEDED' ? '' : ` (run ${runId})`;
  return [
    `${paint(STYLES[status], status)}: ${volume}${after}${why}${run}`,
    ...reasons.filter((reason) => reason !== message).map((reason) => `  - ${reason}`),
  ];
}

/** A sign of life, with figures. */
export function heartbeatLine(context: PlanContext, forecast: () => Forecast): string {
  const { counts, running } = context;
  const { total, done, ended, left } = planSummary(context);
  const range = left.length === 0 || isHeld(context) ? null : forecastInWords(forecast());
  const waiting = sumOf(left).moves - running.length;
  const parts = [
    `${ended} of ${counted(total.moves, 'move')} ended`,
    ...(counts.FAILED === 0 ? [] : [`${counts.FAILED} failed`]),
    `${running.length} running`,
    [`${waiting} waiting`, othersInWords(context)].filter((part) => part !== null).join(' '),
    `${done.gib} of ${total.gib} GiB moved`,
    ...(range === null ? [] : [`about ${range} left`]),
  ];
  return parts.join(', ');
}

/** The same for programs. */
export function heartbeatEvent(context: PlanContext, forecast: () => Forecast): object {
  const { counts, running, input } = context;
  const { total, done } = planSummary(context);
  return {
    ...{ type: 'heartbeat', planId: input.planId, counts: { ...counts, running: running.length } },
    ...{ gib: { done: done.gib, total: total.gib }, forecast: forecast() },
  };
}
