// The spans of a run's calls and watches, and of their requests.

import type { WorkflowEvent, WorkflowRecord } from '../../engine/records.ts';
import { printable } from '../../printable.ts';
import { requestSpan } from './httpRequest.ts';
import { spanIdOf, traceIdOf } from './ids.ts';
import type { OpenSpan, RecordTime, SpanAttributes, SpanEnd, SpanLink, SpanSink } from './span.ts';

interface OpenCall {
  readonly span: OpenSpan;
  /** A watch records no intent: its span begins with its first request. */
  readonly isWatch: boolean;
}

export class CallSpans {
  readonly #runId: string;
  readonly #sink: SpanSink;
  readonly #open = new Map<string, OpenCall>();
  // Calls that a process made before it left, without recording a result.
  #unanswered: ReadonlySet<string> = new Set();

  constructor(runId: string, sink: SpanSink) {
    this.#runId = runId;
    this.#sink = sink;
  }

  record(record: WorkflowRecord, parent: OpenSpan, at: RecordTime): void {
    if (record.kind === 'intent') this.#intent(record, parent, at);
    if (record.kind === 'request') this.#request(record.request, parent, at);
    if (record.kind === 'event') this.#answer(record.event, at.ms);
  }

  /**
   * What was left: a state, which ends its watches; a phase, which ends its calls as well; the run. A call that is still under
   * way when a phase ends was stopped.
   */
  left(endMs: number, what: 'state' | 'phase' | 'run'): void {
    if (what === 'run')
      this.#unanswered = new Set([...this.#open].flatMap(([id, { isWatch }]) => (isWatch ? [] : [id])));
    for (const [id, { isWatch }] of [...this.#open])
      if (isWatch || what !== 'state')
        this.#end(id, {
          endMs,
          attributes: { 'volume_migrate.call.end': 'stopped' },
          links: [],
          error: null,
        });
  }

  #intent(
    { call, input }: Extract<WorkflowRecord, { kind: 'intent' }>,
    parent: OpenSpan,
    at: RecordTime,
  ): void {
    const repeated = this.#unanswered.has(call) ? { 'volume_migrate.call.repeated': true } : {};
    this.#begin(call, parent, at, { ...repeated, ...moveAttributes(input) }, false);
  }

  #begin(
    call: string,
    parent: OpenSpan,
    { n, ms }: RecordTime,
    attributes: SpanAttributes,
    isWatch: boolean,
  ): OpenSpan {
    const id = printable(call);
    const span: OpenSpan = {
      // `move.17` is one of many: its name is `move`.
      ...{ kind: 'call', name: id.replace(/\.\d+$/, ''), parent, traceId: parent.traceId, links: [] },
      ...{ spanId: spanIdOf(this.#runId, 'call', n), startMs: ms },
      attributes: { 'volume_migrate.run.id': this.#runId, 'volume_migrate.call': id, ...attributes },
    };
    this.#open.set(call, { span, isWatch });
    this.#sink.started?.(span);
    return span;
  }

  #request({ call, ...request }: { readonly call: string }, parent: OpenSpan, { n, ms }: RecordTime): void {
    const { name, ms: lastedMs, attributes, error } = requestSpan(request);
    const startMs = Math.max(ms - lastedMs, parent.startMs);
    const by = this.#open.get(call)?.span ?? this.#begin(call, parent, { n, ms: startMs }, {}, true);
    const span: OpenSpan = {
      ...{ kind: 'request', name, parent: by, traceId: by.traceId, links: [] },
      ...{ spanId: spanIdOf(this.#runId, 'request', n), startMs: Math.max(startMs, by.startMs) },
      attributes: { 'volume_migrate.run.id': this.#runId, ...attributes },
    };
    this.#sink.started?.(span);
    this.#sink.ended(span, { endMs: ms, attributes: {}, links: [], error });
  }

  #answer(event: WorkflowEvent, endMs: number): void {
    if (event.type === 'done') this.#end(event.call, { endMs, ...afterResult(event.output) });
    if (event.type === 'failed') this.#end(event.call, { endMs, ...afterFault(event.fault) });
  }

  #end(call: string, end: SpanEnd): void {
    const open = this.#open.get(call);
    if (open === undefined) return;
    this.#open.delete(call);
    this.#sink.ended(open.span, end);
  }
}

// The call that makes a move of a plan: which volume.
function moveAttributes(input: unknown): SpanAttributes {
  const { n, parameters } = (input ?? {}) as { n?: unknown; parameters?: { resourceId?: unknown } };
  const volumeId = parameters?.resourceId;
  return typeof n === 'number' && typeof volumeId === 'string'
    ? { 'volume_migrate.plan.move': n, 'openstack.volume.id': printable(volumeId) }
    : {};
}

// The result of a move names its run: a link to the trace of that run.
function afterResult(output: unknown): Omit<SpanEnd, 'endMs'> {
  const { runId, status, code, message } = (output ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof runId !== 'string' || typeof status !== 'string') return ANSWERED;
  const link: SpanLink = {
    ...{ traceId: traceIdOf(runId), spanId: spanIdOf(runId, 'run', 0) },
    attributes: { 'volume_migrate.link': 'move' },
  };
  const failure = typeof code === 'string' ? { 'error.type': printable(code) } : {};
  const attributes = { 'volume_migrate.call.end': 'answered', 'volume_migrate.outcome': printable(status) };
  return {
    ...{ attributes: { ...attributes, ...failure }, links: [link] },
    error: status === 'FAILED' ? printable(String(message ?? status)) : null,
  };
}

const ANSWERED = { attributes: { 'volume_migrate.call.end': 'answered' }, links: [], error: null } as const;

function afterFault({ code, message, requestId }: Extract<WorkflowEvent, { type: 'failed' }>['fault']) {
  const request = typeof requestId === 'string' ? { 'openstack.request_id': printable(requestId) } : {};
  const attributes = { 'volume_migrate.call.end': 'failed', 'error.type': printable(code), ...request };
  return { attributes, links: [], error: printable(message) };
}
