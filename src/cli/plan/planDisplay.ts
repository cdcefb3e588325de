// What is printed about a plan while it is under way, in each format.
import process from 'node:process';
import type { PlanRunEvent } from '../../plan/events.ts';
import type { Format } from '../format.ts';
import { canRedraw, penFor, sayErrorLines, sayJson, sayLines, showArea } from '../output.ts';
import { alikeTeller } from './alikeTeller.ts';
import { changeTeller } from './changeLines.ts';
import { endedLines, heartbeatEvent, heartbeatLine, heldLine, startedLine } from './eventLines.ts';
import type { FollowedPlan } from './followedPlan.ts';
import { forecaster } from './forecaster.ts';
import { liveLines } from './liveLines.ts';
import { volumeInWords } from './planWords.ts';

export interface PlanDisplay {
  /** Where text goes. */
  readonly stream: NodeJS.WriteStream;
  /** Prints lines of text; with `--events` and `--quiet` nothing. */
  readonly tell: (lines: readonly string[]) => void;
  /** Shows something that happened. */
  readonly onEvent: (event: PlanRunEvent, plan: FollowedPlan) => void;
  /** Shows that the plan is under way, until the returned function is called. */
  readonly follow: (plan: FollowedPlan) => Promise<() => void>;
}

export interface PlanDisplayOptions {
  readonly format: Format;
  readonly isQuiet: boolean;
  /** How long a move of a size takes, by the journal. */
  readonly fallbackMs: (sizeGib: number) => number | null;
}

const REDRAWN_EVERY_MS = 1_000;
const HEARTBEAT_MS = 60_000;

/** Text is printed on standard output, and with `json` on standard error; `events` prints JSON Lines instead. */
export function createPlanDisplay({ format, isQuiet, fallbackMs }: PlanDisplayOptions): PlanDisplay {
  const stream = format === 'text' ? process.stdout : process.stderr;
  const print = format === 'text' ? sayLines : sayErrorLines;
  const tell = isQuiet || format === 'events' ? () => {} : print;
  if (isQuiet) return { stream, tell, onEvent: () => {}, follow: async () => () => {} };
  if (format === 'events') return { stream, tell, ...inEvents(fallbackMs) };
  const isLive = canRedraw(stream);
  const tellFirst = alikeTeller();
  // At a terminal the live display shows them.
  const changes = isLive ? () => [] : changeTeller();
  return {
    ...{ stream, tell },
    onEvent: (event, plan) => {
      const lines = (): string[] => linesOf(event, plan, isLive, stream);
      const isToldOften = event.type === 'held' || (event.type === 'ended' && event.status !== 'SUCCEEDED');
      tell(isLive && isToldOften && lines().length > 0 ? tellFirst(event, lines) : lines());
      tell(changes(event, plan));
    },
    follow: async (plan) =>
      isLive ? await redrawn(plan, stream, fallbackMs) : toldOfLife(plan, tell, fallbackMs),
  };
}

// When interrupted runs are all that moves wait for, the plan ends, and its outcome lists these moves.
const LISTED_AT_THE_END: ReadonlySet<string | null> = new Set(['VolumeHeld', 'LimitReached']);

// At a terminal the display shows what runs: only what went wrong stays on the screen.
function linesOf(
  event: PlanRunEvent,
  plan: FollowedPlan,
  isLive: boolean,
  stream: NodeJS.WriteStream,
): string[] {
  if (event.type === 'started') return isLive ? [] : [startedLine(event, volumeOf(event, plan))];
  if (event.type === 'held') return [penFor(stream).paint('yellow', heldLine(event, volumeOf(event, plan)))];
  if (event.type !== 'ended' || (isLive && event.status === 'SUCCEEDED')) return [];
  if (event.status === 'SKIPPED' && LISTED_AT_THE_END.has(event.code)) return [];
  return endedLines(event, volumeOf(event, plan), penFor(stream));
}

function volumeOf({ resourceId }: { readonly resourceId: string }, { context }: FollowedPlan): string {
  const known = context();
  const n = known.input.moves.findIndex(({ parameters }) => parameters.resourceId === resourceId);
  return volumeInWords(known, n);
}

function inEvents(fallbackMs: PlanDisplayOptions['fallbackMs']): Pick<PlanDisplay, 'onEvent' | 'follow'> {
  return {
    // The whole outcome is printed at the end.
    onEvent: (event) => {
      if (event.type !== 'outcome') sayJson(event);
    },
    follow: async (plan) => {
      const forecast = forecaster(plan, fallbackMs);
      const timer = setInterval(() => sayJson(heartbeatEvent(plan.context(), forecast)), HEARTBEAT_MS);
      return () => clearInterval(timer);
    },
  };
}

function toldOfLife(
  plan: FollowedPlan,
  tell: PlanDisplay['tell'],
  fallbackMs: PlanDisplayOptions['fallbackMs'],
): () => void {
  const forecast = forecaster(plan, fallbackMs);
  const timer = setInterval(() => tell([heartbeatLine(plan.context(), forecast)]), HEARTBEAT_MS);
  return () => clearInterval(timer);
}

async function redrawn(
  plan: FollowedPlan,
  stream: NodeJS.WriteStream,
  fallbackMs: PlanDisplayOptions['fallbackMs'],
): Promise<() => void> {
  // It is needed at a terminal only.
  const { liveArea } = await import('./liveArea.ts');
  const forecast = forecaster(plan, fallbackMs);
  const area = liveArea(stream, (columns, rows) =>
    liveLines({ plan, forecast, fallbackMs, columns, rows }, penFor(stream)),
  );
  const redraw = (): void => area.draw();
  const timer = setInterval(
    () =>
      void plan
        .refresh()
        .catch(() => undefined)
        .then(redraw),
    REDRAWN_EVERY_MS,
  );
  stream.on('resize', redraw);
  showArea(area);
  return () => {
    clearInterval(timer);
    stream.off('resize', redraw);
    showArea(null);
    area.end();
  };
}
