// volume-migrate replay
import process from 'node:process';
import { recordedTimelineOf } from '../engine/recordedTimeline.ts';
import { ReplayError } from '../engine/replayChecks.ts';
import { describeState, type ReplayedStep, replay } from '../volumeMigrate/definition.ts';
import { otherWorkflowOf } from '../volumeMigrate/otherWorkflow.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { EXIT } from './exit.ts';
import { onEntries } from './onEntries.ts';
import { otherRecordInWords, timed } from './otherRecord.ts';
import { penFor, say, sayError } from './output.ts';
import { recordInWords } from './recordInWords.ts';
import { duration } from './render.ts';

const { paint } = penFor(process.stdout);
const errors = penFor(process.stderr);

/**
 * Replays a run of the journal, or of an exported file; exit status 1 if a record does not fit. The machine of another workflow is
 * not at hand: of its runs it is checked that the records are complete and unaltered.
 */
export async function replayRun(run: string, { journal }: { readonly journal?: string }): Promise<number> {
  return await onEntries(run, journal, (entries, source) => {
    const workflow = otherWorkflowOf(entries[0]);
    return whereItFits(() => (workflow === null ? show(entries) : showOther(entries, workflow)), source);
  });
}

/**
 * Does the work; a record that does not fit becomes a message, which names the `source` of the records, and
 * exit status 1.
 */
export function whereItFits(work: () => void, source: string): number {
  try {
    work();
    return EXIT.succeeded;
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    sayError(`${errors.paint('red', 'replay failed')}: ${error.message} (${source})`);
    sayError('  - volume-migrate export prints the records of a run without replaying them');
    return EXIT.failed;
  }
}

function show(entries: readonly JournalEntry[]): void {
  const { steps, snapshot, last } = replay(entries);
  const begun = Date.parse(entries[0]?.at ?? '');
  for (const [index, step] of steps.entries()) {
    if (step.entry.record.kind !== 'request') say(lineOf(step, begun, steps[index - 1]?.state ?? ''));
  }
  const { output } = snapshot;
  const end = output === undefined ? `is in ${steps.at(-1)?.state}` : `ended ${output.status}`;
  say(`${steps.length} records replayed; the run ${last.record.kind === 'givenUp' ? 'was given up' : end}`);
}

function showOther(entries: readonly JournalEntry[], workflow: string): void {
  const { runId, moments } = recordedTimelineOf(entries);
  for (const { n, afterMs, record } of moments) {
    if (record.kind !== 'request')
      say(timed(afterMs, `${String(n).padStart(3)}  ${otherRecordInWords(record)}`, paint));
  }
  say(`${moments.length} records checked: none is missing or altered. They were not replayed`);
  sayError(
    `  - run ${runId} is of workflow ${workflow}: to replay it on its machine, call replay() of the engine in the application`,
  );
}

function lineOf({ entry, state }: ReplayedStep, begun: number, before: string): string {
  const time = paint('dim', duration(Date.parse(entry.at) - begun).padStart(9));
  const led =
    state === before ? '' : paint('bold', `  → ${state}`) + paint('dim', ` (${describeState(state)})`);
  return `${time}  ${String(entry.n).padStart(3)}  ${recordInWords(entry.record)}${led}`;
}
