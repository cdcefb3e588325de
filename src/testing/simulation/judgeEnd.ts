// What must hold when a run ends, among others who do what they like.
import type { LoggedRequest } from '../../simulator/index.ts';
import { brokenInvariants, INVARIANTS, type Observed } from '../invariants.ts';
import { find, hadEffect } from '../observed.ts';
import type { Played } from './played.ts';

/** What is broken at the end of a run. */
export function brokenAtEnd(observed: Observed, played: Played): string[] {
  const excused = [
    ...replacedUnseen(observed, played),
    ...movesAskedAgain(observed),
    ...swapsDeliveredTwice(observed, played),
    ...movesOfOthers(observed, played),
  ];
  const broken = brokenInvariants(observed).filter((what) => !excused.includes(what));
  return isLeftAlone(played) ? [...broken, ...serversLost(observed)] : broken;
}

// Between a run's last look and its deletion others may take the destination away: then they have its data.
function replacedUnseen(observed: Observed, { stage, happened }: Played): string[] {
  const { sourceVolumeId, volumeId, runId } = observed.outcome;
  const deletion = observed.changes.find(
    ({ request }) => request.method === 'DELETE' && request.path.endsWith(`/volumes/${sourceVolumeId}`),
  );
  const lastLook = stage.cloud.requests.findLast(
    ({ at, method, path, globalRequestId }) =>
      at <= (deletion?.request.at ?? 0) &&
      method === 'GET' &&
      path.endsWith(`/volumes/${volumeId}`) &&
      globalRequestId === `req-${runId}`,
  );
  const isTaken = happened.some(({ at, event }) => DEEDS.has(event.kind) && at >= (lastLook?.at ?? 0));
  return isTaken
    ? INVARIANTS['the source is deleted only when the proven destination is attached'](observed)
    : [];
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
  return cameToNothing ? twice.filter((what) => MOVE.test(what)) : [];
}

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

const MOVE = /os-retype|os-migrate_volume/;

const isMove = ({ body }: LoggedRequest): boolean => MOVE.test(JSON.stringify(body));

const DEEDS = new Set(['owner', 'admin', 'server']);

// Whether nobody else has touched volumes and servers.
const isLeftAlone = ({ happened }: Played): boolean => !happened.some(({ event }) => DEEDS.has(event.kind));

function serversLost({ outcome, before, after }: Observed): string[] {
  if (outcome.status !== 'SUCCEEDED') return [];
  const serverIds = find(before, outcome.sourceVolumeId)?.attachedTo ?? [];
  const lists = (serverId: string): boolean =>
    after.servers.some(({ id, volumeIds }) => id === serverId && volumeIds.includes(outcome.volumeId));
  return serverIds
    .filter((id) => !lists(id))
    .map((id) => `it succeeded, but server ${id} does not list volume ${outcome.volumeId}`);
}
