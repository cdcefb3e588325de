// volume-migrate runs prune
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { InvalidParametersError } from '../errors.ts';
import { isRestateStore } from '../restate/engine/store.ts';
import { leftBy } from '../volumeMigrate/giveUpRun.ts';
import { recordedEnd } from '../volumeMigrate/recordedEnd.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration } from '../volumeMigrate/runSummary.ts';
import { millisecondsIn, notADuration } from './durationFlag.ts';
import { EXIT } from './exit.ts';
import { onJournal, readJournal } from './onJournal.ts';
import { say, sayJson, sayLines } from './output.ts';
import { ageInWords } from './render.ts';
import { statusInWords } from './runStatus.ts';

interface Flags {
  readonly olderThan: string;
  readonly dryRun?: boolean;
  readonly includeLeftovers?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

/** What happens to a run that is old enough; `why` is null if it is removed. */
interface Judged {
  readonly run: RunSummary;
  readonly why: string | null;
  /** It should have been removed, but could not be. */
  readonly isFailed?: boolean;
}

const RESTATE_PRUNES =
  'runs prune does not support --store: Restate itself removes a run when its retention period is over. To change that period, start the workers with --keep, such as worker --keep 90d, and register them again; it applies to runs that start afterwards';

/** Removes ended runs from the journal, and says which; the cloud is not contacted. */
export async function prune(flags: Flags): Promise<number> {
  const { dryRun = false, includeLeftovers = false, json = false } = flags;
  const open = dryRun ? readJournal : onJournal;
  return await open(flags.journal, async (store) => {
    if (isRestateStore(store)) throw new InvalidParametersError([RESTATE_PRUNES]);
    const before = Date.now() - milliseconds(flags.olderThan);
    const judged: Judged[] = [];
    for (const run of await endedBefore(store, before)) {
      const why = includeLeftovers ? null : await whyKept(store, run);
      judged.push(why !== null || dryRun ? { run, why } : await removed(store, run));
    }
    if (json) sayJson(inJson(judged, dryRun));
    else tell(judged, dryRun, flags.olderThan);
    return judged.some(({ isFailed = false }) => isFailed) ? EXIT.failed : EXIT.succeeded;
  });
}

// A run that cannot be removed does not hide what was.
async function removed(store: JournalStore, run: RunSummary): Promise<Judged> {
  try {
    await store.remove(run.runId);
    return { run, why: null };
  } catch (error) {
    return { run, why: `it could not be removed: ${(error as Error).message}`, isFailed: true };
  }
}

function milliseconds(text: string): number {
  const age = millisecondsIn(text);
  if (age === null) throw new Error(notADuration('--older-than', text));
  return age;
}

// An open parent still needs its children that have ended: its whole family stays.
async function endedBefore(store: JournalStore, before: number): Promise<RunSummary[]> {
  const all = await store.list();
  const byId = new Map(all.map((run) => [run.runId, run]));
  const rootOf = (run: RunSummary): string => {
    const parent = run.parent === null ? undefined : byId.get(run.parent);
    return parent === undefined ? run.runId : rootOf(parent);
  };
  const openRoots = new Set(all.filter(({ endedAt }) => endedAt === null).map(rootOf));
  return all.filter(
    (run) => run.endedAt !== null && Date.parse(run.endedAt) < before && !openRoots.has(rootOf(run)),
  );
}

// The records of a run are the evidence that what it left is its own.
async function whyKept(store: JournalStore, run: RunSummary): Promise<string | null> {
  const entries = (await store.read(run.runId)) as readonly JournalEntry[];
  const end = recordedEnd(entries);
  const { leftovers, doubt } =
    end?.kind === 'givenUp' && isMigration(run)
      ? leftBy(entries)
      : { leftovers: leftoversIn(end?.kind === 'ended' ? end.outcome : null), doubt: null };
  if (doubt !== null) return `what it left is not known: ${doubt}`;
  if (leftovers.length === 0) return null;
  return `its outcome names ${leftovers.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`;
}

function leftoversIn(output: unknown): readonly { readonly kind: string; readonly id: string }[] {
  const { leftovers } = (output ?? {}) as { leftovers?: unknown };
  return Array.isArray(leftovers) ? leftovers : [];
}

const inJson = (judged: readonly Judged[], dryRun: boolean): object => ({
  dryRun,
  removed: judged.flatMap(({ run, why }) => (why === null ? [run.runId] : [])),
  kept: judged.flatMap(({ run: { runId }, why }) => (why === null ? [] : [{ runId, why }])),
});

function tell(judged: readonly Judged[], dryRun: boolean, olderThan: string): void {
  const now = Date.now();
  const count = judged.filter(({ why }) => why === null).length;
  const kept = judged.length - count;
  sayLines(judged.map((one) => lineOf(one, dryRun, now)));
  const runs = `${count} ${count === 1 ? 'run' : 'runs'}`;
  if (judged.length === 0) say(`no run ended more than ${olderThan} ago: nothing to remove`);
  else say(dryRun ? `${runs} would be removed, ${kept} kept` : `${runs} removed, ${kept} kept`);
  if (judged.some(({ why, isFailed = false }) => why !== null && !isFailed))
    say(
      'A run that left something stays: its records prove what belongs to it. To clean up, run: volume-migrate leftovers. To remove such runs too, add --include-leftovers',
    );
}

function lineOf({ run, why }: Judged, dryRun: boolean, now: number): string {
  const volume = run.resource === null ? '' : `volume ${run.resource}, `;
  const what = `run ${run.runId}: ${volume}${statusInWords(run)}, ended ${ageInWords(run.endedAt ?? '', now)} ago`;
  if (why !== null) return `kept ${what}; ${why}`;
  return `${dryRun ? 'would remove' : 'removed'} ${what}`;
}
