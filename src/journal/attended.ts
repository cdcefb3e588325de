// The times in which processes drove a run, seen from where it asked for its destination volume.
import type { Attended } from '../../services/index.ts';
import { livedTimes } from './livedTimes.ts';
import type { Entry, JournalRecord } from './records.ts';

/**
 * A list for each time that the run may have made a destination volume; none where it has not asked for one.
 * Of the processes count those that may have made the volume, and those that found it untouched before they filled it.
 * One that wrote nothing for a while counts as gone.
 */
export function attendedSinceAsked(entries: readonly Entry[]): Attended[][] {
  const processes = processesOf(entries);
  const times = processes.filter(({ madeAt, foundOurs }) => madeAt !== null || foundOurs);
  return processes.flatMap(({ madeAt }) =>
    madeAt === null ? [] : [times.map(({ from, to }) => ({ fromMs: from - madeAt, toMs: to - madeAt }))],
  );
}

interface Process {
  readonly from: number;
  readonly to: number;
  /** When it asked for the volume; null where it did not, or found one that was there. */
  readonly madeAt: number | null;
  /** It has carried attributes over, before which it has looked. */
  readonly foundOurs: boolean;
}

function processesOf(entries: readonly Entry[]): Process[] {
  const starts = entries.flatMap(({ record }, index) =>
    index === 0 || record.kind === 'resumed' ? [index] : [],
  );
  return starts.map((start, index) => processOf(entries.slice(start, starts[index + 1])));
}

function processOf(entries: readonly Entry[]): Process {
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
    foundOurs: entries.some(({ record }) => isDone(record, 'copyAttributes')),
  };
}

const isDone = (record: JournalRecord, call: string): boolean =>
  record.kind === 'event' && record.event.type === 'done' && record.event.call === call;

const isPost = (record: JournalRecord): boolean =>
  record.kind === 'request' &&
  record.request.call === 'createDestinationVolume' &&
  record.request.method === 'POST' &&
  record.request.path.endsWith('/volumes');
