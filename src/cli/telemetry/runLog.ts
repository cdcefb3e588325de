// The runs of this process as JSON Lines; loaded for --log json alone.
import type { EngineHooks } from '../../engine/hooks.ts';
import { RunSpans } from '../../opentelemetry/spans/runSpans.ts';
import { spanHooks } from '../../opentelemetry/spans/spanHooks.ts';
import { sayErrorJson } from '../output.ts';
import { createLogSink } from './logLines.ts';

/** Logs runs, those of this process and those that another drives. */
export interface RunLog {
  readonly hooks: () => EngineHooks;
  /** For a run that is read from its records. */
  readonly spansOf: (runId: string) => RunSpans;
}

/** `isVerbose`: requests are logged too. */
export function createRunLog(isVerbose: boolean): RunLog {
  const sink = createLogSink(sayErrorJson, isVerbose);
  const { started, ended } = sink;
  return {
    hooks: () => spanHooks([sink]),
    spansOf: (runId) =>
      new RunSpans(runId, {
        started: (span) => started?.(span, runId),
        ended: (span, end) => ended?.(span, end, runId),
      }),
  };
}
