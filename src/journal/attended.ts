// The times in which processes drove a run, seen from where it asked for its destination volume.
import type { Attended } from '../../services/index.ts';
import type { Entry } from './records.ts';

/**
 * A list for each time that the run has asked for a destination volume; none where it has not.
 * `nowMs`: when the process that goes on with it begins. A process that wrote nothing for a while counts as gone.
 */
export function attendedSinceAsked(entries: readonly Entry[], nowMs: number): Attended[][] {
  const times = [...processesOf(entries), { from: nowMs, to: null }];
  return entries.filter(asksForDestination).map(({ at }) => {
    const since = Date.parse(at);
    return times.map(({ from, to }) => ({ fromMs: from - since, toMs: to === null ? null : to - since }));
  });
}

const asksForDestination = ({ record }: Entry): boolean =>
  record.kind === 'intent' && record.call === 'createDestinationVolume';

// From the first to the last record of each process.
function processesOf(entries: readonly Entry[]): { from: number; to: number | null }[] {
  const processes: { from: number; to: number }[] = [];
  for (const { at, record } of entries) {
    const time = Date.parse(at);
    const last = processes.at(-1);
    if (last === undefined || record.kind === 'resumed') processes.push({ from: time, to: time });
    else last.to = time;
  }
  return processes;
}
