// Violations that are not the run's fault: others have done something where the run could not see it.
import { INVARIANTS, type Observed } from '../invariants.ts';
import type { Look } from '../look.ts';
import { find, hadEffect, isMove } from '../observed.ts';
import { LAG_MS } from './network.ts';
import type { Happened, Played } from './played.ts';
import type { WorkloadEvent } from './workload.ts';

/** Those of the violated invariants, in their words, that are not the run's fault. */
export const toleratedViolations = (observed: Observed, played: Played): string[] => [
  ...replacedUnseen(observed, played),
  ...movedOn(observed, played),
  ...movesAskedAgain(observed),
  ...madeAgain(observed),
  ...swapsDeliveredTwice(observed, played),
  ...movesOfOthers(observed, played),
];

const NEMESIS_EVENTS: readonly WorkloadEvent['kind'][] = ['owner', 'admin', 'server'];

/** Whether somebody else has touched volumes or servers. */
export const isNemesisEvent = ({ event }: Happened): boolean => NEMESIS_EVENTS.includes(event.kind);

// Between a run's last reading and its deletion others may take the destination, and then they have its data;
// or they may change the source, which the run must read last.
function replacedUnseen(observed: Observed, played: Played): string[] {
  const { sourceVolumeId, volumeId } = observed.outcome;
  const deletion = observed.changes.find(
    ({ request }) => request.method === 'DELETE' && request.path.endsWith(`/volumes/${sourceVolumeId}`),
  );
  const deletedAt = deletion?.request.at ?? 0;
  const lagMs = lagOf(played);
  const destinationSeenAt = lastReadAt(observed, played, deletedAt, ofVolume(volumeId)) - lagMs;
  const allSeenAt = lastReadAt(observed, played, deletedAt) - lagMs;
  const isUnseen = ({ at, event }: Happened): boolean =>
    at >= ('with' in event && event.with.volume === 'source' ? allSeenAt : destinationSeenAt);
  const isTaken = played.happened.some((each) => isNemesisEvent(each) && isUnseen(each));
  return isTaken
    ? INVARIANTS['the source is deleted only when the destination is attached and verified'](observed)
    : [];
}

// Others may ask Cinder to move the volume on once the run's own move is over. The destination of a swap can
// be moved on only after the run's last reading of it: until then the run must notice that.
function movedOn(observed: Observed, played: Played): string[] {
  const { volumeId, sourceVolumeId, runId } = observed.outcome;
  const seenAt = lastReadAt(observed, played, Number.POSITIVE_INFINITY, ofVolume(volumeId)) - lagOf(played);
  const isTrue = INVARIANTS['success is true'];
  const wasThere = (cloud: Look): boolean =>
    volumeId === sourceVolumeId && isTrue({ ...observed, after: cloud }).length === 0;
  const isMovedOn = played.changes
    .filter(({ request }) => hadEffect(request) && isMove(request))
    .filter(({ request }) => request.path.endsWith(`/volumes/${volumeId}/action`))
    .filter(({ request }) => request.globalRequestId !== `req-${runId}`)
    .some(({ request, cloud }) => request.at >= seenAt || wasThere(cloud));
  return isMovedOn ? isTrue(observed) : [];
}

// A reading may show a state that is some seconds old.
function lagOf({ workload }: Played): number {
  const isStale = workload.interventions.some((each) => 'fault' in each && each.fault.kind === 'stale');
  return isStale ? LAG_MS : 0;
}

const ofVolume = (id: string | null): RegExp => new RegExp(`/volumes/${id}$`);

/** When the run last read something under such a path, up to a time; 0 if it never did. */
export function lastReadAt({ outcome }: Observed, { stage }: Played, until: number, what = /^/): number {
  const read = stage.cloud.requests.findLast(
    ({ at, method, path, globalRequestId }) =>
      at <= until && method === 'GET' && what.test(path) && globalRequestId === `req-${outcome.runId}`,
  );
  return read?.at ?? 0;
}

// A move that failed before it was requested again has left nothing visible: it did no harm.
function movesAskedAgain(observed: Observed): string[] {
  const { before, changes, outcome } = observed;
  const was = find(before, outcome.sourceVolumeId);
  const moves = changes.filter(({ request }) => hadEffect(request) && isMove(request));
  const cameToNothing = moves.slice(1).every(({ cloud }) => {
    const now = find(cloud, outcome.sourceVolumeId);
    return now?.status === was?.status && now?.host === was?.host && now?.typeId === was?.typeId;
  });
  const twice = INVARIANTS['each change takes effect at most once'](observed);
  return cameToNothing ? twice.filter((what) => what.startsWith('POST /v3/ID/volumes/ID/action ')) : [];
}

// What others deleted before its run knew of it cannot be found again: the run creates another.
function madeAgain(observed: Observed): string[] {
  const { changes, outcome } = observed;
  const twice = INVARIANTS['each change takes effect at most once'](observed);
  const isGoneBefore = ({ path, isThere }: Creation): boolean =>
    changes
      .filter(({ request }) => hadEffect(request) && request.method === 'POST' && path.test(request.path))
      .slice(1)
      .every(({ cloud }) => !isThere(cloud, outcome.runId));
  return CREATIONS.filter(isGoneBefore).flatMap(({ kind }) =>
    twice.filter((what) => what.startsWith(`${kind} `)),
  );
}

interface Creation {
  readonly kind: string;
  readonly path: RegExp;
  /** Whether what the run has created exists. */
  readonly isThere: (cloud: Look, runId: string) => boolean;
}

const CREATIONS: readonly Creation[] = [
  {
    kind: 'POST /v3/users',
    path: /\/users$/,
    isThere: ({ users }, runId) => users.some(({ name }) => name.includes(runId)),
  },
  {
    kind: 'POST /v3/ID/volumes',
    path: /\/volumes$/,
    isThere: ({ volumes }, runId) =>
      volumes.some(({ madeBy, status }) => madeBy === runId && status !== 'deleting'),
  },
];

// What other admins have requested from Cinder continues without the run too; and if they have set a volume's
// state by hand, nobody can see what is under way.
function movesOfOthers(observed: Observed, { happened }: Played): string[] {
  const isTouched = happened.some(({ event }) => event.kind === 'admin');
  const unnamed = INVARIANTS['what continues after the run is among the leftovers'](observed);
  return isTouched ? unnamed.filter((what) => what.startsWith('Cinder ')) : [];
}

// A swap that was delivered twice, and whose first delivery had failed, does not count as requested twice.
function swapsDeliveredTwice(observed: Observed, { workload }: Played): string[] {
  const isRepeated = workload.interventions.some((each) => 'fault' in each && each.fault.kind === 'repeated');
  const twice = INVARIANTS['each change takes effect at most once'](observed);
  return isRepeated ? twice.filter((what) => what.startsWith('PUT ')) : [];
}
