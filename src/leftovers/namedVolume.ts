// Judges volumes that a run named as left behind when it ended, and that still exist.
import type { MigrationResult } from '../../machines/context.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import { isoTime } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

/** `find` returns the volume with an ID; null if there is none. */
export function judgeNamed(
  { runId, status, leftovers }: MigrationResult,
  find: (volumeId: string) => VolumeWithCreator | null,
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
          `run ${runId} ended ${status} and reported: ${why}`,
        ],
        verdict: 'kept',
        missing: ['its run did not delete it because it could not prove that nobody needs it'],
        advice: `to see what happened, run: volume-migrate show ${runId}. Check the volume before you delete it`,
      },
    ];
  });
}

// Once one of the two volumes of a swap is deleted, the other, which a server still uses, is not a leftover.
const isTheVolumeNow = (
  { attachments, migrationStatus }: VolumeWithCreator,
  others: readonly (VolumeWithCreator | null)[],
): boolean =>
  attachments.length > 0 && !migrationStatus && others.length > 0 && others.every((other) => other === null);
