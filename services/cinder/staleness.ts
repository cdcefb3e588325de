// Which readings of a volume may be stale: a database or a process that lags behind shows what was there before.
import type { Volume, VolumeState } from '../../machines/types.ts';
import { LAG_MS } from '../lag.ts';
import type { Doubt } from '../observe.ts';
import { timeOf } from './schemas.ts';

/** Three 404s running: a volume that was there is not forgotten by a database that lags behind. */
export const GONE: Doubt = { readings: 3, forMs: 0 };
/** What another node, or its database, may still show as it was before. */
export const STALE: Doubt = { readings: 3, forMs: LAG_MS };

export interface Staleness {
  readonly doubt: (volume: Volume | null) => Doubt | null;
  /** A reading that is believed: what is older than it is stale from now on. */
  readonly seen: (volume: Volume | null) => void;
}

/**
 * `before`: the volume as it was before the change that is watched, null where it was not there yet. `known`: as it was
 * last seen. A reading that shows what was there before, or that Cinder dates earlier than what is known, may be stale.
 * Proved by cinder/db/sqlalchemy/models.py (updated_at is set with every change of the row, by the second).
 */
export function createStaleness({
  before,
  known,
}: {
  readonly before?: VolumeState | null;
  readonly known?: VolumeState | null;
}): Staleness {
  let newest = Math.max(changedAt(before), changedAt(known));
  return {
    doubt: (volume) => {
      if (volume === null) return before === null ? STALE : GONE;
      const isAsBefore = before != null && shows(volume, before);
      return isAsBefore || changedAt(volume) < newest ? STALE : null;
    },
    seen: (volume) => {
      newest = Math.max(newest, changedAt(volume));
    },
  };
}

// When Cinder has last changed it; a volume that it never changed is older than any that it has.
const changedAt = (volume: VolumeState | null | undefined): number => {
  const time = timeOf(volume?.updatedAt ?? '');
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
};

/** Whether a reading is at least as new as what is known, as one that shows no volume always is. */
export const isAsNewAs =
  (known: VolumeState) =>
  (seen: VolumeState | null): boolean =>
    seen === null || changedAt(seen) >= changedAt(known);

const shows = (volume: Volume, before: VolumeState): boolean =>
  Object.entries(before).every(([field, value]) => volume[field as keyof VolumeState] === value);
