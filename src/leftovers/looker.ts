// Reads parts of a cloud one by one: what cannot be read is noted, and does not keep the rest from being looked at.
import { CloudError } from '../../services/index.ts';
import type { NotLookedAt } from './types.ts';

export interface Looker {
  /** Gives what was read; null where the cloud did not let it be read. */
  readonly look: <Read>(what: string, read: () => Promise<Read>) => Promise<Read | null>;
  readonly note: (what: string, why: string) => void;
  /** What could not be looked at. */
  readonly notes: readonly NotLookedAt[];
}

export function createLooker(): Looker {
  const notes: NotLookedAt[] = [];
  const note: Looker['note'] = (what, why) => void notes.push({ what, why });
  return {
    notes,
    note,
    look: async (what, read) => {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof CloudError) || error.code === 'Aborted') throw error;
        note(what, error.message);
        return null;
      }
    },
  };
}
