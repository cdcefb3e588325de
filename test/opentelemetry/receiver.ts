// A receiver of OTLP/JSON over HTTP, as a collector is one: keeps every span and every metric that it gets.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

interface Keyed {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Keyed[];
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes?: readonly Keyed[];
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

/** A span as a receiver has it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the first span of a trace. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** 1 internal, 3 client. */
  readonly kind: number;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly as: unknown }[];
  readonly isError: boolean;
  readonly message: string | null;
}

/** A data point of a metric. */
export interface ReceivedPoint {
  readonly metric: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a histogram, the number of values. */
  readonly value: number;
}

export interface Receiver {
  readonly url: string;
  /** The bodies of all requests, as they came. */
  readonly payloads: readonly string[];
  readonly spans: () => readonly ReceivedSpan[];
  /** The newest point for each metric and its attributes. */
  readonly points: () => readonly ReceivedPoint[];
  readonly resources: () => readonly Readonly<Record<string, unknown>>[];
  /** Variables for the command, so that it exports here. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const payloads: string[] = [];
  const server = createServer(async (request, response) => {
    const isZipped = request.headers['content-encoding'] === 'gzip';
    const chunks: Buffer[] = [];
    if (isZipped) for await (const chunk of request) chunks.push(chunk as Buffer);
    payloads.push(isZipped ? gunzipSync(Buffer.concat(chunks)).toString() : await text(request));
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bodies = (): readonly Body[] => payloads.map((body) => JSON.parse(body) as Body);
  return {
    ...{ url, payloads },
    spans: () => bodies().flatMap(spansIn),
    points: () => newest(bodies().flatMap(pointsIn)),
    resources: () =>
      bodies().flatMap(({ resourceSpans = [] }) =>
        resourceSpans.map(({ resource }) => valuesOf(resource?.attributes)),
      ),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    close: async () => await closed(server),
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

interface Resource {
  readonly resource?: { readonly attributes?: readonly Keyed[] };
}

interface Body {
  readonly resourceSpans?: readonly (Resource & {
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  })[];
  readonly resourceMetrics?: readonly (Resource & {
    readonly scopeMetrics: readonly { readonly metrics: readonly WireMetric[] }[];
  })[];
}

interface WirePoint {
  readonly attributes?: readonly Keyed[];
  readonly asInt?: string | number;
  readonly asDouble?: number;
  readonly count?: string | number;
}

interface WireMetric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly WirePoint[] };
  readonly gauge?: { readonly dataPoints: readonly WirePoint[] };
  readonly histogram?: { readonly dataPoints: readonly WirePoint[] };
}

const valuesOf = (attributes: readonly Keyed[] = []): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));

function plainValue(value: Keyed['value']): unknown {
  const [[type, held] = []] = Object.entries(value);
  return type === 'intValue' ? Number(held) : held;
}

const msOf = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n);

const spansIn = ({ resourceSpans = [] }: Body): ReceivedSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(received)));

const received = (span: WireSpan): ReceivedSpan => ({
  ...{ traceId: span.traceId, spanId: span.spanId, name: span.name, kind: span.kind },
  parentSpanId: span.parentSpanId === undefined || span.parentSpanId === '' ? null : span.parentSpanId,
  ...{ startMs: msOf(span.startTimeUnixNano), endMs: msOf(span.endTimeUnixNano) },
  attributes: valuesOf(span.attributes),
  links: (span.links ?? []).map(({ traceId, spanId, attributes }) => ({
    ...{ traceId, spanId, as: valuesOf(attributes)['volume_migrate.link'] },
  })),
  ...{ isError: span.status?.code === 2, message: span.status?.message ?? null },
});

const pointsIn = ({ resourceMetrics = [] }: Body): ReceivedPoint[] =>
  resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, sum, gauge, histogram }) =>
        ((sum ?? gauge ?? histogram)?.dataPoints ?? []).map((point) => ({
          ...{ metric: name, attributes: valuesOf(point.attributes) },
          value: Number(point.asInt ?? point.asDouble ?? point.count ?? Number.NaN),
        })),
      ),
    ),
  );

function newest(points: readonly ReceivedPoint[]): ReceivedPoint[] {
  const keyed = points.map(
    (point) => [`${point.metric} ${JSON.stringify(point.attributes)}`, point] as const,
  );
  return [...new Map(keyed).values()];
}
