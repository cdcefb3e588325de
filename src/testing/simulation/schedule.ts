// The schedule of a workload: the interventions that are still to come, each waiting for its moment.
import type { AtRequest, Intervention, Moment, RequestFault, Workload, WorkloadEvent } from './workload.ts';

export interface Schedule {
  /** A run sends a request of a kind: what happens to it, and what happens when it arrives. */
  readonly request: (
    run: number,
    kind: string,
  ) => { readonly fault: RequestFault | null; readonly events: readonly WorkloadEvent[] };
  /** A record of a run is durable. */
  readonly record: (run: number, record: number) => readonly WorkloadEvent[];
  /** A run has reached a state. */
  readonly state: (run: number, state: string) => readonly WorkloadEvent[];
  readonly timed: readonly { readonly atMs: number; readonly event: WorkloadEvent }[];
  /** Whether any event waits for a state. */
  readonly watchesStates: boolean;
}

type Faulting = Extract<Intervention, { readonly fault: RequestFault }>;
type Happening = Extract<Intervention, { readonly event: WorkloadEvent }>;

/** The schedule of a workload that is about to start. Each event happens once. */
export function scheduleOf({ interventions }: Workload): Schedule {
  const faults = interventions.filter((each): each is Faulting => 'fault' in each);
  let waiting = interventions.filter((each): each is Happening => 'event' in each);
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  };
  const due = (isDue: (when: Moment) => boolean): readonly WorkloadEvent[] => {
    if (waiting.length === 0) return [];
    const come = waiting.filter(({ when }) => isDue(when));
    if (come.length > 0) waiting = waiting.filter((each) => !come.includes(each));
    return come.map(({ event }) => event);
  };
  return {
    request: (run, kind) => {
      const [nth, nthOfAll] = [count(`${run} ${kind}`), count(`${run} *`)];
      const order = (when: AtRequest): number => {
        if (when.run !== run) return -1;
        if (when.request === '*') return nthOfAll - when.nth;
        return when.request === kind ? nth - when.nth : -1;
      };
      const hit = faults.find(({ when, times }) => order(when) >= 0 && order(when) < times);
      return { fault: hit?.fault ?? null, events: due((when) => 'request' in when && order(when) === 0) };
    },
    record: (run, record) => due((when) => 'record' in when && when.run === run && when.record === record),
    state: (run, state) => due((when) => 'state' in when && when.run === run && when.state === state),
    timed: waiting.flatMap(({ when, event }) => ('atMs' in when ? [{ atMs: when.atMs, event }] : [])),
    watchesStates: waiting.some(({ when }) => 'state' in when),
  };
}
