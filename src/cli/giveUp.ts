// volume-migrate give-up
import process from 'node:process';
import { giveUpRun } from '../run/giveUpRun.ts';
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

/** Ends a run in the journal, and says what it may have left in the cloud. */
export async function giveUp(run: string, { why, journal, json = false }: Flags): Promise<number> {
  return await onJournal(journal, async (store) => {
    const { runId } = await findRun(store, run);
    const given = await giveUpRun(runId, { journal: store, ...(why === undefined ? {} : { why }) });
    if (json) {
      sayJson(given);
      return EXIT.succeeded;
    }
    say(`run ${runId} is given up: its volume is free for another run. Nothing in the cloud was changed.`);
    for (const { kind, id, why: reason } of given.leftovers)
      say(`${paint('yellow', 'perhaps left')}: ${kind} ${id}: ${reason}`);
    if (given.doubt !== null)
      say(`${paint('yellow', 'what it left is not known')}: ${given.doubt}; volume-migrate leftovers looks`);
    return EXIT.succeeded;
  });
}
