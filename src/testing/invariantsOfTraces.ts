// Invariants of what a run leaves in the cloud: nothing that it does not name, nothing twice.
import { MOVING } from '../../machines/volumeRules.ts';
import type { LoggedRequest } from '../simulator/index.ts';
import { deletionsOf, find, hadEffect, isMove, isNamed, type Observed } from './observed.ts';

export function noUserSurvives(observed: Observed): string[] {
  const { after, before, outcome } = observed;
  const users = after.users.filter(
    ({ id, name }) => name.includes(outcome.runId) && !isNamed(observed, 'user', [id, name]),
  );
  const known = new Set([...after.users, ...before.users].map(({ id }) => id));
  const orphaned = after.grants.filter(({ userId }) => !known.has(userId));
  return [
    ...users.map(({ name }) => `user ${name} remains, and is not among the leftovers`),
    ...orphaned.map(({ userId, projectId }) => `a grant of user ${userId} on project ${projectId} remains`),
  ];
}

export function noVolumeSurvives(observed: Observed): string[] {
  const { after, outcome } = observed;
  const { sourceVolumeId: sourceId } = outcome;
  const isKept = (id: string): boolean =>
    (outcome.status === 'SUCCEEDED' && id === outcome.volumeId) ||
    isNamed(observed, 'volume', [id, `volume-migrate:run=${outcome.runId}`]);
  const made = after.volumes.filter(({ id, madeBy }) => madeBy === outcome.runId && !isKept(id));
  const replaced = outcome.volumeId === sourceId ? undefined : find(after, sourceId);
  return [
    ...made.map(({ id }) => `volume ${id}, which the run created, remains, and is not among the leftovers`),
    ...(replaced === undefined || isKept(replaced.id)
      ? []
      : [`source ${replaced.id} remains after its swap, and is not among the leftovers`]),
  ];
}

export function whatGoesOnIsNamed(observed: Observed): string[] {
  return [...movesUnnamed(observed), ...swapsUnnamed(observed)];
}

// Cinder cannot be asked to stop a move.
function movesUnnamed(observed: Observed): string[] {
  const volume = find(observed.after, observed.outcome.sourceVolumeId);
  const isAsked = effectsOf(observed).some(isMove);
  if (volume === undefined || !isAsked || isNamed(observed, 'migration', [volume.id])) return [];
  // Cinder will never complete it: both volumes are named.
  const isStuck = observed.outcome.error?.code === 'GuestUsesDestination';
  if (isStuck && isNamed(observed, 'volume', [volume.id])) return [];
  const isMoving = volume.status === 'retyping' || MOVING.includes(volume.migrationStatus ?? '');
  return isMoving ? [`Cinder is still moving volume ${volume.id}, which is not among the leftovers`] : [];
}

// Nor can Nova be asked to stop a swap: until its end is proven, either of the two volumes may hold the data.
function swapsUnnamed(observed: Observed): string[] {
  if (observed.outcome.status === 'SUCCEEDED') return [];
  const volumeIds = effectsOf(observed).flatMap(volumesSwapped);
  const left = volumeIds.filter((id) => find(observed.after, id) !== undefined);
  return left
    .filter((id) => !isNamed(observed, 'volume', [id]))
    .map((id) => `a swap is still running, and volume ${id} is not among the leftovers`);
}

function volumesSwapped({ method, path, body }: LoggedRequest): string[] {
  const [, from] = /\/os-volume_attachments\/([^/]+)$/.exec(path) ?? [];
  const { volumeAttachment } = (body ?? {}) as { volumeAttachment?: { volumeId?: string } };
  return method === 'PUT' && from !== undefined ? [from, volumeAttachment?.volumeId ?? ''] : [];
}

const effectsOf = ({ changes }: Observed): LoggedRequest[] =>
  changes.map(({ request }) => request).filter(hadEffect);

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

// Calls that would do harm if a second one had an effect; the others (grants, attributes, marks) may be
// repeated.
const ONCE = [
  /^POST \/v3\/users$/,
  /^POST \/v3\/ID\/volumes$/,
  /^POST \/v3\/ID\/volumes\/ID\/action (os-migrate_volume|os-retype)$/,
  /^PUT \/v2\.1\/servers\/ID\/os-volume_attachments\/ID$/,
];

const kindOf = ({ method, path, body }: LoggedRequest): string => {
  const action = path.endsWith('/action') ? ` ${Object.keys(body ?? {}).join()}` : '';
  return `${method} ${path.replace(ID, 'ID')}${action}`;
};

export function effectsAreSingle(observed: Observed): string[] {
  const kinds = effectsOf(observed).map(kindOf);
  const single = kinds.filter((kind) => ONCE.some((once) => once.test(kind)));
  const deleted = deletionsOf(observed).map(({ volumeId }) => `DELETE of volume ${volumeId}`);
  return repeated([...single, ...deleted]).map((kind) => `${kind} had effect more than once`);
}

const repeated = (items: readonly string[]): string[] => [
  ...new Set(items.filter((item, index) => items.indexOf(item) !== index)),
];
