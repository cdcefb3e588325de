// volume-migrate replay
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import type { Entry, JournalRecord } from '../journal/records.ts';
import { ReplayError, type ReplayedStep, replay } from '../journal/replay.ts';
import { describe } from '../run/progress.ts';
import { readRun } from '../run/runOnCloud.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { say } from './follow.ts';
import { onJournal } from './onJournal.ts';
import { duration, penFor, sighting } from './render.ts';

const { paint } = penFor(process.stdout);

/** Replays a run of the journal, or of an exported file; exit status 1 where a record does not fit. */
export async function replayRun(run: string, { journal }: { readonly journal?: string }): Promise<number> {
  const file = await readFile(run, 'utf8').catch(() => null);
  if (file !== null) return showFile(run, file);
  return await onJournal(journal, async (store) => {
    const { runId } = await findRun(store, run);
    return show(await readRun(store, runId));
  });
}

function showFile(name: string, content: string): number {
  try {
    return show(linesOf(content));
  } catch (error) {
    process.stderr.write(`error: ${name} is not what export prints: ${(error as Error).message}\n`);
    return EXIT.unusable;
  }
}

const linesOf = (file: string): Entry[] =>
  file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);

function show(entries: readonly Entry[]): number {
  try {
    const { steps, snapshot } = replay(entries);
    const begun = Date.parse(steps[0]?.entry.at ?? '');
    let state = '';
    for (const step of steps) {
      say(lineOf(step, begun, state));
      state = step.state;
    }
    say(
      `${steps.length} records fit; the run ${snapshot.status === 'done' ? `ended ${snapshot.output?.status}` : `is in ${state}`}`,
    );
    return EXIT.succeeded;
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    process.stderr.write(`${paint('red', 'does not fit')}: ${error.message}\n`);
    return EXIT.failed;
  }
}

function lineOf({ entry, state }: ReplayedStep, begun: number, before: string): string {
  const time = paint('dim', duration(Date.parse(entry.at) - begun).padStart(9));
  const led = state === before ? '' : paint('bold', `  → ${state}`) + paint('dim', ` (${describe(state)})`);
  return `${time}  ${String(entry.n).padStart(3)}  ${words(entry.record)}${led}`;
}

function words(record: JournalRecord): string {
  if (record.kind === 'intent') return `calls ${record.call}`;
  if (record.kind === 'ended') return `ended ${record.result.status}`;
  if (record.kind !== 'event') return record.kind;
  const { event } = record;
  if (event.type === 'done') return `${event.call} answered`;
  if (event.type === 'failed') return `${event.call} failed: ${event.fault.message}`;
  if (event.type === 'volume.seen')
    return event.volume === null ? 'the volume is gone' : sighting(event.volume);
  return event.type;
}
