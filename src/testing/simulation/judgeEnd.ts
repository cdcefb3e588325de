// What must hold when a run ends, among others who do what they like.
import type { LoggedRequest } from '../../simulator/index.ts';
import { brokenInvariants, INVARIANTS, type Observed } from '../invariants.ts';
import { find, hadEffect } from '../observed.ts';
import type { Played } from './played.ts';

/** What is broken at the end of a run. */
export function brokenAtEnd(observed: Observed, played: Played): string[] {
  const excused = [...replacedUnseen(observed, played), ...movesAskedAgain(observed)];
  const broken = brokenInvariants(observed).filter((what) => !excused.includes(what));
  return isLeftAlone(played) ? [...broken, ...serversLost(observed)] : broken;
}

// Between a run's last look and its deletion somebody may take the destination away: then they have its data.
function replacedUnseen(observed: Observed, { stage }: Played): string[] {
  const replaced = INVARIANTS['the source is deleted only when the proven destination is attached'](observed);
  const { changes, outcome } = observed;
  const isOurs = ({ globalRequestId }: LoggedRequest): boolean => globalRequestId === `req-${outcome.runId}`;
  const deletion = changes.find(
    ({ request }) =>
      request.method === 'DELETE' && request.path.endsWith(`/volumes/${outcome.sourceVolumeId}`),
  );
  if (replaced.length === 0 || deletion === undefined) return [];
  const onDestination = stage.cloud.requests.filter(
    ({ at, path }) => at <= deletion.request.at && path.includes(outcome.volumeId),
  );
  const lastLook = onDestination.findLast((request) => isOurs(request) && request.method === 'GET');
  const isTaken = onDestination.some(
    (request) => !isOurs(request) && hadEffect(request) && request.at >= (lastLook?.at ?? 0),
  );
  return isTaken ? replaced : [];
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

const MOVE = /os-retype|os-migrate_volume/;

const isMove = ({ body }: LoggedRequest): boolean => MOVE.test(JSON.stringify(body));

// Whether nobody else has touched volumes and servers.
const isLeftAlone = ({ story }: Played): boolean =>
  !story.interventions.some((each) => 'event' in each && DEEDS.has(each.event.kind));

const DEEDS = new Set(['owner', 'admin', 'server']);

function serversLost({ outcome, before, after }: Observed): string[] {
  if (outcome.status !== 'SUCCEEDED') return [];
  const serverIds = find(before, outcome.sourceVolumeId)?.attachedTo ?? [];
  const lists = (serverId: string): boolean =>
    after.servers.some(({ id, volumeIds }) => id === serverId && volumeIds.includes(outcome.volumeId));
  return serverIds
    .filter((id) => !lists(id))
    .map((id) => `it succeeded, but server ${id} does not list volume ${outcome.volumeId}`);
}
