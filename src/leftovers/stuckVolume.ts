// Judges volumes that Cinder works on, or seems to: a lost message or service leaves them so forever.
import { isMoving } from '../../machines/volumeRules.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { MigrationSummary } from '../volumeMigrate/runSummary.ts';
import { guestAdvice, whatSourceLacks } from './guest.ts';
import { whoGoesOn } from './ofRun.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

const BUSY = ['retyping', 'maintenance', 'attaching', 'detaching'];

/** Whether Cinder shows that it migrates or retypes the volume, or that Nova attaches or detaches it. */
export const isBusy = (volume: VolumeWithCreator): boolean =>
  isMoving(volume) || BUSY.includes(volume.status);

/** What is known of a busy volume. */
export interface BusySeen {
  readonly volume: VolumeWithCreator;
  /** The target of its move that a server already writes to; null if there is none. */
  readonly written: VolumeWithCreator | null;
  /** The run that moves it and is not over. */
  readonly mover: MigrationSummary | undefined;
  readonly isQuiet: (volume: VolumeWithCreator) => boolean;
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
      written === null
        ? 'a long copy looks the same: Cinder does not report progress'
        : whatSourceLacks(written),
    ],
  } as const;
  if (mover !== undefined) return [{ ...found, verdict: 'unfinished', advice: whoGoesOn(mover) }];
  const advice = written === null ? adviceFor(volume) : guestAdvice(written, volume);
  return [{ ...found, verdict: 'kept', advice }];
}

function adviceFor({ status, attachments, host }: VolumeWithCreator): string {
  if (status !== 'attaching' && status !== 'detaching')
    return `check the load and the log of cinder-volume on ${host ?? 'its host'}. Only an operator who knows that nothing is being copied can end the migration in Cinder`;
  const servers = attachments.map(({ serverId }) => serverId).join(', ') || 'that should use it';
  return `check whether Nova lists the volume on server ${servers} (openstack server volume list), and whether a swap is running there (openstack server event list). Then have the attachment repaired so that Cinder and Nova agree`;
}
