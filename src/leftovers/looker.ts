// Reads parts of a cloud one by one; a part that cannot be read is recorded, and the rest is still checked.
import { CloudError } from '../../services/index.ts';
import type { NotLookedAt } from './types.ts';

export interface Looker {
  /** Returns what was read; null if the cloud did not allow it. */
  readonly look: <Read>(what: string, read: () => Promise<Read>) => Promise<Read | null>;
  readonly note: (what: string, why: string) => void;
  /** What could not be checked. */
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
