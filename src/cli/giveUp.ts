// volume-migrate give-up
import process from 'node:process';
import { EngineError } from '../engine/engineError.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { isRestateStore, type RestateStore } from '../restate/engine/store.ts';
import { describeState } from '../volumeMigrate/definition.ts';
import { type GivenUp, giveUpRun, leftBy } from '../volumeMigrate/giveUpRun.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration } from '../volumeMigrate/runSummary.ts';
import { freeUnknown } from './cluster/freeUnknown.ts';
import { confirm, isAtTerminal } from './confirm.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { onJournal } from './onJournal.ts';
import { penFor, say, sayJson, sayLines } from './output.ts';
import { isPlan } from './plan/findPlan.ts';
import { giveUpPlan, sayOpenRuns } from './plan/giveUpPlan.ts';

interface Flags {
  readonly why?: string;
  readonly yes?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

const { paint } = penFor(process.stdout);

/** Closes a run in the journal, and reports what it may have left in the cloud; at a terminal, it asks before. */
export async function giveUp(run: string, flags: Flags): Promise<number> {
  const { why, journal, json = false } = flags;
  return await onJournal(journal, async (store) => {
    const found = await findRun(store, run).catch((error: Error) => {
      if (isRestateStore(store) && error instanceof EngineError && error.code === 'RunNotFound') return null;
      throw error;
    });
    if (found === null) return await freeUnknown(store as RestateStore, run, flags);
    const { runId } = found;
    const isAsked = mustAsk(found, flags);
    if (isAsked) {
      const isConfirmed = await ask(store, found);
      // After Ctrl-C the cursor is still behind the question.
      if (isConfirmed === null) say('');
      if (isConfirmed !== true) {
        say(`run ${runId} was not given up`);
        return EXIT.cancelled;
      }
    }
    if (isPlan(found)) {
      await giveUpPlan(store, runId, why, json);
      return EXIT.succeeded;
    }
    const given = await giveUpRun(runId, { store, ...(why === undefined ? {} : { why }) });
    if (json) {
      sayJson(given);
      return EXIT.succeeded;
    }
    const freed = isMigration(found) ? 'Another run can now use its volume. ' : '';
    say(`run ${runId} was given up. ${freed}Nothing in the cloud was changed.`);
    if (!isAsked) sayLines(linesOf(given, found));
    return EXIT.succeeded;
  });
}

// A run that cannot be given up is refused without a question.
const mustAsk = ({ endedAt, holder }: RunSummary, { yes = false, json = false }: Flags): boolean =>
  !yes && !json && isAtTerminal() && endedAt === null && holder === null;

async function ask(store: JournalStore, found: RunSummary): Promise<boolean | null> {
  const { runId, state } = found;
  if (isPlan(found)) {
    await sayOpenRuns(store, runId);
    return await confirm(`give up plan ${runId}?`, process.stdin, process.stdout);
  }
  const entries = (await store.read(runId)) as readonly JournalEntry[];
  const where = state === null ? '' : ` (${isMigration(found) ? describeState(state) : state})`;
  say(`run ${runId} is open${where}. If you give it up, it cannot be resumed, and it cleans up nothing`);
  sayLines(linesOf(leftBy(entries), found));
  return await confirm(`give up run ${runId}?`, process.stdin, process.stdout);
}

function linesOf({ operation, leftovers, doubt }: Omit<GivenUp, 'runId'>, found: RunSummary): string[] {
  const search = isMigration(found) ? '. To search the cloud, run: volume-migrate leftovers' : '';
  return [
    ...(operation === null
      ? []
      : [
          `${paint('yellow', 'may still be running')}: the cloud accepted the request to ${operation} volume ${found.resource}`,
        ]),
    ...leftovers.map(
      ({ kind, id, why: reason }) => `${paint('yellow', 'may be left')}: ${kind} ${id}: ${reason}`,
    ),
    ...(doubt === null ? [] : [`${paint('yellow', 'what it left is not known')}: ${doubt}${search}`]),
  ];
}
