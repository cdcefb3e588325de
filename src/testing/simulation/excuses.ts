// What a run is not to blame for: what others have done where it could not see it.
import { INVARIANTS, type Observed } from '../invariants.ts';
import type { Look } from '../look.ts';
import { find, hadEffect, isMove } from '../observed.ts';
import { LAG_MS } from './network.ts';
import type { Happened, Played } from './played.ts';
import type { StoryEvent } from './story.ts';

/** Those of the broken invariants, in their words, that are no fault of the run. */
export const excusesOf = (observed: Observed, played: Played): string[] => [
  ...replacedUnseen(observed, played),
  ...movedOn(observed, played),
  ...movesAskedAgain(observed),
  ...madeAgain(observed),
  ...swapsDeliveredTwice(observed, played),
  ...movesOfOthers(observed, played),
];

const DEEDS: readonly StoryEvent['kind'][] = ['owner', 'admin', 'server'];

/** Whether somebody else has touched volumes or servers. */
export const isDeed = ({ event }: Happened): boolean => DEEDS.includes(event.kind);

// Between a run's last look and its deletion others may take the destination away, and then they have its data; or change
// the source, which is what the run must look at last.
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
  const isTaken = played.happened.some((each) => isDeed(each) && isUnseen(each));
  return isTaken
    ? INVARIANTS['the source is deleted only when the proven destination is attached'](observed)
    : [];
}

// Others may ask Cinder to move the volume on once the run's own move is over. The destination of a swap is moved on only
// after the run's last look at it: until then the run must see that.
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

// A reading may show what was there some seconds before it.
function lagOf({ story }: Played): number {
  const isStale = story.interventions.some((each) => 'fault' in each && each.fault.kind === 'stale');
  return isStale ? LAG_MS : 0;
}

const ofVolume = (id: string | null): RegExp => new RegExp(`/volumes/${id}$`);

/** When the run has last read something of such a path, up to a time; 0 where it never has. */
export function lastReadAt({ outcome }: Observed, { stage }: Played, until: number, what = /^/): number {
  const read = stage.cloud.requests.findLast(
    ({ at, method, path, globalRequestId }) =>
      at <= until && method === 'GET' && what.test(path) && globalRequestId === `req-${outcome.runId}`,
  );
  return read?.at ?? 0;
}

// A move that came to nothing before it was asked for again has left nothing that could be seen: it did no harm.
function movesAskedAgain(observed: Observed): string[] {
  const { before, changes, outcome } = observed;
  const was = find(before, outcome.sourceVolumeId);
  const moves = changes.filter(({ request }) => hadEffect(request) && isMove(request));
  const cameToNothing = moves.slice(1).every(({ cloud }) => {
    const now = find(cloud, outcome.sourceVolumeId);
    return now?.status === was?.status && now?.host === was?.host && now?.typeId === was?.typeId;
  });
  const twice = INVARIANTS['at most one changing call of each kind has effect'](observed);
  return cameToNothing ? twice.filter((what) => what.startsWith('POST /v3/ID/volumes/ID/action ')) : [];
}

// What others have deleted before its run knew of it cannot be found again: the run makes another.
function madeAgain(observed: Observed): string[] {
  const { changes, outcome } = observed;
  const twice = INVARIANTS['at most one changing call of each kind has effect'](observed);
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
  /** Whether what the run has made is there. */
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

// What other admins have asked Cinder for goes on without the run too; and where they have set a volume's state by hand,
// nobody can see what goes on.
function movesOfOthers(observed: Observed, { happened }: Played): string[] {
  const isTouched = happened.some(({ event }) => event.kind === 'admin');
  const unnamed = INVARIANTS['what goes on without the run is named'](observed);
  return isTouched ? unnamed.filter((what) => what.startsWith('Cinder ')) : [];
}

// A swap that was delivered twice, and whose first delivery had come to nothing, is not one that was asked for twice.
function swapsDeliveredTwice(observed: Observed, { story }: Played): string[] {
  const isRepeated = story.interventions.some((each) => 'fault' in each && each.fault.kind === 'repeated');
  const twice = INVARIANTS['at most one changing call of each kind has effect'](observed);
  return isRepeated ? twice.filter((what) => what.startsWith('PUT ')) : [];
}
