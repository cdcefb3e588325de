// Holds what has come of a story against the invariants.
import { exitOf } from '../../cli/exit.ts';
import { replay } from '../../journal/replay.ts';
import type { Outcome } from '../../outcome.ts';
import { INVARIANTS, type Observed } from '../invariants.ts';
import type { ChangeSeen, Look } from '../look.ts';
import { hadEffect } from '../observed.ts';
import { isDeed } from './excuses.ts';
import { brokenAtEnd } from './judgeEnd.ts';
import { brokenAmongUnusual, movedWithUnseenRows } from './judgeUnusual.ts';
import type { AtEnd, Played, PlayedRun } from './played.ts';

/** What is broken, in sentences; nothing where all is well. */
export function brokenIn(seen: Played): string[] {
  const played = withMakers(seen);
  const ofRuns = played.runs.flatMap((run, number) =>
    brokenInRun(run, number, played).map((what) => `run ${number}: ${what}`),
  );
  return [...brokenInStory(played), ...ofRuns];
}

// A volume that a run has made is its own also when somebody takes the run's mark off; what Cinder makes of it when
// others move it bears the mark too, and is not.
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
    ...stuck.map((runId) => `run ${runId} has not ended after ${elapsedMs} ms, ${allowedMs} are allowed`),
    ...faults.map((error) => `the simulated cloud is at fault: ${error}`),
  ];
}

function brokenInRun(run: PlayedRun, number: number, played: Played): string[] {
  const { outcome, abandoned, atEnd, requestsAfterEnd } = run;
  const observed = (result: Outcome, after: AtEnd): Observed =>
    observedOf(run, number, played, result, after);
  const atRest = { cloud: played.after, data: played.data };
  const broken = requestsAfterEnd > 0 ? [`it sent ${requestsAfterEnd} requests after its end`] : [];
  // A run that is stopped at once names what it leaves, there and then.
  for (const stop of abandoned)
    broken.push(...unnamed(observed(stop.outcome, { ...atRest, cloud: stop.cloud })));
  if (outcome !== null && atEnd !== null) {
    const [ended, rested] = [observed(outcome, atEnd), observed(outcome, atRest)];
    const unusual = played.story.unusual ? brokenAmongUnusual(ended, rested, played) : [];
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
  ...INVARIANTS['no temporary user and no grant survives'](observed),
  ...INVARIANTS['no volume of the run survives unless it is named'](observed),
];

const brokenAtRest = (observed: Observed): string[] => [
  ...unnamed(observed),
  ...INVARIANTS['the data exists in at least one complete volume that its owner can reach'](observed),
];

// A run that did not begin has changed nothing; one that did begin can be gone on with.
function brokenBeginning(run: PlayedRun, { changes }: Played): string[] {
  if (run.entries.length > 0) return [`it cannot be gone on with: ${run.failure}`];
  return changes
    .filter(({ request }) => isOf(run, request.globalRequestId) && hadEffect(request))
    .filter(({ request }) => !request.path.endsWith('/auth/tokens'))
    .map(({ request }) => `it did not begin, but has changed something: ${request.method} ${request.path}`);
}

function brokenReplay({ entries, outcome }: PlayedRun): string[] {
  try {
    const { status } = replay(entries).snapshot.output ?? {};
    return status === outcome?.status
      ? []
      : [`it ended ${outcome?.status}, its journal replays to ${status}`];
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
  const { story, secrets, elapsedMs, allowedMs } = played;
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
    // As it was when the run began to act: others may have acted before.
    before: changes[0]?.cloud ?? played.before,
    data: after.data[story.runs[number]?.volume ?? -1] ?? null,
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

// The run has changed nothing, and somebody else has: Cinder itself loses data where a volume with a second attachment
// record is retyped.
const isUntouched = (changes: readonly ChangeSeen[], { happened }: Played): boolean =>
  happened.some(isDeed) &&
  !changes.some(({ request }) => hadEffect(request) && !request.path.endsWith('/auth/tokens'));

const isForced = (body: unknown): boolean => Object.keys(body ?? {}).includes('os-force_delete');
