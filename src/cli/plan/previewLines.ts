// What a plan will do, as lines: before the first change, and for --dry-run.
import { elementsOf } from '../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../machines/plan/context.ts';
import { destinationOf } from '../../../machines/plan/slots.ts';
import type { Plan } from '../../plan/file/types.ts';
import { startOrder } from '../../plan/preview.ts';
import type { Pen } from '../output.ts';
import { type Column, tableLines } from '../table.ts';
import { wrap } from '../wrap.ts';
import { type PlanSummary, planSummary, sumOf } from './planSummary.ts';
import { amountInWords, counted, volumeInWords } from './planWords.ts';
import { timeInWords } from './timeWords.ts';

export interface PreviewLines {
  readonly plan: Pick<Plan, 'skipped' | 'notes'>;
  readonly context: PlanContext;
  /** How long a move of a size takes, by the journal. */
  readonly fallbackMs: (sizeGib: number) => number | null;
  /** Columns of the terminal; null if there is none. */
  readonly width: number | null;
}

const MOST_ROUTES = 20;
const MOST_REASONS = 10;
const MOST_MOVES = 20;

/** The volumes that will move, those that will not, and how long it takes. */
export function previewLines(preview: PreviewLines, { paint }: Pen): string[] {
  const { plan, context, width } = preview;
  const summary = planSummary(context);
  return [
    `${paint('bold', 'to move')}: ${amountInWords(sumOf(summary.left))}`,
    ...routeLines(summary, width),
    ...[...doneLine(context), ...missingLines(context), ...skippedLines(plan)].flatMap((line) =>
      wrapped(line, width),
    ),
    ...plan.notes.flatMap((note) => wrapped(`note: ${note}`, width)),
    ...timeLines(preview, summary).flatMap((line) => wrapped(line, width)),
  ];
}

const ROUTE: readonly Column[] = [
  { head: 'FROM', min: 12 },
  { head: 'TO', min: 12 },
  { head: 'VOLUMES', isNumber: true },
  { head: 'GIB', isNumber: true },
];

function routeLines({ left }: PlanSummary, width: number | null): string[] {
  if (left.length === 0) return [];
  const [shown, others] = [left.slice(0, MOST_ROUTES), left.slice(MOST_ROUTES)];
  const rows = shown.map(({ from, to, moves, gib }) => [from ?? 'unknown', to, String(moves), String(gib)]);
  const table = tableLines(ROUTE, rows, width === null ? null : width - 2);
  const rest =
    others.length === 0
      ? []
      : [`and ${counted(others.length, 'other pair')} of pools: ${amountInWords(sumOf(others))}`];
  return [...table, ...rest].map((line) => `  ${line}`);
}

// The moves that have ended so without a run.
const endsWith = ({ moves }: PlanContext, status: string): number[] =>
  elementsOf(moves).flatMap((state, n) => (typeof state === 'object' && state.status === status ? [n] : []));

function doneLine(context: PlanContext): string[] {
  const done = endsWith(context, 'SUCCEEDED').length;
  return done === 0 ? [] : [`already in place: ${counted(done, 'volume')}`];
}

function missingLines(context: PlanContext): string[] {
  const missing = endsWith(context, 'SKIPPED');
  if (missing.length === 0) return [];
  return [
    `not in the cloud (any more): ${counted(missing.length, 'volume')}`,
    ...listed(missing.map((n) => volumeInWords(context, n))),
  ];
}

// The same reason often keeps many volumes back.
function skippedLines({ skipped }: Pick<Plan, 'skipped'>): string[] {
  if (skipped.length === 0) return [];
  const groups = Map.groupBy(skipped, ({ reasons }) => reasons.join('; ') || 'no reason given');
  const lines = [...groups].map(([why, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other volume')}`;
    return `${first?.resourceId}${more}: ${why}`;
  });
  return [`left out by the plan: ${counted(skipped.length, 'volume')}`, ...listed(lines)];
}

function listed(items: readonly string[]): string[] {
  const more = items.length - MOST_REASONS;
  return [
    ...items.slice(0, MOST_REASONS).map((item) => `  - ${item}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

function timeLines({ context, fallbackMs }: PreviewLines, { left }: PlanSummary): string[] {
  if (left.length === 0) return [];
  const { time, speedLimit } = timeInWords(context, fallbackMs);
  return [`time: ${time}`, ...(speedLimit === null ? [] : [`speed limited by: ${speedLimit}`])];
}

// Continuation lines are indented as the text of the first one.
function wrapped(line: string, width: number | null): string[] {
  const [, indent = '', text = ''] = /^(\s*(?:- )?)(.*)$/s.exec(line) ?? [];
  const lines = width === null ? [text] : wrap(text, Math.max(20, width - indent.length));
  return lines.map((each, index) => (index === 0 ? indent : ' '.repeat(indent.length)) + each);
}

const MOVES: readonly Column[] = [
  { head: '', isNumber: true },
  { head: 'VOLUME', min: 12 },
  { head: 'FROM', min: 10, drop: 1 },
  { head: 'TO', min: 10 },
  { head: 'GIB', isNumber: true },
];

/** The first moves in the order in which they would start; `rest`: the command that shows all of them. */
export function orderLines({ context, fallbackMs, width }: PreviewLines, rest: string): string[] {
  const order = startOrder(context, fallbackMs);
  if (order.length === 0) return [];
  const rows = order.slice(0, MOST_MOVES).map((n, index) => {
    const move = context.input.moves[n];
    const { source = null, sizeGib = 0 } = context.facts[n] ?? {};
    const to = move === undefined ? '' : destinationOf(move.parameters);
    return [`${index + 1}.`, volumeInWords(context, n), source ?? 'unknown', to, String(sizeGib)];
  });
  const more = order.length - rows.length;
  return [
    'the moves would start in this order:',
    ...tableLines(MOVES, rows, width),
    ...(more > 0 ? [`and ${more} more. To see them all, run: ${rest}`] : []),
  ];
}
