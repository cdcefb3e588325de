// Which readings of a volume may be stale: a database or a process that lags behind shows an earlier state.
import type { Volume, VolumeState } from '../../machines/types.ts';
import { LAG_MS } from '../lag.ts';
import type { Doubt } from '../poll.ts';
import { timeOf } from './schemas.ts';

/** Three 404s in a row, because a database that lags behind does not forget a volume that existed. */
export const GONE: Doubt = { readings: 3, forMs: 0 };
/** What another node, or its database, may still show in its earlier state. */
export const STALE: Doubt = { readings: 3, forMs: LAG_MS };

export interface Staleness {
  readonly doubt: (volume: Volume | null) => Doubt | null;
  /** Accepts a reading: anything older than it is stale from now on. */
  readonly seen: (volume: Volume | null) => void;
}

/**
 * `before`: the volume as it was before the change that is watched, null if it did not exist yet. `known`:
 * the volume as last read. A reading that shows the state before, or that Cinder dates earlier than `known`,
 * may be stale.
 * Source: cinder/db/sqlalchemy/models.py (updated_at is set with every change of the row, to the second).
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

// When Cinder last changed the volume; one that it never changed is older than any that it did.
const changedAt = (volume: VolumeState | null | undefined): number => {
  const time = timeOf(volume?.updatedAt ?? '');
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
};

/** Whether a reading is at least as new as what is known; one that shows no volume always is. */
export const isAsNewAs =
  (known: VolumeState) =>
  (seen: VolumeState | null): boolean =>
    seen === null || changedAt(seen) >= changedAt(known);

const shows = (volume: Volume, before: VolumeState): boolean =>
  Object.entries(before).every(([field, value]) => volume[field as keyof VolumeState] === value);
