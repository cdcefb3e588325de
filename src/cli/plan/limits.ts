// volume-migrate limits
import type { PlanLimits } from '../../../machines/plan/types.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { resumeCommand } from '../../journal/resumeCommand.ts';
import { EXIT } from '../exit.ts';
import { onJournal, readJournal } from '../onJournal.ts';
import { sayJson, sayLines } from '../output.ts';
import { type Column, tableLines, terminalWidth } from '../table.ts';
import { driverInWords, findPlan } from './findPlan.ts';
import { limitRows, limitsInWords } from './limitRows.ts';
import { type PlanLimitFlags, planLimitsOf } from './planFlags.ts';
import { limitsNow, planNow } from './planNow.ts';
import { leaveRequest, refusedRequest } from './requests.ts';

export interface LimitsFlags extends PlanLimitFlags {
  readonly journal?: string;
  readonly json?: boolean;
}

/** Changes the limits of a plan; without options it shows them. */
export async function limits(plan: string, flags: LimitsFlags): Promise<number> {
  const open = Object.keys(flags).some((name) => name !== 'journal' && name !== 'json')
    ? onJournal
    : readJournal;
  const work = async (store: JournalStore): Promise<number> => {
    const changed = planLimitsOf(flags);
    const found = await findPlan(store, plan);
    return Object.keys(changed).length === 0
      ? await show(store, found, flags)
      : await change(store, found, changed, flags);
  };
  return await open(flags.journal, work, refusedRequest(flags));
}

async function change(
  store: JournalStore,
  found: RunSummary,
  changed: PlanLimits,
  { journal, json = false }: LimitsFlags,
): Promise<number> {
  const { runId, holder } = found;
  const request = { type: 'changeLimits', limits: changed } as const;
  await leaveRequest(store, found, request);
  const effect =
    holder === null
      ? `no process drives plan ${runId}. The request is stored: it takes effect when the plan is resumed: ${resumeCommand(runId, journal)}`
      : `asked ${driverInWords(holder)} to use these limits for plan ${runId}: ${limitsInWords(changed)}. Running moves are not stopped`;
  if (json) sayJson(await planNow(store, found, request));
  else sayLines([effect]);
  return EXIT.succeeded;
}

const COLUMNS: readonly Column[] = [{ head: 'LIMIT', min: 20 }, { head: 'MOVES AT ONCE' }];

async function show(store: JournalStore, found: RunSummary, { json = false }: LimitsFlags): Promise<number> {
  if (json) sayJson(await planNow(store, found, null));
  else {
    const rows = limitRows(await limitsNow(store, found.runId));
    sayLines(tableLines(COLUMNS, rows, terminalWidth()));
  }
  return EXIT.succeeded;
}
