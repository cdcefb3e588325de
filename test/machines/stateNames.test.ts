// The states of the chart by path, each with the words that a person reads while a run is in it.
import { expect, test } from 'vitest';
import { pathOf, statesOf } from '../../machines/transitions.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';

const states: readonly (readonly [path: string, words: string | null])[] = [
  ['', null],
  ['askingMigrationType', 'Is migration_type "cold"? Is it "swap"?'],
  ['cold', 'Move a detached volume'],
  ['cold.gettingVolume', 'Reading the volume'],
  ['cold.listingSnapshots', 'Looking for snapshots'],
  ['cold.askingDetachedWithoutSnapshots', 'Is the volume detached, and without snapshots?'],
  ['cold.askingDestination', 'Is destination_node given? Is destination_type given?'],
  ['cold.migrating', 'Move the volume to a node'],
  ['cold.migrating.gettingPools', 'Reading the destination pool'],
  ['cold.migrating.gettingVolumeType', "Reading the volume's type"],
  ['cold.migrating.askingSameVolumeType', 'Is the volume type the same?'],
  ['cold.migrating.requestingMigration', 'Asking Cinder to migrate the volume'],
  ['cold.migrating.watchingMigration', 'Cinder is migrating the volume'],
  ['cold.retyping', 'Give the volume another type'],
  ['cold.retyping.gettingVolumeType', 'Reading the destination type'],
  ['cold.retyping.askingDifferentVolumeType', 'Is the volume type different?'],
  ['cold.retyping.requestingRetype', 'Asking Cinder to retype the volume'],
  ['cold.retyping.watchingRetype', 'Cinder is retyping the volume'],
  ['swap', 'Move an attached volume'],
  ['swap.askingDestinationType', 'Is destination_type given?'],
  ['swap.gettingVolume', 'Reading the volume'],
  ['swap.gettingServers', 'Reading the server'],
  [
    'swap.askingAttachedToActiveServer',
    'Is the volume attached, and the instance active, paused or resized?',
  ],
  ['swap.gettingVolumeType', 'Reading the destination type'],
  ['swap.listingSnapshots', 'Looking for snapshots'],
  ['swap.choosingMethod', 'By attachment update, or by retype?'],
  ['swap.probingSwap', 'Asking Nova whether it takes a direct swap'],
  ['swap.askingReplaceable', 'Can the source be deleted afterwards?'],
  ['swap.updatingAttachment', 'Swap by an attachment update: the five steps'],
  ['swap.updatingAttachment.creatingTemporaryUser', 'Step 1: creating a temporary user'],
  ['swap.updatingAttachment.grantingRole', 'Step 1: giving it the least role in the project'],
  ['swap.updatingAttachment.creatingDestinationVolume', 'Step 2: creating the destination volume'],
  ['swap.updatingAttachment.watchingDestinationVolume', 'Step 2: Cinder is making the destination volume'],
  ['swap.updatingAttachment.listingMessages', 'Asking Cinder why'],
  [
    'swap.updatingAttachment.copyingAttributes',
    'Step 2: carrying over bootable, image metadata and read-only',
  ],
  ['swap.updatingAttachment.swappingVolume', 'Step 3: asking Nova to swap the volumes'],
  ['swap.updatingAttachment.watchingSwap', 'Step 3: Nova is copying the data'],
  ['swap.updatingAttachment.watchingRollback', 'Step 3: Nova failed, and is putting the source back'],
  ['swap.updatingAttachment.verifyingSwap', 'Step 3: looking once more at all four signs'],
  ['swap.updatingAttachment.deletingSourceVolume', 'Step 4: deleting the source volume'],
  ['swap.updatingAttachment.watchingSourceDeletion', 'Step 4: Cinder is deleting the source volume'],
  ['swap.updatingAttachment.unmarkingDestinationVolume', "Taking this run's mark off the volume"],
  ['swap.updatingAttachment.deletingTemporaryUser', 'Step 5: deleting the temporary user'],
  ['swap.retypingInUse', 'Swap by an in-use retype: Cinder asks Nova'],
  ['swap.retypingInUse.requestingRetype', 'Asking Cinder to retype the volume'],
  ['swap.retypingInUse.watchingRetype', 'Cinder is retyping the volume'],
  ['verifying', 'See that the move is whole'],
  ['verifying.askingAttached', 'Was the volume attached?'],
  ['verifying.watchingAttachment', 'Waiting for Cinder to show the attachment'],
  ['verifying.watchingSourceCopies', 'Cinder is deleting the copy on the old backend'],
  ['explaining', 'Find out what can be known of the failure'],
  ['explaining.listingPools', 'Reading what the pools report'],
  ['explaining.listingOrphans', 'Looking for what the failed move left behind'],
  ['cleaningUp', 'Take away what this run made'],
  ['cleaningUp.askingDestinationVolume', 'Was a destination volume made that no swap was asked for?'],
  ['cleaningUp.deletingDestinationVolume', 'Deleting the unused destination volume'],
  ['cleaningUp.askingTemporaryUser', 'Was a temporary user made?'],
  ['cleaningUp.deletingTemporaryUser', 'Deleting the temporary user'],
  ['cleaningUp.askingFailure', 'Failed, or only cancelled?'],
  ['succeeded', 'The volume has moved'],
  ['failed', 'The volume was not moved'],
  ['cancelled', 'The run was cancelled'],
];

test('the states are these, in this order, and each says what it is', () => {
  const found = statesOf(volumeMigrateMachine).map((node) => [pathOf(node), node.description ?? null]);
  expect(found).toEqual(states);
});

test('the machine has a name and a version', () => {
  expect(volumeMigrateMachine.id).toBe('volumeMigrate');
  expect(volumeMigrateMachine.version).toBe('1');
});
