// Entry point `volume-migrate/opentelemetry`: runs and plans as traces and metrics.
export { createRunIdGenerator, type RunIdGenerator } from './idGenerator.ts';
export { type SpanKind, spanIdOf, traceIdOf } from './spans/ids.ts';
export { createTelemetry, exportRun, type TelemetryOptions } from './telemetry.ts';
