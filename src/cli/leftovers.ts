// volume-migrate leftovers
import process from 'node:process';
import { type Cloud, loadCloudConfig } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';
import { findLeftovers } from '../leftovers/findLeftovers.ts';
import { removeLeftover } from '../leftovers/removeLeftover.ts';
import type { FoundLeftover, Leftovers } from '../leftovers/types.ts';
import { isRestateStore, type RestateStore } from '../restate/engine/store.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { confirm, isAtTerminal } from './confirm.ts';
import { EXIT } from './exit.ts';
import { leftoverInWords, leftoverLines } from './leftoverLines.ts';
import { readJournal } from './onJournal.ts';
import { penFor, say, sayError, sayJson, sayLines } from './output.ts';
import { refuse } from './refuse.ts';
import { signIn } from './signingIn.ts';
import { terminalWidth } from './table.ts';
import { attempt } from './unusable.ts';

interface Flags extends CloudFlags {
  readonly remove?: boolean;
  readonly yes?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Lists what migrations have left, and removes what is proven and confirmed. Returns the exit status. */
export async function leftovers(flags: Flags): Promise<number> {
  const fault = faultOf(flags);
  if (fault !== null) {
    sayError(`error: ${fault}`);
    return EXIT.unusable;
  }
  const cloud = await attempt(async () => signIn(await loadCloudConfig(cloudNamed(flags))));
  if (!cloud.ok) return refuse('text', [cloud], new Date().toISOString());
  return await readJournal(flags.journal, async (store) => {
    const seen = await findAll(cloud.value, store);
    if (!flags.json) sayLines(leftoverLines(seen, Date.now(), penFor(process.stdout), terminalWidth()));
    const removals = flags.remove ? await removeAll(cloud.value, store, seen.found, flags) : NO_REMOVALS;
    if (flags.json) showJson(seen, removals);
    if (removals.isCancelled) {
      sayLines(['', 'stopped: nothing more was removed']);
      return EXIT.cancelled;
    }
    const isWhole = seen.notLookedAt.length === 0 && !removals.done.some(({ error }) => error !== null);
    return isWhole ? EXIT.succeeded : EXIT.failed;
  });
}

// The runs of a store come first: the cloud shows what they have left.
async function findAll(cloud: Cloud, store: JournalStore): Promise<Leftovers> {
  if (!isRestateStore(store)) return await findLeftovers(cloud, store);
  const { findStaleRuns } = await import('../restate/staleRuns.ts');
  const stale = await findStaleRuns(store);
  const { found, notLookedAt } = await findLeftovers(cloud, store);
  return { found: [...stale, ...found], notLookedAt };
}

function faultOf({ remove = false, yes = false, json = false }: Flags): string | null {
  if (yes && !remove) return '--yes requires --remove';
  if (!remove || yes) return null;
  if (json)
    return '--remove asks before each removal, which is not possible with --json. Add --yes to remove without asking';
  if (isAtTerminal()) return null;
  return '--remove asks before each removal, but there is no terminal. Run it in a terminal, or add --yes';
}

interface Removal {
  readonly id: string;
  /** Why it was not removed; null if it was. */
  readonly error: string | null;
}

interface Removals {
  readonly done: readonly Removal[];
  /** The user interrupted before every question was asked. */
  readonly isCancelled: boolean;
}

const NO_REMOVALS: Removals = { done: [], isCancelled: false };

async function removeAll(
  cloud: Cloud,
  store: JournalStore,
  found: readonly FoundLeftover[],
  { yes = false, json = false }: Flags,
): Promise<Removals> {
  const done: Removal[] = [];
  for (const leftover of found.filter(({ verdict }) => verdict === 'removable')) {
    const isConfirmed = yes || (await ask(leftover));
    if (isConfirmed === null) return { done, isCancelled: true };
    if (isConfirmed) done.push(await removeOne(cloud, store, leftover, json));
  }
  return { done, isCancelled: false };
}

const ask = (leftover: FoundLeftover): Promise<boolean | null> =>
  confirm(`remove ${leftoverInWords(leftover)}?`, process.stdin, process.stdout);

// A leftover that cannot be removed does not prevent the removal of the others.
async function removeOne(
  cloud: Cloud,
  store: JournalStore,
  leftover: FoundLeftover,
  json: boolean,
): Promise<Removal> {
  const { id } = leftover;
  try {
    const how =
      leftover.kind === 'stale-claim' && isRestateStore(store)
        ? await released(store, id)
        : await removeLeftover(cloud, store, leftover);
    if (!json) say(`${how}: ${leftoverInWords(leftover)}`);
    return { id, error: null };
  } catch (error) {
    const { message } = error as Error;
    sayError(`error: ${message}`);
    return { id, error: message };
  }
}

// Checked again by the worker that does it.
async function released(store: RestateStore, runId: string): Promise<string> {
  const repaired = await store.free(runId);
  if (repaired.kind === 'refused') throw new Error(`run ${runId} was not released: ${repaired.why}`);
  return 'released';
}

function showJson({ found, notLookedAt }: Leftovers, { done }: Removals): void {
  const removals = new Map(done.map(({ id, error }) => [id, { removed: error === null, error }]));
  sayJson(found.map((one) => ({ ...one, ...removals.get(one.id) })));
  for (const { what, why } of notLookedAt) sayError(`not checked: ${what}: ${why}`);
}
