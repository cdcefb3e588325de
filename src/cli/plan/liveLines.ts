// The lines that a terminal shows of a plan under way: a bar, the running moves, and what waits.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { routeOf } from '../../../machines/plan/moves.ts';
import { expectedMs } from '../../../machines/plan/rates.ts';
import type { Forecast } from '../../plan/forecast.ts';
import { describeState } from '../../volumeMigrate/definition.ts';
import type { Pen } from '../output.ts';
import { duration } from '../render.ts';
import { type Column, tableLines } from '../table.ts';
import { fitted } from '../width.ts';
import type { FollowedPlan } from './followedPlan.ts';
import { heldLines, isHeld } from './heldLines.ts';
import { type PlanSummary, planSummary } from './planSummary.ts';
import { counted, forecastInWords, volumeInShort } from './planWords.ts';

export interface LiveLines {
  readonly plan: FollowedPlan;
  readonly forecast: () => Forecast;
  readonly fallbackMs: (sizeGib: number) => number | null;
  readonly columns: number;
  readonly rows: number;
}

// The bar, the times, the moves that do not fit, what waits; and the row of the cursor, with one above to see what is printed.
const OTHER_ROWS = 6;
const MOST_HELD = 3;

/** The lines, none wider than the terminal, and never so many that they scroll. */
export function liveLines(live: LiveLines, { paint }: Pen): string[] {
  const { plan, columns, rows } = live;
  const context = plan.context();
  // A terminal may break a line in its last column.
  const width = columns - 1;
  if (context.facts.length === 0) return [fitted('reading where the volumes are', width)];
  const summary = planSummary(context);
  const held = heldLines(context).slice(0, MOST_HELD);
  const room = Math.max(1, rows - OTHER_ROWS - held.length);
  const [shown, hidden] = [context.running.slice(0, room), context.running.slice(room)];
  return [
    barLine(summary, width),
    fitted(timeLine(live, summary), width),
    ...movingLines(live, shown, width).map((line) => paint('cyan', line)),
    ...(hidden.length === 0 ? [] : [fitted(hiddenLine(context, hidden), width)]),
    ...held.map((line) => paint('yellow', fitted(line, width))),
    ...waitingLines(summary, plan.state(), width).map((line) => paint('dim', line)),
  ];
}

const LONGEST_BAR = 40;

function barLine({ total, done, ended }: PlanSummary, width: number): string {
  const share = total.gib === 0 ? ended / Math.max(1, total.moves) : done.gib / total.gib;
  const figures = `${String(Math.floor(share * 100)).padStart(3)} %  ${ended} of ${counted(total.moves, 'move')}, ${done.gib} of ${total.gib} GiB`;
  const length = Math.min(LONGEST_BAR, width - figures.length - 1);
  if (length < 5) return fitted(figures.trimStart(), width);
  const full = Math.floor(share * length);
  return `${'█'.repeat(full)}${'░'.repeat(length - full)} ${figures}`;
}

function timeLine({ plan, forecast }: LiveLines, { left }: PlanSummary): string {
  const context = plan.context();
  const { input, counts } = context;
  const elapsed = duration(Date.now() - Date.parse(input.startedAt), 0);
  const isStarting = plan.state() === 'applying.dispatching';
  const range = isStarting && left.length > 0 && !isHeld(context) ? forecastInWords(forecast()) : null;
  const parts = [
    ...(range === null ? [elapsed] : [`${elapsed}, about ${range} left`]),
    ...(STATES[plan.state()] ?? []),
    ...(counts.FAILED === 0 ? [] : [`${counts.FAILED} failed`]),
    ...(counts.SKIPPED === 0 ? [] : [`${counts.SKIPPED} skipped`]),
  ];
  return parts.join('; ');
}

const STATES: Readonly<Record<string, readonly string[]>> = {
  'applying.paused': ['paused: no moves start'],
  'applying.stopping': ['no more moves start: waiting for the running ones'],
  'applying.cancelling': ['cancelling the running moves'],
};

const MOVING: readonly Column[] = [
  { head: '', min: 8 },
  { head: '', min: 15, drop: 1 },
  // The destination is cut last, with the line.
  { head: '' },
  { head: '', isNumber: true, drop: 3 },
  { head: '', min: 16, drop: 2 },
  { head: '' },
];

function movingLines(live: LiveLines, moves: readonly number[], width: number): string[] {
  if (moves.length === 0) return [];
  const context = live.plan.context();
  const rows = moves.map((n) => {
    const { source, destination } = routeOf(context, n);
    const phase = live.plan.phaseOf(n);
    return [
      volumeInShort(context, n),
      source ?? 'unknown',
      `→ ${destination}`,
      `${context.facts[n]?.sizeGib ?? 0} GiB`,
      phase?.state == null ? 'starting' : describeState(phase.state),
      phase === null ? '' : timeOf(live, n, phase.startedAtMs),
    ];
  });
  // Without the head.
  return tableLines(MOVING, rows, width)
    .slice(1)
    .map((line) => fitted(line, width));
}

function timeOf({ plan, fallbackMs }: LiveLines, n: number, startedAtMs: number): string {
  const context = plan.context();
  const expected = expectedMs(context, n) ?? fallbackMs(context.facts[n]?.sizeGib ?? 0);
  const elapsed = duration(Date.now() - startedAtMs, 0);
  return expected === null ? elapsed : `${elapsed} of ~${duration(expected, 0)}`;
}

function hiddenLine({ facts }: PlanContext, moves: readonly number[]): string {
  const gib = moves.reduce((sum, n) => sum + (facts[n]?.sizeGib ?? 0), 0);
  return `and ${counted(moves.length, 'more running move')} (${gib} GiB)`;
}

const NOT_STARTING: ReadonlySet<string> = new Set(['applying.stopping', 'applying.cancelling']);

function waitingLines({ left }: PlanSummary, state: string, width: number): string[] {
  const bySource = new Map<string, number>();
  for (const { from, waiting } of left)
    if (waiting > 0) bySource.set(from ?? 'unknown', (bySource.get(from ?? 'unknown') ?? 0) + waiting);
  if (bySource.size === 0) return [];
  const pools = [...bySource].toSorted(([, one], [, other]) => other - one);
  const shown = pools.map(([pool, count]) => `${count} on ${pool}`).join(', ');
  return [fitted(`${NOT_STARTING.has(state) ? 'will not start' : 'waiting'}: ${shown}`, width)];
}
