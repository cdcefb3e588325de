// volume-migrate show
import process from 'node:process';
import { recordedTimelineOf } from '../engine/recordedTimeline.ts';
import { timelineOf } from '../volumeMigrate/definition.ts';
import { otherWorkflowOf } from '../volumeMigrate/otherWorkflow.ts';
import type {
  ChartStep,
  GuardAsked,
  RequestMade,
  Timeline,
  TimelineMoment,
} from '../volumeMigrate/records.ts';
import { actionInWords } from './actionInWords.ts';
import { onEntries } from './onEntries.ts';
import { otherRunLines } from './otherRun.ts';
import { penFor, sayJson, sayLines } from './output.ts';
import { hasPlanRecords } from './plan/findPlan.ts';
import { showPlan } from './plan/showPlan.ts';
import { recordInWords, requestInWords } from './recordInWords.ts';
import { duration, outcomeLines } from './render.ts';
import { whereItFits } from './replayRun.ts';

interface Flags {
  readonly journal?: string;
  readonly json?: boolean;
}

const pen = penFor(process.stdout);
const { paint } = pen;

/**
 * Shows a run of the journal, or of an exported file: each event, each guard with its result, each call with
 * its requests. Of a run of another workflow it shows the records.
 */
export async function show(run: string, { journal, json = false }: Flags): Promise<number> {
  return await onEntries(run, journal, (entries, source, known) =>
    whereItFits(() => {
      if (hasPlanRecords(entries)) return showPlan(entries, json, known, journal);
      if (otherWorkflowOf(entries[0]) !== null) {
        const recorded = recordedTimelineOf(entries);
        if (json) sayJson({ ...recorded, state: known?.run.state ?? recorded.state });
        else sayLines(otherRunLines(recorded, known, pen));
        return;
      }
      const timeline = timelineOf(entries);
      if (json) sayJson(timeline);
      else sayLines(linesOf(timeline));
    }, source),
  );
}

// After a swap by attachment the data is on another volume.
const newVolume = ({ result }: Timeline): string =>
  result === null || result.volumeId === result.sourceVolumeId ? '' : `; now volume ${result.volumeId}`;

const INDENT = ' '.repeat(13);

function linesOf(timeline: Timeline): string[] {
  const { moments, runId, input, cloud, by, startedAt } = timeline;
  const who = by === null ? '' : ` by ${by.userName} in project ${by.projectName}`;
  return [
    paint('bold', `run ${runId}`),
    `volume ${input.parameters.resourceId}, ${actionInWords(input.parameters)}${newVolume(timeline)}`,
    `started ${startedAt}${who}${cloud === null ? '' : `, on ${cloud}`}`,
    '',
    ...runsOfRequests(moments).flatMap(linesOfMoments),
    '',
    ...endOf(timeline),
  ];
}

/** Consecutive requests with the same status, as those of a watch, are shown together. */
function runsOfRequests(moments: readonly TimelineMoment[]): TimelineMoment[][] {
  const groups: TimelineMoment[][] = [];
  for (const moment of moments) {
    const group = groups.at(-1);
    if (group !== undefined && kindOf(group[0]) !== null && kindOf(group[0]) === kindOf(moment))
      group.push(moment);
    else groups.push([moment]);
  }
  return groups;
}

function kindOf(moment: TimelineMoment | undefined): string | null {
  if (moment?.record.kind !== 'request') return null;
  const { call, method, path, status } = moment.record.request;
  return `${call} ${method} ${path} ${status}`;
}

function linesOfMoments(
  group: readonly TimelineMoment[],
  index: number,
  all: readonly TimelineMoment[][],
): string[] {
  const last = group.at(-1) as TimelineMoment;
  if (last.record.kind === 'request') return [requestLine(last.record.request, group.length)];
  const before = all[index - 1]?.at(-1)?.state;
  const time = paint('dim', duration(last.afterMs).padStart(9));
  const words = recordInWords(last.record);
  const head = `${time}    ${last.record.kind === 'intent' ? words : paint('cyan', words)}`;
  return [head, ...last.steps.flatMap(questionLines), ...(last.state === before ? [] : [arrival(last)])];
}

const requestLine = (request: RequestMade, times: number): string =>
  `${INDENT}  ${paint('dim', requestInWords(request) + (times === 1 ? '' : `, last of ${times}`))}`;

const questionLines = ({ guards }: ChartStep): string[] =>
  guards.map((asked) => `${INDENT}  ${answerWord(asked)} ${asked.guard}${paint('dim', givenInWords(asked))}`);

const answerWord = ({ answer }: GuardAsked): string =>
  answer ? paint('green', 'yes') : paint('yellow', 'no ');

const arrival = ({ state, description }: TimelineMoment): string =>
  `${INDENT}${paint('bold', `→ ${state}`)} ${paint('dim', `(${description})`)}`;

const MOST_GIVEN = 6;

// Without the first part of each path, which only says whether the run or the event was read.
function givenInWords({ given }: GuardAsked): string {
  const facts = Object.entries(given).map(
    ([path, value]) =>
      `${path.replace(/^\w+\./, '')} ${value === undefined ? 'none' : JSON.stringify(value)}`,
  );
  if (facts.length === 0) return '';
  const more = facts.length > MOST_GIVEN ? [`${facts.length - MOST_GIVEN} more`] : [];
  return `: ${[...facts.slice(0, MOST_GIVEN), ...more].join(', ')}`;
}

function endOf({ result, startedAt, endedAt, state, moments }: Timeline): string[] {
  if (endedAt === null) return [`open: in ${state} (${moments.at(-1)?.description})`];
  if (result === null) return [`given up in ${state}: its outcome is unknown`];
  const { error } = result;
  return [
    ...outcomeLines({ ...result, startedAt, endedAt }, pen),
    ...(error === undefined ? [] : [`error code: ${error.code}`]),
  ];
}
