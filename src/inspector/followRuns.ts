// Follows the list of runs as it changes.
import type { JournalStore } from '../engine/store.ts';
import { isMigration, migrationOf } from '../volumeMigrate/runSummary.ts';
import { faultOf, messageOf } from './messages.ts';
import type { Subject } from './watch.ts';

const LISTED = 500;

/** The newest runs of a journal: more than anybody reads. */
export const listRuns = async (store: Pick<JournalStore, 'list'>) =>
  (await store.list()).filter(isMigration).slice(0, LISTED).map(migrationOf);

/** Follows the list of runs. */
export function followRuns(store: Pick<JournalStore, 'list'>): Subject {
  let last = '';
  return {
    known: () => last,
    look: async () => {
      const message = await listRuns(store).then((runs) => messageOf('runs', runs), faultOf);
      if (message === last) return '';
      last = message;
      return message;
    },
  };
}
