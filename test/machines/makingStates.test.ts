// Steps 1 and 2 of a swap by attachment, state by state: the temporary user, and the destination volume.
import { describe } from 'vitest';
import type { Volume } from '../../machines/types.ts';
import { describeState, RUN_ID } from './after.ts';
import {
  broken,
  byAttachment,
  bySwap,
  COPY_LIMITS,
  destination,
  late,
  lost,
  noWatch,
  stalled,
  toCopyAttributes,
  toCreateUser,
  toCreateVolume,
  toGrantRole,
  toWatchVolume,
  user,
} from './reached.ts';
import { attached, cancel, DESTINATION_ID, done, failed, seen, volume } from './walk.ts';

const here = (state: string): string => `swap.updatingAttachment.${state}`;

// What a failure leads to: the volume is deleted first, then the user.
const deletingUser = 'cleaningUp.deletingTemporaryUser';
const deletingVolume = 'cleaningUp.deletingDestinationVolume';
const refused = { failure: 'BadRequest' };
const noted = { cancelRequested: true };

// What "auto" does if the five steps cannot start.
const deletingUnneeded = 'swap.retypingInUse.deletingTemporaryUser';
const retyping = 'swap.retypingInUse.gettingQuotas';
const fallsBack = {
  warnings: ['the volume is retyped in use, because a swap by attachment cannot start: the service said no'],
};

describe('the temporary user', () => {
  describeState(here('creatingTemporaryUser'), {
    parameters: byAttachment,
    reached: toCreateUser,
    calls: { createTemporaryUser: { runId: RUN_ID, projectId: 'demo' } },
    replies: [
      ['is made', done('createTemporaryUser', user), here('grantingRole'), { temporaryUser: user }],
      ['is refused', failed('createTemporaryUser'), 'failed', { ...refused, status: 'FAILED' }],
      [
        'may have been made',
        failed('createTemporaryUser', lost),
        'failed',
        { ...refused, status: 'FAILED', leftovers: [`user volume-migrate-${RUN_ID}`] },
      ],
      ['is awaited when a cancel comes', cancel, here('creatingTemporaryUser'), noted],
      [
        'is made after a cancel',
        [cancel, done('createTemporaryUser', user)],
        deletingUser,
        { temporaryUser: user },
      ],
    ],
  });
  describeState(here('creatingTemporaryUser'), {
    parameters: bySwap,
    reached: toCreateUser,
    calls: { createTemporaryUser: { runId: RUN_ID, projectId: 'demo' } },
    replies: [
      [
        'is refused, and auto lets Cinder retype the volume',
        failed('createTemporaryUser'),
        retyping,
        fallsBack,
      ],
      [
        'may have been made: auto does nothing else',
        failed('createTemporaryUser', lost),
        'failed',
        { ...refused, status: 'FAILED', leftovers: [`user volume-migrate-${RUN_ID}`] },
      ],
      [
        'is refused after a cancel',
        [cancel, failed('createTemporaryUser')],
        'failed',
        { ...refused, status: 'FAILED' },
      ],
    ],
  });
  describeState(here('grantingRole'), {
    parameters: bySwap,
    reached: toGrantRole,
    calls: { grantRole: { userId: 'u1', projectId: 'demo' } },
    replies: [
      ['is refused the role, and auto deletes it first', failed('grantRole'), deletingUnneeded, fallsBack],
      ['may have its role: auto does nothing else', failed('grantRole', lost), deletingUser, refused],
      ['is refused the role after a cancel', [cancel, failed('grantRole')], deletingUser, refused],
    ],
  });
  describeState(deletingUnneeded, {
    parameters: bySwap,
    reached: [...toGrantRole, failed('grantRole')],
    calls: { deleteTemporaryUser: { userId: 'u1' } },
    replies: [
      ['is gone: Cinder retypes the volume', done('deleteTemporaryUser'), retyping, { temporaryUser: null }],
      [
        'cannot be deleted: nothing else is done',
        failed('deleteTemporaryUser'),
        'failed',
        { ...refused, status: 'FAILED', leftovers: ['user u1'] },
      ],
      ['is awaited when a cancel comes', cancel, deletingUnneeded, noted],
      [
        'is gone after a cancel',
        [cancel, done('deleteTemporaryUser')],
        'cancelled',
        { temporaryUser: null, status: 'CANCELLED' },
      ],
    ],
  });
  describeState(here('grantingRole'), {
    parameters: byAttachment,
    reached: toGrantRole,
    calls: { grantRole: { userId: 'u1', projectId: 'demo' } },
    replies: [
      ['has its role', done('grantRole'), here('creatingDestinationVolume')],
      ['is refused the role', failed('grantRole'), deletingUser, refused],
      ['is awaited when a cancel comes', cancel, here('grantingRole'), noted],
      ['has its role after a cancel', [cancel, done('grantRole')], deletingUser],
    ],
  });
});

