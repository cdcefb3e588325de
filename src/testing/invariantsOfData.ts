// Invariants of the owner's data: it is never lost, and nothing in use is deleted.
import type { Look, VolumeLook } from './look.ts';
import { deletionsOf, find, type Observed } from './observed.ts';

const isGoing = ({ status }: VolumeLook): boolean => status === 'deleting' || status === 'error_deleting';

export function dataIsReachable(observed: Observed): string[] {
  const { before, after, data } = observed;
  const owner = find(before, observed.outcome.sourceVolumeId)?.projectId;
  if (data === null || owner === undefined) return [];
  const holds = after.volumes.some(
    (volume) => volume.data === data && volume.projectId === owner && !isGoing(volume),
  );
  return holds ? [] : [`no volume of project ${owner} holds ${data}: the data is lost`];
}

export function sourceIsReplaced(observed: Observed): string[] {
  const sourceId = observed.outcome.sourceVolumeId;
  const deletion = deletionsOf(observed).find(({ volumeId }) => volumeId === sourceId);
  if (deletion === undefined) return [];
  const missing = signsMissing(deletion.cloud, observed);
  return missing.map((sign) => `source ${sourceId} was deleted although ${sign}`);
}

// The four signs, as the cloud itself knows them, and a complete copy.
function signsMissing(cloud: Look, observed: Observed): string[] {
  const { sourceVolumeId: sourceId, runId } = observed.outcome;
  const source = find(cloud, sourceId);
  const destination = cloud.volumes.find(({ madeBy }) => madeBy === runId);
  const isOfRun = (requestId: string): boolean =>
    observed.changes.some(({ request }) => request.requestId === requestId);
  const server = cloud.servers.find(({ swaps }) => Object.keys(swaps).some(isOfRun));
  const results = Object.entries(server?.swaps ?? {}).flatMap(([requestId, result]) =>
    isOfRun(requestId) ? [result] : [],
  );
  const signs: readonly (readonly [string, boolean])[] = [
    ['no swap of the run has succeeded', results.includes('Success')],
    ['Nova does not list the destination', server?.volumeIds.includes(destination?.id ?? '') ?? false],
    ['Nova still lists the source', !server?.volumeIds.includes(sourceId)],
    ['the source was not available', source?.status === 'available' && source.attachedTo.length === 0],
    ['the destination was not in-use', destination?.status === 'in-use' && destination.attachedTo.length > 0],
    [
      'the destination did not hold a complete copy of the data',
      destination !== undefined && destination.data !== null,
    ],
  ];
  return signs.filter(([, holds]) => !holds).map(([sign]) => sign);
}

export function nothingAttachedIsDeleted(observed: Observed): string[] {
  return deletionsOf(observed).flatMap(({ volumeId, cloud }) => {
    const byCinder = find(cloud, volumeId)?.attachedTo ?? [];
    const byNova = cloud.servers.filter(({ volumeIds }) => volumeIds.includes(volumeId)).map(({ id }) => id);
    const servers = [...new Set([...byCinder, ...byNova])];
    return servers.map((server) => `volume ${volumeId} was deleted while attached to server ${server}`);
  });
}
