// The calls of a run and the HTTP requests of each. Imports types only: the inspector's page uses it as well.
import type { WorkflowCallMade, WorkflowMoment } from './timelineTypes.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface OpenCall extends Mutable<Omit<WorkflowCallMade, 'requests'>> {
  readonly requests: WorkflowCallMade['requests'][number][];
}

/** The calls and watches of a run, in the order in which they started. */
export function callsOf(moments: readonly WorkflowMoment[]): WorkflowCallMade[] {
  const calls: OpenCall[] = [];
  const open = new Map<string, OpenCall>();
  let entered = moments[0];
  const begin = (call: WorkflowCallMade['call'], { n, afterMs }: WorkflowMoment): OpenCall => {
    const begun: OpenCall = { call, n, afterMs, ms: null, end: null, fault: null, requests: [] };
    calls.push(begun);
    open.set(call, begun);
    return begun;
  };
  for (const moment of moments) {
    const { record, state } = moment;
    if (record.kind === 'intent') begin(record.call, moment);
    if (record.kind === 'request') {
      const { call } = record.request;
      // A watch writes no intent: it started when its state was entered.
      (open.get(call) ?? begin(call, entered ?? moment)).requests.push(record.request);
    }
    if (record.kind === 'resumed') open.clear();
    if (record.kind === 'event') answer(open, moment);
    if (state === entered?.state) continue;
    entered = moment;
    // A call or watch ends with the state that started it.
    for (const call of open.values()) end(call, moment, 'stopped');
    open.clear();
  }
  return calls;
}

function answer(open: Map<string, OpenCall>, moment: WorkflowMoment): void {
  if (moment.record.kind !== 'event') return;
  const { event } = moment.record;
  if (event.type !== 'done' && event.type !== 'failed') return;
  const call = open.get(event.call);
  if (call === undefined) return;
  if (event.type === 'failed') call.fault = event.fault;
  end(call, moment, event.type === 'done' ? 'answered' : 'failed');
  open.delete(event.call);
}

function end(call: OpenCall, { afterMs }: WorkflowMoment, how: NonNullable<WorkflowCallMade['end']>): void {
  call.ms = afterMs - call.afterMs;
  call.end = how;
}
