// What must hold when a run ends, whatever others do.
import { brokenInvariants, type Observed } from '../invariants.ts';
import { find } from '../observed.ts';
import type { Played } from './played.ts';
import { isNemesisEvent, toleratedViolations } from './toleratedViolations.ts';

/** The violations at the end of a run. */
export function brokenAtEnd(observed: Observed, played: Played): string[] {
  const tolerated = toleratedViolations(observed, played);
  const broken = brokenInvariants(observed).filter((what) => !tolerated.includes(what));
  return played.happened.some(isNemesisEvent) ? broken : [...broken, ...serversLost(observed)];
}

function serversLost({ outcome, before, after }: Observed): string[] {
  if (outcome.status !== 'SUCCEEDED') return [];
  const serverIds = find(before, outcome.sourceVolumeId)?.attachedTo ?? [];
  const lists = (serverId: string): boolean =>
    after.servers.some(({ id, volumeIds }) => id === serverId && volumeIds.includes(outcome.volumeId));
  return serverIds
    .filter((id) => !lists(id))
    .map((id) => `the run succeeded, but server ${id} does not list volume ${outcome.volumeId}`);
}
