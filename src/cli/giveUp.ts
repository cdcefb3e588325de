// volume-migrate give-up
import process from 'node:process';
import { giveUpRun } from '../volumeMigrate/giveUpRun.ts';
import { isMigration } from '../volumeMigrate/runSummary.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { onJournal } from './onJournal.ts';
import { penFor, say, sayJson } from './output.ts';

interface Flags {
  readonly why?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

const { paint } = penFor(process.stdout);

/** Closes a run in the journal, and reports what it may have left in the cloud. */
export async function giveUp(run: string, { why, journal, json = false }: Flags): Promise<number> {
  return await onJournal(journal, async (store) => {
    const found = await findRun(store, run);
    const { runId } = found;
    const given = await giveUpRun(runId, { store, ...(why === undefined ? {} : { why }) });
    if (json) {
      sayJson(given);
      return EXIT.succeeded;
    }
    const freed = isMigration(found) ? 'Another run can now use its volume. ' : '';
    say(`run ${runId} was given up. ${freed}Nothing in the cloud was changed.`);
    for (const { kind, id, why: reason } of given.leftovers)
      say(`${paint('yellow', 'may be left')}: ${kind} ${id}: ${reason}`);
    if (given.doubt !== null)
      say(
        `${paint('yellow', 'what it left is not known')}: ${given.doubt}${isMigration(found) ? '. To search the cloud, run: volume-migrate leftovers' : ''}`,
      );
    return EXIT.succeeded;
  });
}
