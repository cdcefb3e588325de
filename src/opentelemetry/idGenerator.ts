// Gives the spans of runs the IDs that are derived from their journals, and all other spans random ones.
import { randomBytes } from 'node:crypto';

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

// The IDs for the span that is being started. OpenTelemetry starts spans synchronously, so there is one at a time.
let wanted: Ids | null = null;
let isUsed = false;

/** An `IdGenerator` for OpenTelemetry's SDK. */
export interface RunIdGenerator {
  readonly generateTraceId: () => string;
  readonly generateSpanId: () => string;
}

/**
 * Creates the ID generator to pass to OpenTelemetry's SDK: `new NodeSDK({ idGenerator: createRunIdGenerator() })`. With it, every
 * process that drives a run, and every replay, gives the span of a record the same ID.
 */
export function createRunIdGenerator(): RunIdGenerator {
  return {
    generateTraceId: () => wanted?.traceId ?? randomBytes(16).toString('hex'),
    generateSpanId: () => {
      isUsed = true;
      return wanted?.spanId ?? randomBytes(8).toString('hex');
    },
  };
}

/** Starts a span with these IDs. `hasIds`: whether the SDK used them. */
export function withIds<Span>(
  ids: Ids,
  start: () => Span,
): { readonly span: Span; readonly hasIds: boolean } {
  wanted = ids;
  isUsed = false;
  try {
    const span = start();
    return { span, hasIds: isUsed };
  } finally {
    wanted = null;
  }
}
