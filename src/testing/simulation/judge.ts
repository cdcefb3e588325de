// Checks the results of a workload against the invariants.
import { exitOf } from '../../cli/exit.ts';
import { replay } from '../../volumeMigrate/definition.ts';
import type { Outcome } from '../../volumeMigrate/outcome.ts';
import { INVARIANTS, type Observed } from '../invariants.ts';
import type { ChangeSeen, Look } from '../look.ts';
import { hadEffect } from '../observed.ts';
import { brokenAtEnd } from './judgeEnd.ts';
import { brokenAmongUnusual, movedWithUnseenRows } from './judgeUnusual.ts';
import type { AtEnd, Played, PlayedRun } from './played.ts';
import { isNemesisEvent } from './toleratedViolations.ts';

/** The violations, in sentences; empty if there are none. */
export function brokenIn(seen: Played): string[] {
  const played = withMakers(seen);
  const ofRuns = played.runs.flatMap((run, number) =>
    brokenInRun(run, number, played).map((what) => `run ${number}: ${what}`),
  );
  return [...brokenInStory(played), ...ofRuns];
}

// A volume that a run created is its own even if somebody removes the run's mark; a volume that Cinder
// creates from it when others move it carries the mark too, but is not the run's.
function withMakers(played: Played): Played {
  const { changes, runs, after, makers } = played;
  if (makers.size === 0) return played;
  const corrected = (look: Look): Look => ({
    ...look,
    volumes: look.volumes.map((volume) => ({ ...volume, madeBy: makers.get(volume.id) ?? null })),
  });
  return {
    ...played,
    changes: changes.map((change) => ({ ...change, cloud: corrected(change.cloud) })),
    runs: runs.map((run) => ({
      ...run,
      atEnd: run.atEnd && { ...run.atEnd, cloud: corrected(run.atEnd.cloud) },
      abandoned: run.abandoned.map((stop) => ({ ...stop, cloud: corrected(stop.cloud) })),
    })),
    after: corrected(after),
  };
}

function brokenInStory({ stuck, stage, elapsedMs, allowedMs }: Played): string[] {
  const faults = stage.cloud.errors.filter((error) => error instanceof TypeError);
  return [
    ...stuck.map(
      (runId) => `run ${runId} has not ended after ${elapsedMs} ms, at most ${allowedMs} ms are allowed`,
    ),
    ...faults.map((error) => `error in the simulated cloud: ${error}`),
  ];
}

function brokenInRun(run: PlayedRun, number: number, played: Played): string[] {
  const { outcome, abandoned, atEnd, requestsAfterEnd } = run;
  const observed = (result: Outcome, after: AtEnd): Observed =>
    observedOf(run, number, played, result, after);
  const atRest = { cloud: played.after, data: played.data };
  const broken = requestsAfterEnd > 0 ? [`it sent ${requestsAfterEnd} requests after its end`] : [];
  // A run that is stopped at once names what it leaves, at that moment.
  for (const stop of abandoned)
    broken.push(...unnamed(observed(stop.outcome, { ...atRest, cloud: stop.cloud })));
  if (outcome !== null && atEnd !== null) {
    const [ended, rested] = [observed(outcome, atEnd), observed(outcome, atRest)];
    const unusual = played.workload.unusual ? brokenAmongUnusual(ended, rested, played) : [];
    return [
      ...broken,
      ...brokenAtEnd(ended, played),
      ...brokenAtRest(rested),
      ...brokenReplay(run),
      ...unusual,
    ];
  }
  const last = abandoned.at(-1);
  if (last !== undefined) return [...broken, ...brokenAtRest(observed(last.outcome, atRest))];
  return [...broken, ...brokenBeginning(run, played)];
}

const unnamed = (observed: Observed): string[] => [
  ...INVARIANTS['no temporary user and no grant remains'](observed),
  ...INVARIANTS['no volume of the run remains unless it is among the leftovers'](observed),
];

const brokenAtRest = (observed: Observed): string[] => [
  ...unnamed(observed),
  ...INVARIANTS['the data exists in at least one complete volume that its owner can reach'](observed),
];

// A run that did not start has changed nothing; one that did start can be resumed.
function brokenBeginning(run: PlayedRun, { changes }: Played): string[] {
  if (run.entries.length > 0) return [`it cannot be resumed: ${run.failure}`];
  return changes
    .filter(({ request }) => isOf(run, request.globalRequestId) && hadEffect(request))
    .filter(({ request }) => !request.path.endsWith('/auth/tokens'))
    .map(({ request }) => `it did not start, but it changed something: ${request.method} ${request.path}`);
}

function brokenReplay({ entries, outcome }: PlayedRun): string[] {
  try {
    const { status } = replay(entries).snapshot.output ?? {};
    return status === outcome?.status
      ? []
      : [`it ended as ${outcome?.status}, but its journal replays to ${status}`];
  } catch (error) {
    return [`its journal does not replay: ${error}`];
  }
}

const isOf = ({ runId }: PlayedRun, globalRequestId: string | null): boolean =>
  globalRequestId === `req-${runId}`;

function observedOf(
  run: PlayedRun,
  number: number,
  played: Played,
  outcome: Outcome,
  after: AtEnd,
): Observed {
  const { parameters, entries } = run;
  const { workload, secrets, elapsedMs, allowedMs } = played;
  const changes = played.changes.filter(({ request }) => isOf(run, request.globalRequestId));
  const observed: Observed = {
    ...{
      parameters,
      after: after.cloud,
      changes,
      outcome,
      journal: entries,
      elapsedMs,
      deadlineMs: allowedMs,
    },
    // The state when the run began to act: others may have acted before.
    before: changes[0]?.cloud ?? played.before,
    data: after.data[workload.runs[number]?.volume ?? -1] ?? null,
    exit: exitOf(outcome.status),
    told: [],
    secrets: [...secrets],
  };
  const isOthersFault =
    isDeletedByOthers(outcome, played) ||
    isUntouched(changes, played) ||
    movedWithUnseenRows(observed, played);
  return isOthersFault ? { ...observed, data: null } : observed;
}

// Whether somebody else has deleted what holds the data.
function isDeletedByOthers(outcome: Outcome, { changes, runs }: Played): boolean {
  const ours = [outcome.sourceVolumeId, outcome.volumeId];
  return changes.some(({ request, cloud }) => {
    if (!hadEffect(request) || runs.some((run) => isOf(run, request.globalRequestId))) return false;
    const [, volumeId, action] = /\/volumes\/([^/]+)(\/action)?$/.exec(request.path) ?? [];
    const isDeletion = action === undefined ? request.method === 'DELETE' : isForced(request.body);
    const madeBy = cloud.volumes.find(({ id }) => id === volumeId)?.madeBy;
    return isDeletion && (ours.includes(volumeId ?? '') || madeBy === outcome.runId);
  });
}

// The run has changed nothing, and somebody else has: Cinder itself loses data if a volume with a second
// attachment record is retyped.
const isUntouched = (changes: readonly ChangeSeen[], { happened }: Played): boolean =>
  happened.some(isNemesisEvent) &&
  !changes.some(({ request }) => hadEffect(request) && !request.path.endsWith('/auth/tokens'));

const isForced = (body: unknown): boolean => Object.keys(body ?? {}).includes('os-force_delete');
