// A span as the journal of a run gives it: plain data, without OpenTelemetry.
import type { SpanKind } from './ids.ts';

export type AttributeValue = string | number | boolean | readonly string[];
export type SpanAttributes = Readonly<Record<string, AttributeValue>>;

/** A record's number and its time. */
export interface RecordTime {
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly ms: number;
}

/** A span of another trace that this one refers to. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: SpanAttributes;
}

/** A span that has started. */
export interface OpenSpan {
  readonly kind: SpanKind;
  /** Of few different values, as OpenTelemetry requires it. */
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the span of a run. */
  readonly parent: OpenSpan | null;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly attributes: SpanAttributes;
  readonly links: readonly SpanLink[];
}

/** How a span ended. */
export interface SpanEnd {
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** Added to those of its start. */
  readonly attributes: SpanAttributes;
  readonly links: readonly SpanLink[];
  /** Why it failed; null if it did not. */
  readonly error: string | null;
}

/** Receives the spans of runs. A parent starts before its children, and ends after them. */
export interface SpanSink {
  readonly started?: (span: OpenSpan) => void;
  readonly ended: (span: OpenSpan, end: SpanEnd) => void;
}
