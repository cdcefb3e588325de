// Volumes that Cinder works on, or seems to: a message or a service that is lost leaves them so for ever.
import { isMoving } from '../../machines/doneRules.ts';
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import type { RunSummary } from '../journal/store.ts';
import { guestAdvice, whatSourceLacks } from './guest.ts';
import { whoGoesOn } from './ofRun.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

const BUSY = ['retyping', 'maintenance', 'attaching', 'detaching'];

/** Does Cinder show that it migrates or retypes the volume, or that Nova attaches or detaches it? */
export const isBusy = (volume: MadeVolume): boolean => isMoving(volume) || BUSY.includes(volume.status);

/** What is known of a busy volume. */
export interface BusySeen {
  readonly volume: MadeVolume;
  /** The target of its move that a server writes to already; null where there is none. */
  readonly written: MadeVolume | null;
  /** The run that moves it and is not over. */
  readonly mover: RunSummary | undefined;
  readonly isQuiet: (volume: MadeVolume) => boolean;
}

/** A volume that has been busy for long without a change, and that no living run drives. */
export function judgeBusy({ volume, written, mover, isQuiet }: BusySeen): FoundLeftover[] {
  if (!isBusy(volume) || !isQuiet(volume) || (mover?.holder ?? null) !== null) return [];
  const found = {
    kind: 'stuck-volume',
    id: volume.id,
    name: volume.name,
    runId: mover?.runId ?? null,
    since: isoTime(lastChange(volume)),
    evidence: [volumeInWords(volume), stateInWords(volume)],
    missing: [
      written === null ? 'a long copy shows the same: Cinder tells no progress' : whatSourceLacks(written),
    ],
  } as const;
  if (mover !== undefined) return [{ ...found, verdict: 'unfinished', advice: whoGoesOn(mover) }];
  const advice = written === null ? adviceFor(volume) : guestAdvice(written, volume);
  return [{ ...found, verdict: 'kept', advice }];
}

function adviceFor({ status, attachments, host }: MadeVolume): string {
  if (status !== 'attaching' && status !== 'detaching')
    return `look at the load and the log of cinder-volume on ${host ?? 'its host'}: only an operator who knows that nothing is copied any more can end the move in Cinder`;
  const servers = attachments.map(({ serverId }) => serverId).join(', ') || 'that should have it';
  return `see whether Nova lists the volume on server ${servers} (openstack server volume list), and whether a swap runs there (openstack server event list); then have the attachment repaired so that Cinder and Nova agree`;
}
