// The rows of a trace's picture: runs, phases and calls below each other; the requests of a call are in its row.
import type { ReceivedSpan } from '../receiver.ts';

export interface TraceRow {
  readonly depth: number;
  readonly label: string;
  readonly kind: 'run' | 'phase' | 'call' | 'wait';
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly requests: readonly ReceivedSpan[];
}

const CLIENT = 3;

const inTime = (one: ReceivedSpan, other: ReceivedSpan): number =>
  one.startMs - other.startMs || other.endMs - one.endMs || (one.spanId < other.spanId ? -1 : 1);

const SHOWN: ReadonlySet<string> = new Set([
  ...['volume_migrate.phase', 'volume_migrate.call.end', 'volume_migrate.plan.move'],
]);

/** The span with only the attributes that a picture needs. */
export const drawn = (span: ReceivedSpan): ReceivedSpan => ({
  ...span,
  attributes: Object.fromEntries(Object.entries(span.attributes).filter(([name]) => SHOWN.has(name))),
});

/** The rows of a trace. Where a move of a plan refers to the trace of its run, the phases of that run are below it. */
export function rowsOf(spans: readonly ReceivedSpan[], traceId: string): TraceRow[] {
  const below = Map.groupBy(spans.toSorted(inTime), ({ parentSpanId }) => parentSpanId ?? '');
  const roots = (below.get('') ?? []).filter((span) => span.traceId === traceId);
  const rowsBelow = (span: ReceivedSpan, depth: number): TraceRow[] => {
    const children = below.get(span.spanId) ?? [];
    const requests = children.filter(({ kind }) => kind === CLIENT);
    const others = children.filter(({ kind }) => kind !== CLIENT);
    const linked = linkedRun(span, spans);
    const ofLinked =
      linked === undefined
        ? []
        : (below.get(linked.spanId) ?? []).map((phase) => rowOf(phase, depth + 1, []));
    return [
      rowOf(span, depth, requests),
      ...others.flatMap((child) => rowsBelow(child, depth + 1)),
      ...ofLinked,
    ];
  };
  return roots.flatMap((root) => rowsBelow(root, 0));
}

const linkedRun = ({ links }: ReceivedSpan, spans: readonly ReceivedSpan[]): ReceivedSpan | undefined => {
  const move = links.find(({ as }) => as === 'move');
  return move && spans.find(({ traceId, spanId }) => traceId === move.traceId && spanId === move.spanId);
};

function rowOf(span: ReceivedSpan, depth: number, requests: readonly ReceivedSpan[]): TraceRow {
  const { name, startMs, endMs, isError, attributes } = span;
  const n = attributes['volume_migrate.plan.move'];
  return {
    ...{ depth, kind: kindOf(span), startMs, endMs, isError, requests },
    label: n === undefined ? name : `${name} ${n}`,
  };
}

function kindOf({ parentSpanId, attributes }: ReceivedSpan): TraceRow['kind'] {
  if (parentSpanId === null) return 'run';
  if (attributes['volume_migrate.phase'] !== undefined) return 'phase';
  return attributes['volume_migrate.call.end'] === 'stopped' ? 'wait' : 'call';
}
