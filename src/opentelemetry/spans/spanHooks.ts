// The hooks of an engine that turn the records of its runs into spans.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EngineHooks, STEPS_AT_ONCE } from '../../engine/hooks.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import { RunSpans } from './runSpans.ts';
import type { OpenSpan, SpanEnd, SpanSink } from './span.ts';

/** Receives the spans and the records of all runs of an engine, as they happen. */
export interface RunSink {
  readonly started?: (span: OpenSpan, runId: string) => void;
  readonly ended?: (span: OpenSpan, end: SpanEnd, runId: string) => void;
  /**
   * A span that another process had open when it left the run, or died. If it left in order, it has reported the same span.
   */
  readonly recovered?: (span: OpenSpan, end: SpanEnd) => void;
  /** A record; `isEarlier`: another process has written it. */
  readonly record?: (runId: string, entry: WorkflowEntry, isEarlier: boolean) => void;
  /** This process has nothing more to do with the run. */
  readonly left?: (runId: string) => void;
}

/** A run that this process drives. `earlier`: the records of other processes are read; `recovering`: what they had open ends. */
interface Followed {
  readonly spans: RunSpans;
  from: 'earlier' | 'recovering' | 'live';
}

/** Hooks that give each sink the spans of every run of an engine. */
export function spanHooks(
  sinks: readonly RunSink[],
): Pick<Required<EngineHooks>, 'onResumed' | 'onRecord' | 'onTransition' | 'onRunEnded'> {
  const runs = new Map<string, Followed>();
  const follow = (runId: string, from: Followed['from']): Followed => {
    const run: Followed = {
      spans: new RunSpans(
        runId,
        sinkOf(sinks, runId, () => run.from),
      ),
      from,
    };
    runs.set(runId, run);
    return run;
  };
  const forget = (runId: string): void => {
    runs.delete(runId);
    for (const sink of sinks) sink.left?.(runId);
  };
  return {
    onResumed: async ({ runId, steps }) => {
      const { spans } = follow(runId, 'earlier');
      for (const [index, { entry, state }] of steps.entries()) {
        if (index > 0 && index % STEPS_AT_ONCE === 0) await nextTurn();
        for (const sink of sinks) sink.record?.(runId, entry, true);
        spans.record(entry);
        spans.entered(state);
      }
    },
    onRecord: ({ runId, entry }) => {
      const run = runs.get(runId) ?? follow(runId, 'live');
      for (const sink of sinks) sink.record?.(runId, entry, false);
      if (run.from === 'earlier') {
        run.from = 'recovering';
        run.spans.left();
        run.from = 'live';
      }
      run.spans.record(entry);
    },
    onTransition: ({ runId, to }) => runs.get(runId)?.spans.entered(to),
    onRunEnded: ({ runId }) => {
      runs.get(runId)?.spans.left();
      forget(runId);
    },
  };
}

function sinkOf(sinks: readonly RunSink[], runId: string, from: () => Followed['from']): SpanSink {
  return {
    started: (span) => {
      if (from() === 'live') for (const sink of sinks) sink.started?.(span, runId);
    },
    ended: (span, end) => {
      if (from() === 'recovering') for (const sink of sinks) sink.recovered?.(span, end);
      if (from() === 'live') for (const sink of sinks) sink.ended?.(span, end, runId);
    },
  };
}
