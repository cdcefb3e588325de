// After a refused request or a failed move: reports what may have changed nevertheless.
import { quotasToRead, volumeOf } from './context.ts';
import { volumeMigrateSetup } from './setup.ts';

/**
 * A refused request may leave the volume in another status, flip a flag, or keep some of the owner's quota
 * reserved.
 */
export const comparing = volumeMigrateSetup.createStateConfig({
  id: 'comparing',
  description: 'Check what the failed request may have changed',
  initial: 'gettingVolume',
  on: { cancel: { actions: 'noteCancel' } },
  states: {
    gettingVolume: {
      description: 'Reading the volume again',
      invoke: {
        id: 'getVolume',
        src: 'getVolume',
        input: ({ context }) => ({ volumeId: volumeOf(context).id, withoutService: true }),
        onDone: { target: 'askingRetypeAccepted', actions: 'leaveChanges' },
        onError: { target: 'askingRetypeAccepted', actions: 'warnNotCompared' },
      },
    },
    askingRetypeAccepted: {
      description: 'Did Cinder accept a retype?',
      always: [{ guard: 'wasRetypeAccepted', target: 'gettingQuotas' }, { target: '#cleaningUp' }],
    },
    // Source: cinder/scheduler/manager.py retype: a failed retype commits no reservation, and rolls back none
    // of another project.
    gettingQuotas: {
      description: "Reading the owner's reserved quota",
      invoke: {
        id: 'getQuotas',
        src: 'getQuotas',
        input: ({ context }) => quotasToRead(context),
        onDone: { target: '#cleaningUp', actions: 'leaveReservation' },
        onError: { target: '#cleaningUp', actions: 'warnReservationNotRead' },
      },
    },
  },
});
