// Reports spans through OpenTelemetry's API, with their real times.
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { withIds } from './idGenerator.ts';
import { spanIdOf } from './spans/ids.ts';
import type { OpenSpan, SpanEnd, SpanLink, SpanSink } from './spans/span.ts';
import type { RunSink } from './spans/spanHooks.ts';

/** The spans of runs as OpenTelemetry has them: started when the first of their children ends, or they do. */
export function createSpanExport(tracer: Tracer): SpanSink & Pick<RunSink, 'recovered'> {
  const made = new WeakMap<OpenSpan, Made>();
  // The span that was active when a run was started.
  const callers = new WeakMap<OpenSpan, Link>();
  const madeOf = (span: OpenSpan): Made => {
    const known = made.get(span);
    if (known !== undefined) return known;
    const caller = callers.get(span);
    const links = [...span.links.map(linkOf), ...(caller === undefined ? [] : [caller])];
    const parent = span.parent === null ? null : madeOf(span.parent).span;
    const own = makeSpan(tracer, span, parent, links);
    made.set(span, own);
    return own;
  };
  const ended = (span: OpenSpan, end: SpanEnd): void => finish(madeOf(span).span, span, end);
  return {
    started: (span) => {
      const active = span.parent === null ? trace.getActiveSpan() : undefined;
      if (active === undefined) return;
      callers.set(span, { context: active.spanContext(), attributes: { 'volume_migrate.link': 'caller' } });
    },
    ended,
    // With other IDs than those of its process, it would be another span.
    recovered: (span, end) => {
      if (madeOf(span).hasIds) ended(span, end);
    },
  };
}

interface Made {
  readonly span: Span;
  /** Whether it has the IDs that are derived from the journal. */
  readonly hasIds: boolean;
}

function makeSpan(tracer: Tracer, span: OpenSpan, parent: Span | null, links: Link[]): Made {
  const { name, kind, startMs, attributes, traceId, spanId } = span;
  const options = {
    ...{ kind: kind === 'request' ? SpanKind.CLIENT : SpanKind.INTERNAL, links },
    // As a number it could be taken for one of `performance.now()`.
    ...{ startTime: new Date(startMs), attributes: { ...attributes } as Record<string, string> },
  };
  const startIn = (context: Context): Made =>
    withIds({ traceId, spanId }, () => tracer.startSpan(name, options, context));
  if (parent !== null) return startIn(trace.setSpan(ROOT_CONTEXT, parent));
  const root = startIn(ROOT_CONTEXT);
  // Without our generator, only a parent gives the trace its ID. The first span never ends: it is not exported.
  return root.hasIds ? root : startIn(inTrace(traceId));
}

const inTrace = (traceId: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId: spanIdOf(traceId, 'run', 0), traceFlags: TraceFlags.SAMPLED, isRemote: true },
  });

const linkOf = ({ traceId, spanId, attributes }: SpanLink): Link => ({
  context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true },
  attributes: { ...attributes } as Record<string, string>,
});

function finish(made: Span, { kind }: OpenSpan, { endMs, attributes, links, error }: SpanEnd): void {
  made.setAttributes({ ...attributes } as Record<string, string>);
  if (links.length > 0) made.addLinks(links.map(linkOf));
  // The status code of a request says why it failed.
  if (error !== null)
    made.setStatus({
      code: SpanStatusCode.ERROR,
      ...(kind === 'request' ? {} : { message: error }),
    });
  made.end(new Date(endMs));
}