describe('the destination volume', () => {
  const made = done('createDestinationVolume', { volumeId: DESTINATION_ID });
  const madeId = { destinationVolumeId: DESTINATION_ID };
  describeState(here('creatingDestinationVolume'), {
    parameters: byAttachment,
    reached: toCreateVolume,
    calls: {
      createDestinationVolume: { runId: RUN_ID, user, source: attached(), destinationType: 'beta-id' },
    },
    replies: [
      ['is taken on', made, here('watchingDestinationVolume'), madeId],
      ['is refused', failed('createDestinationVolume'), deletingUser, refused],
      [
        'may have been taken on',
        failed('createDestinationVolume', lost),
        deletingUser,
        { ...refused, leftovers: [`volume volume-migrate:run=${RUN_ID}`] },
      ],
      ['is awaited when a cancel comes', cancel, here('creatingDestinationVolume'), noted],
      ['is taken on after a cancel', [cancel, made], deletingVolume, madeId],
    ],
  });

  describeState(here('creatingDestinationVolume'), {
    parameters: bySwap,
    reached: toCreateVolume,
    calls: {
      createDestinationVolume: { runId: RUN_ID, user, source: attached(), destinationType: 'beta-id' },
    },
    replies: [
      [
        'is refused, and auto deletes the user first',
        failed('createDestinationVolume'),
        deletingUnneeded,
        fallsBack,
      ],
      [
        'may have been taken on: auto does nothing else',
        failed('createDestinationVolume', lost),
        deletingUser,
        { ...refused, leftovers: [`volume volume-migrate:run=${RUN_ID}`] },
      ],
      ['is refused after a cancel', [cancel, failed('createDestinationVolume')], deletingUser, refused],
    ],
  });

  const creating = volume({ id: DESTINATION_ID, status: 'creating' });
  const state = here('watchingDestinationVolume');
  const failure = { failure: 'DestinationVolumeFailed' };
  const taken = (destinationVolume: Volume) => ({
    ...{ destinationVolume, failure: 'DestinationVolumeTaken' },
    leftovers: [`volume ${DESTINATION_ID}`],
  });
  const moved = volume({ id: DESTINATION_ID, migrationStatus: 'migrating' });
  const inStatus = (status: string) => volume({ id: DESTINATION_ID, status });
  describeState(state, {
    parameters: byAttachment,
    reached: toWatchVolume,
    calls: { watchVolume: { volumeId: DESTINATION_ID, before: null, known: null, limits: COPY_LIMITS } },
    replies: [
      ['is being made', seen(creating), state, { destinationVolume: creating }],
      ['is available', seen(destination), here('copyingAttributes'), { destinationVolume: destination }],
      [
        'is in error',
        seen(inStatus('error')),
        here('listingMessages'),
        { destinationVolume: inStatus('error'), ...failure },
      ],
      [
        'is in another error',
        seen(inStatus('error_managing')),
        here('listingMessages'),
        { destinationVolume: inStatus('error_managing'), ...failure },
      ],
      ['is gone', seen(null), here('listingMessages'), failure],
      [
        'is being filled',
        seen(inStatus('downloading')),
        state,
        { destinationVolume: inStatus('downloading') },
      ],
      ['is used by somebody', seen(inStatus('in-use')), deletingUser, taken(inStatus('in-use'))],
      ['is moved by somebody', seen(moved), deletingUser, taken(moved)],
      [
        'is being deleted by somebody',
        seen(inStatus('deleting')),
        state,
        { destinationVolume: inStatus('deleting') },
      ],
      [
        'has not changed for long',
        stalled,
        state,
        {
          warnings: ['no change for 31 min: the copy takes long, or a service has stopped'],
        },
      ],
      ['is not made in time', late, deletingVolume, failure],
      ['may not be looked at', noWatch, deletingVolume, { failure: 'Unauthorized' }],
      ['cannot be looked at', broken('watchVolume'), deletingVolume, refused],
      ['is taken away when a cancel comes', cancel, deletingVolume, noted],
    ],
  });
  describeState(here('listingMessages'), {
    parameters: byAttachment,
    reached: [...toWatchVolume, seen(inStatus('error'))],
    calls: { listMessages: { volumeId: DESTINATION_ID, projectId: 'demo' } },
    replies: [
      [
        "why it failed, in Cinder's words",
        done('listMessages', ['no room', 'no host']),
        deletingVolume,
        {
          reasons: ['no room', 'no host'],
        },
      ],
      ['no words', done('listMessages', []), deletingVolume],
      ['a refusal', failed('listMessages'), deletingVolume],
      ['a cancel', cancel, deletingVolume, noted],
    ],
  });
  describeState(here('copyingAttributes'), {
    parameters: byAttachment,
    reached: toCopyAttributes,
    calls: { copyAttributes: { source: attached(), destinationVolumeId: DESTINATION_ID } },
    replies: [
      ['is like the source', done('copyAttributes'), here('swappingVolume'), { swapAsked: 'maybe' }],
      ['cannot be made like the source', failed('copyAttributes'), deletingVolume, refused],
      ['is awaited when a cancel comes', cancel, here('copyingAttributes'), noted],
      ['is like the source after a cancel', [cancel, done('copyAttributes')], deletingVolume],
    ],
  });
});
