// The chart's questions while Cinder migrates or retypes a volume.
import type { GuardName } from '../../../machines/guards.ts';
import { absent, fact, is, type Tell } from './facts.ts';
import { givenUp, guestOnTarget, handedOver, over } from './moveEndFacts.ts';
import { arrived, attachmentsSeen, copies, elsewhere, isAtRest, moved } from './moveFacts.ts';
import { gone, type Question, seenStatus } from './question.ts';
import { ofDestinationType } from './typeFacts.ts';

const seenMigrationStatus = (wanted: string): Tell =>
  fact('event.volume.migrationStatus', (value) => `its migration_status is ${value}`, is(wanted));
const atRest: Tell = fact('event.volume.status', (value) => `its status is ${value}`, isAtRest);

export const MOVE_QUESTIONS = {
  isCompleting: {
    asks: 'Is Cinder completing the migration?',
    tells: [gone, seenMigrationStatus('completing')],
  },
  hasMoveFailed: { asks: 'Have both Cinder and Nova given up the migration?', tells: givenUp },
  isGuestOnDestination: {
    asks: 'Is the migration stuck, with the guest on the destination?',
    tells: guestOnTarget,
  },
  isHandedOverForLong: {
    asks: 'Has Cinder not completed the migration for a long time, although Nova has moved the guest to the destination?',
    tells: handedOver,
  },
  isMoveOver: { asks: 'Have both Cinder and Nova ended the migration?', tells: over },
  isAttached: {
    asks: 'Is the volume attached?',
    tells: [
      fact('context.volume.attachments.length', (value) =>
        value === '0' ? 'it was not attached at first' : 'it was attached at first',
      ),
      fact('context.lastSeen.status', (value) => `its status is now ${value}`),
    ],
  },
  isMigrated: {
    asks: 'Has the volume arrived at the destination?',
    tells: [gone, seenMigrationStatus('success'), atRest, arrived],
  },
  isMigratedElsewhere: {
    asks: 'Has it arrived, but on another host?',
    tells: [gone, seenMigrationStatus('success'), atRest, elsewhere],
  },
  hasMigrationFailed: {
    asks: 'Has Cinder given up the migration?',
    tells: [gone, seenMigrationStatus('error')],
  },
  isRetyped: {
    asks: 'Does the volume have the new type, and is the migration complete?',
    tells: [gone, atRest, moved, ofDestinationType],
  },
  hasRetypeFailed: {
    asks: 'Has Cinder given up the retype?',
    tells: [
      gone,
      fact('event.volume.status', (value) => `its status is ${value}`),
      fact('event.volume.migrationStatus', (value) => `its migration_status is ${value}`),
      (given) => ofDestinationType(given).map(({ text }) => ({ text, met: null })),
    ],
  },
  isVolumeGone: {
    asks: 'Is the volume gone?',
    yes: 'Cinder says that the volume does not exist',
    no: 'Cinder still shows it',
  },
  isAttachmentKept: {
    asks: 'Does Cinder show the attachment again?',
    tells: [gone, attachmentsSeen('event.volume')],
  },
  hasSeenAttachment: {
    asks: 'Did Cinder show the attachment when it was last read?',
    tells: [attachmentsSeen('context.lastSeen')],
  },
  isLastReadingFailed: {
    asks: 'Did the last read from Cinder fail?',
    tells: [absent('event.lastFault', 'it succeeded')],
    yes: 'it failed',
  },
  isServerGone: {
    asks: 'Was the server deleted during the run?',
    yes: 'Nova does not have the server any more, or is deleting it',
    no: 'Nova still has the server',
  },
  isDetachedMeanwhile: {
    asks: 'Was it detached during the run?',
    tells: [
      gone,
      seenStatus('available'),
      fact(
        'event.volume.attachments.length',
        (value) => (value === '0' ? 'it is attached to no server' : 'it is attached'),
        is(0),
      ),
    ],
  },
  isSourceCopyGone: { asks: 'Has Cinder deleted the copy on the old backend?', tells: [copies] },
} as const satisfies Partial<Record<GuardName, Question>>;
