// A run as lines of text.
import type { Volume, VolumePlace } from '../../machines/types.ts';
import type { Outcome } from '../volumeMigrate/outcome.ts';
import type { Progress } from '../volumeMigrate/progress.ts';
import { type ErrorInWords, errorInWords } from './errorInWords.ts';
import type { Pen } from './output.ts';

/**
 * `3.2 s`, `4 min 07 s`, `1 h 02 min`; with no digits `3 s`. 0.0 s if the clock was set back between two readings.
 */
export function duration(milliseconds: number, digits: 0 | 1 = 1): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return `${seconds.toFixed(digits)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

const DAY_MS = 24 * 3_600_000;

/** How long ago a time (ISO 8601) was: as a duration, or in days. */
export function ageInWords(since: string, now: number): string {
  const age = Math.max(now - Date.parse(since), 0);
  return age < 2 * DAY_MS ? duration(age) : `${Math.floor(age / DAY_MS)} days`;
}

/** A run's progress in lines; none if the outcome reports it. `asTyped` as for `outcomeLines`. */
export function progressLines(
  progress: Progress,
  { paint }: Pen,
  asTyped: (text: string) => string = (text) => text,
): string[] {
  const { state, description, elapsedMs, isChange, volume, note, warnings } = progress;
  if (!state.includes('.')) return [];
  const time = paint('dim', duration(elapsedMs).padStart(9));
  const notes = [
    ...(note === null ? [] : [note]),
    ...warnings.map((warning) => `warning: ${asTyped(warning)}`),
  ];
  const noted = notes.map((line) => `${time}    ${paint('yellow', line)}`);
  if (isChange)
    return [...noted, ...(volume === null ? [] : [`${time}    ${paint('cyan', sighting(volume))}`])];
  return [...noted, `${time}  ${description}`];
}

/** The volume's state in Cinder. */
export const sighting = ({ status, migrationStatus, host }: Volume): string =>
  `status ${status}, migration_status ${migrationStatus ?? 'none'}, host ${host ?? 'none'}`;

/** The volume's state in few words. */
export const briefly = ({ status, migrationStatus }: Volume): string =>
  migrationStatus === null ? status : `${status}, ${migrationStatus}`;

const VERBS = { migrate: 'migrated', retype: 'retyped', swap: 'swapped' } as const;

const place = ({ host, type }: VolumePlace): string =>
  `${host ?? 'an unknown host'} (type ${type ?? 'none'})`;

/**
 * The end of a run. `asTyped` gives parameters the names of the options that the user typed; without it they have
 * those of the specification.
 */
export function outcomeLines(
  outcome: Outcome,
  { paint }: Pen,
  asTyped: (text: string) => string = (text) => text,
): string[] {
  const took = duration(Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt));
  const { leftovers, warnings, error } = outcome;
  const words = error === undefined ? null : errorInWords(error, outcome.volumeId, asTyped);
  return [
    `${statusWord(outcome, paint)} in ${took}: ${headline(outcome, words)}`,
    ...(words?.reasons ?? []).map((reason) => `  - ${reason}`),
    ...(words === null || words.remedy === null ? [] : [words.remedy]),
    ...warnings.map((warning) => `${paint('yellow', 'warning')}: ${asTyped(warning)}`),
    ...leftovers.map(({ kind, id, why }) => `${paint('yellow', 'left')}: ${kind} ${id}: ${why}`),
  ];
}

function statusWord({ status }: Outcome, paint: Pen['paint']): string {
  const styles = { SUCCEEDED: 'green', FAILED: 'red', CANCELLED: 'yellow', UNFINISHED: 'yellow' } as const;
  return paint([styles[status], 'bold'], status);
}

function headline(outcome: Outcome, error: ErrorInWords | null): string {
  const { status, operation, volumeId, sourceVolumeId, from, to, leftovers } = outcome;
  if (status === 'FAILED') return error?.headline ?? 'the reason is unknown';
  if (status === 'UNFINISHED')
    return operation === null
      ? 'the cloud has not accepted an operation yet'
      : `the cloud has accepted the request to ${operation} volume ${sourceVolumeId}`;
  if (status === 'CANCELLED') {
    if (operation !== null)
      return `the cloud had already accepted the request to ${operation} volume ${sourceVolumeId}`;
    return leftovers.length === 0 ? 'nothing was changed' : 'stopped before the end';
  }
  const now = volumeId === sourceVolumeId ? '' : `; the data is now on volume ${volumeId}`;
  return `volume ${sourceVolumeId} ${operation === null ? 'done' : VERBS[operation]} from ${place(from)} to ${place(to)}${now}`;
}
