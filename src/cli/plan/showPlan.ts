// volume-migrate show for a plan: its figures, the moves under way, and every move that went wrong.
import process from 'node:process';
import type { PlanRequest } from '../../../machines/plan/events.ts';
import { planMachine } from '../../../machines/plan/machine.ts';
import { routeOf } from '../../../machines/plan/moves.ts';
import { resultOf } from '../../../machines/plan/result.ts';
import type { PlanResultMove } from '../../../machines/plan/types.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import { startOf } from '../../engine/replayChecks.ts';
import { describe } from '../../engine/statePath.ts';
import type { RunSummary } from '../../engine/store.ts';
import { recordedPlan } from '../../plan/recordedPlan.ts';
import type { StartedOn } from '../../volumeMigrate/records.ts';
import type { KnownRun } from '../onEntries.ts';
import { penFor, sayJson, sayLines } from '../output.ts';
import { statusInWords } from '../runStatus.ts';
import { heldLines } from './heldLines.ts';
import { countsInWords } from './outcomeLines.ts';
import { pendingAmong, pendingLine } from './pendingRequests.ts';
import { planSummary } from './planSummary.ts';
import { volumeInWords } from './planWords.ts';
import { runningMoves } from './runningMoves.ts';

const { paint } = penFor(process.stdout);

/** Prints a plan by its records; `known`: what the journal knows besides them. Throws `ReplayError` if the records do not fit. */
export function showPlan(
  entries: readonly WorkflowEntry[],
  json: boolean,
  known: KnownRun | null,
  journal: string | undefined,
): void {
  const run = known?.run ?? null;
  const pending = pendingAmong(known?.requests ?? [], entries);
  if (json) sayJson({ ...planInJson(entries), pending, driver: run?.holder ?? null });
  else sayLines(planLines(entries, run, pending, journal));
}

function read(entries: readonly WorkflowEntry[]) {
  const { context, state } = recordedPlan(entries);
  const { cloud, by } = startOf(entries) as unknown as Partial<StartedOn>;
  const last = entries.at(-1);
  const isOver = last?.record.kind === 'ended' || last?.record.kind === 'givenUp';
  const result = resultOf(context);
  const givenUp = last?.record.kind === 'givenUp' ? last.record.why : null;
  return {
    ...{ context, state, result, givenUp, cloud: cloud ?? null, by: by ?? null },
    ...{ startedAt: entries[0]?.at ?? '', endedAt: isOver ? (last?.at ?? null) : null },
  };
}

function planInJson(entries: readonly WorkflowEntry[]): object {
  const { context, state, result, givenUp, cloud, startedAt, endedAt } = read(entries);
  const status = endedAt === null || givenUp !== null ? 'UNFINISHED' : result.status;
  return {
    ...{ planId: result.planId, status, state, cloud, givenUp },
    actions: result.moves.map(({ resourceId, ...move }) => ({ resource_id: resourceId, ...move })),
    ...{ counts: result.counts, running: runningMoves(context), limits: context.limits },
    ...{ reasons: result.reasons, startedAt, endedAt },
  };
}

function planLines(
  entries: readonly WorkflowEntry[],
  run: RunSummary | null,
  pending: readonly PlanRequest[],
  journal: string | undefined,
): string[] {
  const found = read(entries);
  const { context, result, cloud, by, startedAt } = found;
  const { total, done } = planSummary(context);
  const asked = run === null ? null : pendingLine(pending, run.runId, run.holder, journal);
  const who = by === null ? '' : ` by ${by.userName} in project ${by.projectName}`;
  return [
    paint('bold', `plan ${result.planId}`),
    `started ${startedAt}${who}${cloud === null ? '' : `, on ${cloud}`}`,
    stateLine(found, run),
    ...(asked === null ? [] : [paint('yellow', asked)]),
    `${countsInWords(result.counts, result.moves.length)}; ${done.gib} of ${total.gib} GiB`,
    ...result.reasons.map((reason) => `  - ${reason}`),
    ...(found.endedAt === null ? heldLines(context).map((line) => paint('yellow', line)) : []),
    ...context.running.map((n) => {
      const { source, destination } = routeOf(context, n);
      return `${paint('cyan', run !== null && run.holder === null ? 'was running' : 'running')}: ${volumeInWords(context, n)}, ${context.facts[n]?.sizeGib ?? 0} GiB, ${source ?? 'unknown'} → ${destination}`;
    }),
    ...result.moves.flatMap((move, n) => moveLines(move, volumeInWords(context, n))),
  ];
}

function stateLine(
  { state, endedAt, givenUp, result }: ReturnType<typeof read>,
  run: RunSummary | null,
): string {
  if (givenUp !== null) return `given up ${endedAt}: ${givenUp}`;
  if (endedAt === null && run !== null && run.holder === null)
    return `interrupted: no process drives it. To continue: volume-migrate resume ${result.planId}`;
  if (endedAt === null)
    return `open${run === null ? '' : ` (${statusInWords(run)})`}: ${describe(planMachine, state)}`;
  return `ended ${endedAt}: ${result.status}`;
}

const STYLES = { FAILED: 'red', CANCELLED: 'yellow', SKIPPED: 'yellow' } as const;

function moveLines({ status, runId, code, message, reasons }: PlanResultMove, volume: string): string[] {
  if (status === 'SUCCEEDED' || status === 'PENDING') return [];
  const details = [...(code === null ? [] : [`code ${code}`]), ...(runId === null ? [] : [`run ${runId}`])];
  const run = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return [
    `${paint(STYLES[status], status)}: ${volume}${message === null ? '' : `: ${message}`}${run}`,
    ...reasons.filter((reason) => reason !== message).map((reason) => `  - ${reason}`),
  ];
}
