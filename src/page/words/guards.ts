// Each question of the chart in a storage operator's words, and the facts that answer it.
import type { GuardName } from '../../../machines/guards.ts';
import type { GuardAsked } from '../../journal/moments.ts';
import { noAttachment, noBlock, noLuks, noSnapshots, oneActiveServer } from './blockerFacts.ts';
import { absent, type Fact, fact, is, not, oneOf, type Tell } from './facts.ts';
import { givenUp, guestOnTarget, over } from './moveEndFacts.ts';
import { arrived, attachmentsSeen, copies, elsewhere, isAtRest, moved } from './moveFacts.ts';
import { replaceable } from './replacementFacts.ts';
import { destinationAttached, noFailure, shownAttached, sourceGone } from './swapFacts.ts';
import {
  accessToType,
  encryptionKept,
  inUseKept,
  ofDestinationType,
  poolSpecs,
  typeIds,
} from './typeFacts.ts';
import { agreement } from './usersFacts.ts';

interface Question {
  readonly asks: string;
  readonly tells?: readonly Tell[];
  /** Said where what the guard read tells no fact. */
  readonly yes?: string;
  readonly no?: string;
}

const parameter = (name: string, spelled: string): Tell =>
  fact(`context.parameters.${name}`, (value) =>
    value === 'none' ? `${spelled} is not given` : `${spelled} is ${value}`,
  );
const seenStatus = (...wanted: readonly string[]): Tell =>
  fact('event.volume.status', (value) => `its status is ${value}`, oneOf(...wanted));
const seenMigrationStatus = (wanted: string): Tell =>
  fact('event.volume.migrationStatus', (value) => `its migration_status is ${value}`, is(wanted));
const gone = absent('event.volume', 'there is no such volume any more');
const sourceLost = absent('event.swap.source', 'the source is gone');
const destinationLost = absent('event.swap.destination', 'the destination is gone');
const atRest: Tell = fact('event.volume.status', (value) => `its status is ${value}`, isAtRest);
const oldMigrationStatus: Tell = fact(
  'context.volume.migrationStatus',
  (value) => `its migration_status is ${value}`,
);
const cancelAsked: Tell = fact('context.cancelRequested', (value) =>
  value === 'true' ? 'a cancel was asked' : 'no cancel was asked',
);
const swapResult = (wanted: string): Tell =>
  fact(
    'event.swap.result',
    (value) => (value === 'none' ? 'Nova’s swap has no result yet' : `Nova’s swap ended with ${value}`),
    is(wanted),
  );

