// Spans and metrics of runs and plans, from the hooks of an engine.
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { VERSION } from '../../services/version.ts';
import type { EngineHooks } from '../engine/hooks.ts';
import type { WorkflowStep } from '../engine/replay.ts';
import { createSpanExport } from './exportSpans.ts';
import { createMeters } from './meters.ts';
import { RunSpans } from './spans/runSpans.ts';
import { spanHooks } from './spans/spanHooks.ts';

/** Options of `createTelemetry`. */
export interface TelemetryOptions {
  /** Where traces go. @default the global provider of `@opentelemetry/api` */
  readonly tracerProvider?: TracerProvider;
  /** Where metrics go. @default the global provider of `@opentelemetry/api` */
  readonly meterProvider?: MeterProvider;
}

const SCOPE = 'volume-migrate';

/**
 * Creates hooks for `migrateVolume`, `applyPlan`, `createEngine` and `startWorker`. They record a trace for each run, with a span for
 * each phase, call and request, and metrics. They can neither fail nor delay a run.
 */
export function createTelemetry({
  tracerProvider = trace.getTracerProvider(),
  meterProvider = metrics.getMeterProvider(),
}: TelemetryOptions = {}): EngineHooks {
  return spanHooks([
    createSpanExport(tracerProvider.getTracer(SCOPE, VERSION)),
    createMeters(meterProvider.getMeter(SCOPE, VERSION)),
  ]);
}

/**
 * Exports the spans of a recorded run, for instance those that a killed process had no time to export. With `createRunIdGenerator`,
 * they have the same IDs as in the process that drove the run.
 *
 * @param steps As `replay` and `Engine.replay` return them.
 */
export function exportRun(
  steps: readonly WorkflowStep[],
  { tracerProvider = trace.getTracerProvider() }: Pick<TelemetryOptions, 'tracerProvider'> = {},
): void {
  const [first] = steps;
  if (first === undefined) return;
  const spans = new RunSpans(first.entry.runId, createSpanExport(tracerProvider.getTracer(SCOPE, VERSION)));
  for (const { entry, state } of steps) {
    spans.record(entry);
    spans.entered(state);
  }
  spans.left();
}
