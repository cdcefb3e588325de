// The chart's questions before it requests anything from Cinder or Nova.
import type { GuardName } from '../../../machines/guards.ts';
import { noAttachment, noBlock, noLuks, noOtherMove, noSnapshots, oneActiveServer } from './blockerFacts.ts';
import { fact, type Holds, is, not, oneOf, type Tell } from './facts.ts';
import { parameter, type Question } from './question.ts';
import { replaceable } from './replacementFacts.ts';
import { accessToType, encryptionKept, inUseKept, poolSpecs, typeIds } from './typeFacts.ts';
import { agreement } from './usersFacts.ts';

const oldMigrationStatus = (holds?: Holds): Tell =>
  fact('context.volume.migrationStatus', (value) => `its migration_status is ${value}`, holds);

// An attached volume needs its server; nobody may use a detached one.
const detachedOrAttached: readonly Tell[] = [
  (given) => {
    const isInUse = given['context.volume.status'] === 'in-use';
    const isAttached = isInUse || given['context.volume.attachments.length'] !== 0;
    const status = fact(
      'context.volume.status',
      (value) => `its status is ${value}`,
      is(isAttached ? 'in-use' : 'available'),
    );
    return [...status(given), ...(isAttached ? oneActiveServer : noAttachment)(given)];
  },
  noOtherMove,
  agreement,
  ...noBlock,
  noLuks,
];

export const START_QUESTIONS = {
  isCold: { asks: 'Is migration_type “cold”?', tells: [parameter('migrationType', 'migration_type')] },
  isSwap: { asks: 'Is migration_type “swap”?', tells: [parameter('migrationType', 'migration_type')] },
  isMigrate: { asks: 'Is migration_type “migrate”?', tells: [parameter('migrationType', 'migration_type')] },
  isRetype: { asks: 'Is migration_type “retype”?', tells: [parameter('migrationType', 'migration_type')] },
  isMigratable: {
    asks: 'Can Cinder migrate the volume as it is, detached or attached?',
    tells: [...detachedOrAttached, noSnapshots],
  },
  isRetypable: {
    asks: 'Can Cinder retype the volume as it is, detached or attached?',
    tells: detachedOrAttached,
  },
  isPoolUnnamed: {
    asks: 'Does destination_node lack a pool?',
    tells: [parameter('destinationNode', 'destination_node')],
  },
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
  isDifferentNode: {
    asks: 'Is destination_node different from where the volume is?',
    tells: [
      parameter('destinationNode', 'destination_node'),
      fact('context.volume.host', (value) => `the volume is on ${value}`),
    ],
  },
  isSameVolumeType: { asks: 'Can the volume’s type live on the destination pool?', tells: [poolSpecs] },
  hasRoom: {
    asks: 'Does the destination have room for the volume?',
    yes: 'a pool of the destination has enough space',
    no: 'no pool of the destination has enough space',
  },
  isWithinQuota: {
    asks: 'Does the quota of the volume’s project allow the retype?',
    yes: 'no quota of the destination type would be exceeded, as far as the quotas could be read',
    no: 'a quota of the destination type would be exceeded',
  },
  isDifferentVolumeType: {
    asks: 'Is the destination type different from the volume’s own?',
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
    asks: 'Can the volume have the destination type?',
    tells: [accessToType, encryptionKept, ...inUseKept],
  },
  hasPlace: {
    asks: 'Can any pool hold the volume with this type?',
    yes: 'a pool of the type has enough space, or the volume stays where it is',
    no: 'no pool of the type can hold it',
  },
  asksForRetype: {
    asks: 'Is swap_method “retype”?',
    tells: [parameter('swapMethod', 'swap_method')],
  },
  asksForAttachment: {
    asks: 'Is swap_method “attachment”?',
    tells: [parameter('swapMethod', 'swap_method')],
  },
  hasOldMigrationStatus: {
    asks: 'Does the volume have an old migration_status?',
    tells: [oldMigrationStatus()],
  },
  asksForAttachmentWithOldMigrationStatus: {
    asks: 'Is swap_method “attachment”, and does the volume have an old migration_status?',
    tells: [
      parameter('swapMethod', 'swap_method', is('attachment')),
      oldMigrationStatus(not(oneOf(null, ''))),
    ],
  },
  takesDirectSwap: {
    asks: 'Does Nova accept direct swaps?',
    tells: [
      fact('event.output.directSwap', (value) =>
        value === 'taken' ? 'Nova accepts them' : 'Nova rejects them (OSSN-0094)',
      ),
    ],
  },
  hasPlaceForNewVolume: {
    asks: 'Can any pool hold a second volume of this type?',
    yes: 'a pool of the type has enough space',
    no: 'no pool of the type can hold it',
  },
  isReplaceable: { asks: 'Can a second volume replace the source?', tells: replaceable },
  hasVolumeType: {
    asks: 'Does the volume have a type?',
    tells: [fact('context.volume.volumeType', (value) => `its type is ${value}`)],
  },
} as const satisfies Partial<Record<GuardName, Question>>;
