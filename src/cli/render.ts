// A run in lines for a person.
import type { Place, Volume } from '../../machines/types.ts';
import type { Outcome } from '../outcome.ts';
import type { Progress } from '../run/progress.ts';
import type { Pen } from './output.ts';

/** `3.2 s`, `4 min 07 s`, `1 h 02 min`. Between two readings of a clock that was set back there are 0.0 s. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A run's progress in lines; none where the outcome says it. */
export function progressLines(progress: Progress, { paint }: Pen): string[] {
  const { state, description, elapsedMs, isChange, volume, note, warnings } = progress;
  if (!state.includes('.')) return [];
  const time = paint('dim', duration(elapsedMs).padStart(9));
  const notes = [...(note === null ? [] : [note]), ...warnings.map((warning) => `warning: ${warning}`)];
  const noted = notes.map((line) => `${time}    ${paint('yellow', line)}`);
  if (isChange)
    return [...noted, ...(volume === null ? [] : [`${time}    ${paint('cyan', sighting(volume))}`])];
  return [...noted, `${time}  ${description}`];
}

/** What Cinder shows of the volume. */
export const sighting = ({ status, migrationStatus, host }: Volume): string =>
  `status ${status}, migration_status ${migrationStatus ?? 'none'}, host ${host ?? 'none'}`;

const VERBS = { migrate: 'migrated', retype: 'retyped', swap: 'swapped' } as const;

const place = ({ host, type }: Place): string => `${host ?? 'an unknown host'} (type ${type ?? 'none'})`;

/** The end of a run. */
export function outcomeLines(outcome: Outcome, { paint }: Pen): string[] {
  const took = duration(Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt));
  const { leftovers, warnings } = outcome;
  return [
    `${statusWord(outcome, paint)} in ${took}: ${headline(outcome)}`,
    ...(outcome.error?.reasons ?? []).map((reason) => `  - ${reason}`),
    ...warnings.map((warning) => `${paint('yellow', 'warning')}: ${warning}`),
    ...leftovers.map(({ kind, id, why }) => `${paint('yellow', 'left')}: ${kind} ${id}: ${why}`),
  ];
}

function statusWord({ status }: Outcome, paint: Pen['paint']): string {
  const styles = { SUCCEEDED: 'green', FAILED: 'red', CANCELLED: 'yellow' } as const;
  return paint([styles[status], 'bold'], status);
}

function headline(outcome: Outcome): string {
  const { status, did, volumeId, sourceVolumeId, from, to, error, leftovers } = outcome;
  if (status === 'FAILED') return error?.message ?? 'no reason is known';
  if (status === 'CANCELLED') {
    if (did !== null) return `the cloud had been asked to ${did} volume ${sourceVolumeId}`;
    return leftovers.length === 0 ? 'nothing was done' : 'stopped on the way';
  }
  const now = volumeId === sourceVolumeId ? '' : `; the data is now on volume ${volumeId}`;
  return `volume ${sourceVolumeId} ${did === null ? 'done' : VERBS[did]} from ${place(from)} to ${place(to)}${now}`;
}
