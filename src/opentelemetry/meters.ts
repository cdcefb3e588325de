// The metrics of runs: how they end, how long their phases take, what they move and leave.
import type { Attributes, Meter } from '@opentelemetry/api';
import type { WorkflowEntry } from '../engine/records.ts';
import { createPoolMoves } from './poolMoves.ts';
import { runKind } from './spans/runAttributes.ts';
import type { OpenSpan, SpanEnd } from './spans/span.ts';
import type { RunSink } from './spans/spanHooks.ts';

const BYTES_PER_GIB = 2 ** 30;

interface MeteredRun {
  readonly workflow: string;
  readonly kind: string;
  sizeGib: number;
}

const instrumentsOf = (meter: Meter) => ({
  runs: meter.createCounter('volume_migrate.runs', { description: 'Runs that have ended', unit: '{run}' }),
  runDuration: meter.createHistogram('volume_migrate.run.duration', {
    ...{ description: 'How long runs took, in each process that drove them', unit: 's', advice: LONG },
  }),
  phaseDuration: meter.createHistogram('volume_migrate.phase.duration', {
    ...{ description: 'How long the phases of runs took', unit: 's', advice: LONG },
  }),
  requestDuration: meter.createHistogram('http.client.request.duration', {
    ...{ description: 'Duration of HTTP client requests', unit: 's', advice: SHORT },
  }),
  moved: meter.createCounter('volume_migrate.moved', {
    ...{ description: 'Size of the volumes that were moved', unit: 'By' },
  }),
  retries: meter.createCounter('volume_migrate.retries', {
    ...{
      description: 'Requests that were sent again, and calls that a resumed run repeated',
      unit: '{retry}',
    },
  }),
  leftovers: meter.createCounter('volume_migrate.leftovers', {
    ...{ description: 'Resources that runs have left behind', unit: '{resource}' },
  }),
});

const SHORT = { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60] };
const LONG = { explicitBucketBoundaries: [0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400] };

type Instruments = ReturnType<typeof instrumentsOf>;

/** Metrics of all runs of an engine. */
export function createMeters(meter: Meter): RunSink {
  const instruments = instrumentsOf(meter);
  const runs = new Map<string, MeteredRun>();
  const pools = createPoolMoves(meter);
  return {
    record: (runId, entry, isEarlier) => {
      pools.record(runId, entry);
      noteRun(runs, runId, entry);
      if (!isEarlier) countResult(instruments, runs.get(runId), entry);
    },
    ended: (span, end, runId) => {
      const run = runs.get(runId);
      if (run !== undefined) measure(instruments, run, span, end);
    },
    left: (runId) => {
      runs.delete(runId);
      pools.left(runId);
    },
  };
}

function noteRun(runs: Map<string, MeteredRun>, runId: string, { record }: WorkflowEntry): void {
  if (record.kind === 'started') {
    const { workflow = 'volumeMigrate' } = record;
    runs.set(runId, { workflow, kind: runKind(record), sizeGib: 0 });
  }
  if (record.kind !== 'event' || record.event.type !== 'done' || record.event.call !== 'getVolume') return;
  const { sizeGib } = (record.event.output ?? {}) as { sizeGib?: unknown };
  const run = runs.get(runId);
  if (run !== undefined && typeof sizeGib === 'number') run.sizeGib = sizeGib;
}

function countResult(
  { moved, leftovers }: Instruments,
  run: MeteredRun | undefined,
  { record }: WorkflowEntry,
): void {
  if (run === undefined || record.kind !== 'ended') return;
  const result = (record.result ?? {}) as Readonly<Record<string, unknown>>;
  const { status, operation } = result;
  if (status === 'SUCCEEDED' && typeof operation === 'string' && run.sizeGib > 0)
    moved.add(run.sizeGib * BYTES_PER_GIB, { 'volume_migrate.operation': operation });
  for (const { kind } of Array.isArray(result['leftovers']) ? result['leftovers'] : [])
    leftovers.add(1, { 'volume_migrate.leftover.kind': String(kind) });
}

function measure(
  instruments: Instruments,
  { workflow, kind }: MeteredRun,
  span: OpenSpan,
  { endMs, attributes }: SpanEnd,
): void {
  const seconds = (endMs - span.startMs) / 1000;
  const ofRun: Attributes = { 'volume_migrate.workflow': workflow, 'volume_migrate.run.kind': kind };
  const all = { ...span.attributes, ...attributes };
  const taken = (...names: string[]): Attributes =>
    Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name] as string]] : [])));
  if (span.kind === 'run') {
    const outcome = { ...ofRun, ...taken('volume_migrate.outcome', 'error.type') };
    instruments.runs.add(1, outcome);
    instruments.runDuration.record(seconds, outcome);
  }
  if (span.kind === 'phase')
    instruments.phaseDuration.record(seconds, { ...ofRun, ...taken('volume_migrate.phase') });
  if (span.kind === 'call' && all['volume_migrate.call.repeated'] === true)
    instruments.retries.add(1, { 'volume_migrate.retry.of': 'call' });
  if (span.kind !== 'request') return;
  const ofRequest = taken(
    ...['http.request.method', 'http.response.status_code', 'error.type', 'openstack.service'],
  );
  instruments.requestDuration.record(seconds, ofRequest);
  const resent = all['http.request.resend_count'];
  if (typeof resent === 'number')
    instruments.retries.add(resent, { 'volume_migrate.retry.of': 'request', ...taken('openstack.service') });
}
