// What must hold when a run ends, among others who do what they like.
import { brokenInvariants, type Observed } from '../invariants.ts';
import { find } from '../observed.ts';
import { excusesOf, isDeed } from './excuses.ts';
import type { Played } from './played.ts';

/** What is broken at the end of a run. */
export function brokenAtEnd(observed: Observed, played: Played): string[] {
  const excuses = excusesOf(observed, played);
  const broken = brokenInvariants(observed).filter((what) => !excuses.includes(what));
  return played.happened.some(isDeed) ? broken : [...broken, ...serversLost(observed)];
}

function serversLost({ outcome, before, after }: Observed): string[] {
  if (outcome.status !== 'SUCCEEDED') return [];
  const serverIds = find(before, outcome.sourceVolumeId)?.attachedTo ?? [];
  const lists = (serverId: string): boolean =>
    after.servers.some(({ id, volumeIds }) => id === serverId && volumeIds.includes(outcome.volumeId));
  return serverIds
    .filter((id) => !lists(id))
    .map((id) => `it succeeded, but server ${id} does not list volume ${outcome.volumeId}`);
}
