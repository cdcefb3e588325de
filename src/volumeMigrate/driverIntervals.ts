// The intervals in which processes drove a run, from the moment it requested its destination volume.
import type { DriverInterval } from '../../services/cinder/destinationGuard.ts';
import type { WorkflowEntry, WorkflowRecord } from '../engine/records.ts';
import { livedTimes } from './livedTimes.ts';

/**
 * One list for each time that the run may have created a destination volume; empty if it never requested one.
 * Includes the processes that may have created the volume, and those that found it untouched before they
 * filled it.
 * A process that wrote nothing for a while counts as gone.
 */
export function driverIntervals(entries: readonly WorkflowEntry[]): DriverInterval[][] {
  const processes = processesOf(entries);
  const times = processes.filter(({ madeAt, foundUntouched }) => madeAt !== null || foundUntouched);
  return processes.flatMap(({ madeAt }) =>
    madeAt === null ? [] : [times.map(({ from, to }) => ({ fromMs: from - madeAt, toMs: to - madeAt }))],
  );
}

interface Process {
  readonly from: number;
  readonly to: number;
  /** When the process requested the volume; null if it did not, or found an existing one. */
  readonly madeAt: number | null;
  /** It has carried attributes over, and checked the volume before that. */
  readonly foundUntouched: boolean;
}

function processesOf(entries: readonly WorkflowEntry[]): Process[] {
  const starts = entries.flatMap(({ record }, index) =>
    index === 0 || record.kind === 'resumed' ? [index] : [],
  );
  return starts.map((start, index) => processOf(entries.slice(start, starts[index + 1])));
}

function processOf(entries: readonly WorkflowEntry[]): Process {
  const times = livedTimes(entries);
  const asked = entries.findIndex(
    ({ record }) => record.kind === 'intent' && record.call === 'createDestinationVolume',
  );
  const hasFound =
    entries.some(({ record }) => isDone(record, 'createDestinationVolume')) &&
    !entries.some(({ record }) => isPost(record));
  return {
    from: times[0] ?? 0,
    to: times.at(-1) ?? 0,
    madeAt: asked === -1 || hasFound ? null : (times[asked] ?? null),
    foundUntouched: entries.some(({ record }) => isDone(record, 'copyAttributes')),
  };
}

const isDone = (record: WorkflowRecord, call: string): boolean =>
  record.kind === 'event' && record.event.type === 'done' && record.event.call === call;

const isPost = (record: WorkflowRecord): boolean =>
  record.kind === 'request' &&
  record.request.call === 'createDestinationVolume' &&
  record.request.method === 'POST' &&
  record.request.path.endsWith('/volumes');
