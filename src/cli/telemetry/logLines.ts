// The progress of runs as JSON Lines: each line has the IDs of the trace that is exported for the run.
import type { AttributeValue, OpenSpan, SpanEnd } from '../../opentelemetry/spans/span.ts';
import type { RunSink } from '../../opentelemetry/spans/spanHooks.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line of the log. */
export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  readonly level: LogLevel;
  readonly msg: string;
  readonly run_id?: string;
  readonly plan_id?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly request_id?: string;
  readonly [field: string]: AttributeValue | undefined;
}

/** A sink that logs when runs and phases start, when they end, and how calls ended; `isVerbose`: each request as well. */
export function createLogSink(log: (line: LogLine) => void, isVerbose: boolean): RunSink {
  return {
    started: (span) => {
      if (span.kind === 'run' || span.kind === 'phase')
        log(lineAt(span.startMs, 'info', startOf(span), span));
    },
    ended: (span, end) => {
      const level = levelOf(span, end);
      if (level === 'debug' && !isVerbose) return;
      const all = { ...span.attributes, ...end.attributes };
      log({
        ...lineAt(end.endMs, level, `${span.kind} ${end.error === null ? 'ended' : 'failed'}`, span),
        duration_ms: end.endMs - span.startMs,
        ...fieldsOf(all, ENDED),
        ...(end.error === null ? {} : { error: end.error }),
      });
    },
  };
}

// Requests that are part of every run, such as those of polls, are for people who ask for them.
function levelOf({ kind }: OpenSpan, { error }: SpanEnd): LogLevel {
  if (kind === 'request') return error === null ? 'debug' : 'warn';
  if (error === null) return 'info';
  return kind === 'run' ? 'error' : 'warn';
}

const startOf = ({ kind, attributes }: OpenSpan): string =>
  attributes['volume_migrate.run.resumed'] === true ? 'run resumed' : `${kind} started`;

// The names of fields, by those of attributes.
const ENDED = {
  'volume_migrate.outcome': 'outcome',
  'volume_migrate.operation': 'operation',
  'error.type': 'code',
  'http.request.method': 'method',
  'url.path': 'path',
  'http.response.status_code': 'status',
  'openstack.service': 'service',
  'openstack.request_id': 'request_id',
} as const;

const OF_SPAN = {
  'volume_migrate.phase': 'phase',
  'volume_migrate.call': 'call',
  'volume_migrate.run.kind': 'kind',
  'openstack.volume.id': 'volume_id',
} as const;

const fieldsOf = (
  attributes: Readonly<Record<string, AttributeValue>>,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, AttributeValue>> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([attribute, field]) => {
      const value = attributes[attribute];
      return value === undefined ? [] : [[field, value]];
    }),
  );

function lineAt(ms: number, level: LogLevel, msg: string, span: OpenSpan): LogLine {
  const { attributes } = rootOf(span);
  const planId = attributes['volume_migrate.plan.id'];
  return {
    ...{ time: new Date(ms).toISOString(), level, msg },
    run_id: String(attributes['volume_migrate.run.id']),
    ...(planId === undefined ? {} : { plan_id: String(planId) }),
    ...{ trace_id: span.traceId, span_id: span.spanId },
    ...fieldsOf(span.attributes, OF_SPAN),
  };
}

const rootOf = (span: OpenSpan): OpenSpan => (span.parent === null ? span : rootOf(span.parent));
