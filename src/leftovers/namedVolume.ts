// Volumes that a run named as left behind when it ended, and that are still there.
import type { Result } from '../../machines/context.ts';
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { isoTime } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

/** `find` gives the volume of an id; null where there is none. */
export function judgeNamed(
  { runId, status, leftovers }: Result,
  find: (volumeId: string) => MadeVolume | null,
): FoundLeftover[] {
  const named = leftovers.filter(({ kind }) => kind === 'volume');
  return named.flatMap(({ id, why }) => {
    const volume = find(id);
    const others = named.filter((other) => other.id !== id);
    if (
      volume === null ||
      isTheVolumeNow(
        volume,
        others.map((other) => find(other.id)),
      )
    )
      return [];
    return [
      {
        kind: 'named-volume',
        id,
        name: volume.name,
        runId,
        since: isoTime(volume.createdAt),
        evidence: [
          volumeInWords(volume),
          stateInWords(volume),
          `run ${runId} ended ${status} and said: ${why}`,
        ],
        verdict: 'kept',
        missing: ['its run did not delete it because it could not know that nobody needs it'],
        advice: `volume-migrate show ${runId} tells how it came to it; look at the volume before you delete it`,
      },
    ];
  });
}

// Of the two volumes of a swap, the one that a server still uses when the other is deleted is no leftover.
const isTheVolumeNow = (
  { attachments, migrationStatus }: MadeVolume,
  others: readonly (MadeVolume | null)[],
): boolean =>
  attachments.length > 0 && !migrationStatus && others.length > 0 && others.every((other) => other === null);