export const QUESTIONS = {
  isCold: { asks: 'Is migration_type “cold”?', tells: [parameter('migrationType', 'migration_type')] },
  isSwap: { asks: 'Is migration_type “swap”?', tells: [parameter('migrationType', 'migration_type')] },
  isDetachedWithoutSnapshots: {
    asks: 'Is the volume detached, and without snapshots?',
    tells: [
      fact('context.volume.status', (value) => `its status is ${value}`, is('available')),
      noAttachment,
      agreement,
      noSnapshots,
      ...noBlock,
    ],
  },
  hasDestinationNode: {
    asks: 'Is destination_node given?',
    tells: [parameter('destinationNode', 'destination_node')],
  },
  hasDestinationType: {
    asks: 'Is destination_type given?',
    tells: [parameter('destinationType', 'destination_type')],
  },
  isSameVolumeType: { asks: 'Can the volume’s type live on the destination pool?', tells: [poolSpecs] },
  isDifferentVolumeType: {
    asks: 'Is the destination type another than the volume’s own?',
    tells: [typeIds],
  },
  isAttachedToActiveServer: {
    asks: 'Is the volume attached to one server that is active, paused or resized?',
    tells: [
      fact('context.volume.status', (value) => `its status is ${value}`, is('in-use')),
      oneActiveServer,
      agreement,
      ...noBlock,
      noLuks,
    ],
  },
  isVolumeTypeAllowed: {
    asks: 'May the volume take the destination type?',
    tells: [accessToType, encryptionKept, ...inUseKept],
  },
  hasPlace: {
    asks: 'Can a pool take the volume with this type?',
    yes: 'a pool of the type has room for it, or it stays where it is',
    no: 'no pool of the type can take it',
  },
  isStartableOtherwise: {
    asks: 'May the swap be done by retype instead?',
    tells: [
      fact('context.parameters.swapMethod', (value) => `swap_method is ${value}`, is('auto')),
      fact(
        'context.cancelRequested',
        (value) => (value === 'true' ? 'a cancel was asked' : 'no cancel was asked'),
        is(false),
      ),
      fact(
        'event.error.uncertain',
        (value) => (value === 'true' ? 'the call may have had its effect' : 'the call had no effect'),
        is(false),
      ),
    ],
  },
  isCompleting: {
    asks: 'Does Cinder complete the move?',
    tells: [gone, seenMigrationStatus('completing')],
  },
  hasMoveFailed: { asks: 'Have both Cinder and Nova given up the move?', tells: givenUp },
  isGuestOnDestination: {
    asks: 'Is the move stuck, with the guest on the destination?',
    tells: guestOnTarget,
  },
  isMoveOver: { asks: 'Is the move over for Cinder and for Nova?', tells: over },
  wasRetypeAccepted: {
    asks: 'Had Cinder accepted a retype?',
    tells: [fact('context.did', (value) => (value === 'retype' ? 'it had' : 'it had not'), is('retype'))],
  },
  asksForRetype: {
    asks: 'Is the swap to be done by retype?',
    tells: [parameter('swapMethod', 'swap_method')],
  },
  asksForAttachment: {
    asks: 'Is the swap to be done by attachment update and nothing else?',
    tells: [parameter('swapMethod', 'swap_method')],
  },
  hasOldMigrationStatus: {
    asks: 'Does the volume carry an old migration_status?',
    tells: [oldMigrationStatus],
  },
  asksForAttachmentWithOldMigrationStatus: {
    asks: 'Is an attachment update asked for, of a volume with an old migration_status?',
    tells: [
      fact('context.parameters.swapMethod', (value) => `swap_method is ${value}`, is('attachment')),
      fact(
        'context.volume.migrationStatus',
        (value) => `its migration_status is ${value}`,
        not(oneOf(null, '')),
      ),
    ],
  },
  takesDirectSwap: {
    asks: 'Does Nova take a direct swap?',
    tells: [
      fact('event.output.directSwap', (value) =>
        value === 'taken' ? 'Nova takes it' : 'Nova refuses it (OSSN-0094)',
      ),
    ],
  },
  hasPlaceForNewVolume: {
    asks: 'Can a pool take a second volume of this type?',
    yes: 'a pool of the type has room for it',
    no: 'no pool of the type can take it',
  },
  isReplaceable: { asks: 'Can a second volume replace the source?', tells: replaceable },
  hasVolumeType: {
    asks: 'Does the volume have a type?',
    tells: [fact('context.volume.volumeType', (value) => `its type is ${value}`)],
  },
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
    asks: 'Has the volume arrived on the destination?',
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
    asks: 'Has the volume the new type, and is the move complete?',
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
    yes: 'Cinder answers that there is no such volume',
    no: 'Cinder still shows it',
  },
  isAttachmentKept: { asks: 'Does Cinder show the attachment again?', tells: [gone, attachmentsSeen] },
  isDetachedMeanwhile: {
    asks: 'Was it detached meanwhile?',
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
  isDestinationAvailable: {
    asks: 'Is the destination volume ready?',
    tells: [
      gone,
      seenStatus('available'),
      fact('event.volume.migrationStatus', (value) => `its migration_status is ${value}`, is(null)),
    ],
  },
  hasDestinationFailed: {
    asks: 'Has Cinder failed to make the destination volume?',
    tells: [fact('event.volume.status', (value) => `its status is ${value}`)],
    yes: 'Cinder answers that there is no such volume',
  },
  isDestinationTaken: {
    asks: 'Does somebody use the destination volume already?',
    tells: [gone, fact('event.volume.status', (value) => `its status is ${value}`)],
  },
  isSwapProven: {
    asks: 'Do all four signs show that the data is on the destination?',
    tells: [
      swapResult('Success'),
      shownAttached,
      sourceLost,
      destinationLost,
      fact('event.swap.source.status', (value) => `the source’s status is ${value}`, is('available')),
      fact(
        'event.swap.source.attachments.length',
        (value) => (value === '0' ? 'the source is attached to no server' : 'the source is still attached'),
        is(0),
      ),
      fact('event.swap.destination.status', (value) => `the destination’s status is ${value}`, is('in-use')),
      fact(
        'event.swap.destination.attachments.length',
        (value) =>
          value === '0'
            ? 'Cinder shows no attachment of the destination'
            : 'Cinder shows the destination attached',
        not(is(0)),
      ),
      fact(
        'event.swap.destination.migrationStatus',
        (value) => `the destination’s migration_status is ${value}`,
        is(null),
      ),
    ],
  },
  isSwapProvenBySourceGone: {
    asks: 'Is the swap done, and the source deleted by someone else?',
    tells: [
      swapResult('Success'),
      sourceGone,
      destinationAttached,
      destinationLost,
      fact('event.swap.destination.status', (value) => `the destination’s status is ${value}`, is('in-use')),
    ],
  },
  hasSwapFailed: { asks: 'Did Nova fail to swap?', tells: [swapResult('Error')] },
  isRolledBack: {
    asks: 'Has Nova put the source back?',
    tells: [
      sourceLost,
      destinationLost,
      fact('event.swap.source.status', (value) => `the source’s status is ${value}`, is('in-use')),
      fact(
        'event.swap.destination.status',
        (value) => `the destination’s status is ${value}`,
        is('available'),
      ),
    ],
  },
  hasSourceDeletionFailed: {
    asks: 'Has Cinder failed to delete the source?',
    tells: [gone, fact('event.volume.status', (value) => `its status is ${value}`)],
  },
  isCancelRequested: { asks: 'Was a cancel asked meanwhile?', tells: [cancelAsked] },
  isUncertain: {
    asks: 'May the call have had its effect although no answer came?',
    yes: 'no answer says so: it is not known',
    no: 'the answer says that it had none',
  },
  hasUnusedDestinationVolume: {
    asks: 'Was a destination volume made that no swap was asked for?',
    tells: [
      fact(
        'context.destinationVolumeId',
        (value) => (value === 'none' ? 'none was made' : `volume ${value.slice(0, 8)} was made`),
        not(is(null)),
      ),
      fact(
        'context.swapAsked',
        (value) =>
          value === 'no'
            ? 'no swap was asked for'
            : value === 'maybe'
              ? 'a swap may have been asked for'
              : 'a swap was asked for',
        is('no'),
      ),
    ],
  },
  hasTemporaryUser: {
    asks: 'Is there a temporary user to take away?',
    yes: 'the run made one',
    no: 'there is none',
  },
  isCancelledWithoutFailure: {
    asks: 'Was the run only cancelled, without a failure?',
    tells: [cancelAsked, noFailure],
  },
} as const satisfies Record<GuardName, Question>;

export interface QuestionAsked {
  readonly asks: string;
  readonly answer: boolean;
  readonly facts: readonly Fact[];
}

/** A guard in words; one that this page does not know, by its name and what it read. */
export function questionOf({ guard, answer, given }: GuardAsked): QuestionAsked {
  const known = (QUESTIONS as Readonly<Record<string, Question>>)[guard];
  if (known === undefined) return { asks: guard, answer, facts: readings(given) };
  const told = (known.tells ?? []).flatMap((tell) => tell(given));
  const said = answer ? known.yes : known.no;
  const facts = told.length > 0 || said === undefined ? told : [{ text: said, met: null }];
  return { asks: known.asks, answer, facts };
}

const readings = (given: GuardAsked['given']): Fact[] =>
  Object.entries(given).map(([path, value]) => ({ text: `${path} is ${JSON.stringify(value)}`, met: null }));
