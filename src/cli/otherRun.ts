// A run of another workflow as lines of text: its records, its outcome, and the runs that it started.
import type { RecordedTimeline } from '../engine/recordedTimeline.ts';
import type { KnownRun } from './onEntries.ts';
import { briefJson, otherRecordInWords, timed } from './otherRecord.ts';
import type { Pen } from './output.ts';
import { duration } from './render.ts';
import { statusInWords } from './runStatus.ts';

/** `known`: what the journal knows besides the records; null if they are from a file. */
export function otherRunLines(timeline: RecordedTimeline, known: KnownRun | null, { paint }: Pen): string[] {
  const { runId, workflow, machine, parent, startedAt, moments } = timeline;
  return [
    paint('bold', `run ${runId}`),
    `workflow ${workflow}, version ${machine.version}${parent === null ? '' : `, started by run ${parent}`}`,
    `started ${startedAt}`,
    '',
    ...moments.map(({ afterMs, record }) => timed(afterMs, otherRecordInWords(record), paint)),
    '',
    ...endOf(timeline, known),
    ...childLines(known),
    `This command shows the records of workflow ${workflow}. Its states and guards are in the application that defines it.`,
  ];
}

function endOf(
  { startedAt, endedAt, status, result, moments }: RecordedTimeline,
  known: KnownRun | null,
): string[] {
  if (endedAt === null) {
    const state = known?.run.state;
    const where = state == null ? '' : `, last known state ${state}`;
    return [known === null ? `open${where}` : `open (${statusInWords(known.run)})${where}`];
  }
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  const last = moments.at(-1)?.record;
  if (last?.kind === 'givenUp') return [`given up after ${took}: ${last.why}`];
  return [`${status} in ${took}${result === null ? '' : `: ${briefJson(result)}`}`];
}

function childLines(known: KnownRun | null): string[] {
  if (known === null || known.children.length === 0) return [];
  return [
    `child runs: ${known.children.length}`,
    ...known.children.map((run) => `  ${run.runId}  ${run.workflow ?? 'unknown'}  ${statusInWords(run)}`),
  ];
}
