// Estimates how long a move takes, from the ended runs of the journal alone.
import type { MigrationContext, MigrationResult } from '../../machines/context.ts';
import type { Volume } from '../../machines/types.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration, migrationOf } from '../volumeMigrate/runSummary.ts';
import { duration } from './render.ts';

/** How long similar moves took, from the moment when the cloud accepted them to the end of the run. */
export interface Estimate {
  /** How many there are. */
  readonly runs: number;
  /** Null if there are none. */
  readonly shortestMs: number | null;
  readonly longestMs: number | null;
}

// A similar size: at most twice as large, and at least half as large.
const SIMILAR = 2;
// The newest runs say most; reading more of them would delay the display.
const MOST_READ = 50;

/**
 * How long moves took, of runs that succeeded in one go: with the same operation, between the same pools, with a volume of
 * a similar size. If the scheduler chooses the pool, the destination type counts instead.
 */
export async function estimateFor(
  store: Pick<JournalStore, 'list' | 'read'>,
  context: MigrationContext,
  scope: string | null,
): Promise<Estimate> {
  const ended = (await store.list()).filter((run) => mayBeSimilar(run, context, scope)).slice(0, MOST_READ);
  const took: number[] = [];
  for (const { runId } of ended) {
    const ms = timeTaken((await store.read(runId)) as readonly JournalEntry[], context);
    if (ms !== null) took.push(ms);
  }
  const [shortestMs, longestMs] = took.length === 0 ? [null, null] : [Math.min(...took), Math.max(...took)];
  return { runs: took.length, shortestMs, longestMs };
}

function mayBeSimilar(run: RunSummary, { parameters }: MigrationContext, scope: string | null): boolean {
  if (!isMigration(run) || run.status !== 'SUCCEEDED') return false;
  const { parameters: its, cloud } = migrationOf(run);
  return cloud === scope && its?.migrationType === parameters.migrationType;
}

// Null if the run is not similar, or was resumed: nobody measured how long the move itself took.
function timeTaken(entries: readonly JournalEntry[], context: MigrationContext): number | null {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first?.record.kind !== 'started' || last?.record.kind !== 'ended') return null;
  if (entries.some(({ record }) => record.kind === 'resumed')) return null;
  const volume = volumeIn(entries);
  if (volume === null || !isSimilar(volume, last.record.result, context)) return null;
  if (!hasSameTarget(first.record.input.parameters.destinationType, last.record.result, context)) return null;
  const accepted = entries.find(isAcceptance);
  return accepted === undefined ? null : Date.parse(last.at) - Date.parse(accepted.at);
}

const ACCEPTED: ReadonlySet<string> = new Set(['requestMigration', 'requestRetype', 'swapVolume']);

const isAcceptance = ({ record }: JournalEntry): boolean =>
  record.kind === 'event' && record.event.type === 'done' && ACCEPTED.has(record.event.call);

function volumeIn(entries: readonly JournalEntry[]): Volume | null {
  for (const { record } of entries)
    if (record.kind === 'event' && record.event.type === 'done' && record.event.call === 'getVolume')
      return record.event.output as Volume;
  return null;
}

function isSimilar(
  volume: Volume,
  { operation, from }: MigrationResult,
  { volume: own, did }: MigrationContext,
): boolean {
  if (own === null || operation !== did || from.host !== own.host) return false;
  if ((volume.attachments.length === 0) !== (own.attachments.length === 0)) return false;
  const ratio = volume.sizeGib / own.sizeGib;
  return ratio <= SIMILAR && ratio >= 1 / SIMILAR;
}

function hasSameTarget(
  destinationType: string | null,
  { to }: MigrationResult,
  { did, pools, parameters }: MigrationContext,
): boolean {
  if (did === 'migrate') return pools.some(({ name }) => name === to.host);
  return destinationType === parameters.destinationType;
}

/** The estimate as a line; says so if there is none. */
export function estimateInWords({ runs, shortestMs, longestMs }: Estimate): string {
  if (shortestMs === null || longestMs === null)
    return 'no estimate: the journal has no ended run between these pools with a volume of a similar size';
  const noun = runs === 1 ? '1 similar move' : `${runs} similar moves`;
  return `estimate: ${rangeInWords(shortestMs, longestMs)} from now, from ${noun} in the journal`;
}

/** The estimate in few words; empty if there is none. */
export const estimateInShort = ({ shortestMs, longestMs }: Estimate): string =>
  shortestMs === null || longestMs === null
    ? ''
    : `similar moves took ${rangeInWords(shortestMs, longestMs)}`;

function rangeInWords(shortestMs: number, longestMs: number): string {
  const [shortest, longest] = [duration(shortestMs, 0), duration(longestMs, 0)];
  return shortest === longest ? shortest : `${shortest} to ${longest}`;
}
