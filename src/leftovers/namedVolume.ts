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
  return leftovers.flatMap(({ kind, id, why }) => {
    const volume = kind === 'volume' ? find(id) : null;
    if (volume === null) return [];
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
