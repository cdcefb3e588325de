// The spans of one run, from its records and the states that they led to. Live or replayed, the same records give the same spans.
import type { StartedRecord, WorkflowEntry } from '../../engine/records.ts';
import { CallSpans } from './callSpans.ts';
import { spanIdOf, traceIdOf } from './ids.ts';
import { phaseOf } from './phaseOf.ts';
import { endAttributes, failureOf, startAttributes } from './runAttributes.ts';
import type { OpenSpan, RecordTime, SpanAttributes, SpanLink, SpanSink } from './span.ts';

const UNFINISHED = { 'volume_migrate.outcome': 'UNFINISHED' };
const GIVEN_UP = { 'volume_migrate.outcome': 'GIVEN_UP' };

/** One run. A class, not closures: many runs may wait in one process. */
export class RunSpans {
  readonly #runId: string;
  readonly #sink: SpanSink;
  readonly #calls: CallSpans;
  #started: StartedRecord | null = null;
  #run: OpenSpan | null = null;
  // The last span of the run: that of the process before this one, once it has left.
  #before: OpenSpan | null = null;
  #phase: OpenSpan | null = null;
  // Begins with the next record: the state in which a run ends is no phase.
  #entered: { readonly phase: string; readonly at: RecordTime } | null = null;
  #state: string | null = null;
  #last: RecordTime = { n: 0, ms: 0 };

  constructor(runId: string, sink: SpanSink) {
    this.#runId = runId;
    this.#sink = sink;
    this.#calls = new CallSpans(runId, sink);
  }

  /** Adds the next record. `entered` follows for a record that the machine receives. */
  record({ n, at, record }: WorkflowEntry): void {
    if (record.kind === 'resumed') this.left();
    // A clock that was set back does not make times decrease.
    this.#last = { n, ms: Math.max(this.#last.ms, Date.parse(at)) };
    if (record.kind === 'started') this.#begin(record, []);
    if (record.kind === 'resumed') this.#resume();
    if (record.kind === 'ended') this.#close(endAttributes(record.result), failureOf(record.result));
    if (record.kind === 'givenUp') this.#close(GIVEN_UP, 'given up');
    this.#beginPhase();
    const parent = this.#phase ?? this.#run;
    if (parent !== null) this.#calls.record(record, parent, this.#last);
  }

  /** The machine has made a transition to this state. */
  entered(state: string): void {
    if (this.#run === null || state === this.#state) return;
    const [before, phase] = [this.#state, phaseOf(state)];
    this.#state = state;
    const isNewPhase = before === null || phaseOf(before) !== phase;
    this.#calls.left(this.#last.ms, isNewPhase ? 'phase' : 'state');
    if (!isNewPhase) return;
    this.#endPhase();
    this.#entered = { phase, at: this.#last };
  }

  /** Its process has left the run, or died: what is open ends with the last record. */
  left(): void {
    if (this.#run !== null) this.#close(UNFINISHED, null);
  }

  #begin(started: StartedRecord, links: readonly SpanLink[]): void {
    const { n, ms } = this.#last;
    const { workflow = 'volumeMigrate' } = started;
    this.#started = started;
    this.#run = {
      ...{ kind: 'run', name: `run ${workflow}`, parent: null, startMs: ms },
      ...{ traceId: traceIdOf(this.#runId, n), spanId: spanIdOf(this.#runId, 'run', n) },
      attributes: { ...startAttributes(this.#runId, started), 'volume_migrate.run.resumed': n > 0 },
      links: [...links, ...planLinks(started)],
    };
    this.#before = this.#run;
    this.#sink.started?.(this.#run);
  }

  // Another process has resumed the run: a trace of its own, which refers to the one before it.
  #resume(): void {
    if (this.#started === null || this.#before === null) return;
    const { traceId, spanId } = this.#before;
    this.#begin(this.#started, [{ traceId, spanId, attributes: { 'volume_migrate.link': 'resumed' } }]);
    if (this.#state !== null) this.#entered = { phase: phaseOf(this.#state), at: this.#last };
  }

  #beginPhase(): void {
    if (this.#entered === null || this.#run === null) return;
    const { phase, at } = this.#entered;
    this.#entered = null;
    this.#phase = {
      ...{ kind: 'phase', name: phase, parent: this.#run, traceId: this.#run.traceId },
      ...{ spanId: spanIdOf(this.#runId, 'phase', at.n), startMs: at.ms, links: [] },
      attributes: { 'volume_migrate.run.id': this.#runId, 'volume_migrate.phase': phase },
    };
    this.#sink.started?.(this.#phase);
  }

  #endPhase(): void {
    this.#entered = null;
    if (this.#phase === null) return;
    this.#sink.ended(this.#phase, { endMs: this.#last.ms, attributes: {}, links: [], error: null });
    this.#phase = null;
  }

  #close(attributes: SpanAttributes, error: string | null): void {
    if (this.#run === null) return;
    this.#calls.left(this.#last.ms, 'run');
    this.#endPhase();
    this.#sink.ended(this.#run, { endMs: this.#last.ms, attributes, links: [], error });
    this.#run = null;
  }
}

// The run of a move refers to the first trace of its plan.
function planLinks({ parent }: StartedRecord): readonly SpanLink[] {
  if (parent === undefined) return [];
  const attributes = { 'volume_migrate.link': 'plan' };
  return [{ traceId: traceIdOf(parent), spanId: spanIdOf(parent, 'run', 0), attributes }];
}
