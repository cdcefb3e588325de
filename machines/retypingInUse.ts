// A swap by an in-use retype: Cinder creates the destination, has Nova copy, and keeps the volume's ID.
import { required } from './context.ts';
import { otherwise, watchingMove } from './moving.ts';
import {
  askingDifferentVolumeType,
  askingPlace,
  askingQuota,
  gettingQuotas,
  requestingRetype,
  watchingRetype,
  whenRetyped,
} from './retyping.ts';
import { settling } from './settling.ts';
import { volumeMigrateSetup } from './setup.ts';

// Cinder may show an error while Nova still copies, and `completing` is where the move can get stuck with the
// guest on the destination: from either state on, only Cinder and Nova together show the end.
const watchingRetypeInUse = volumeMigrateSetup.createStateConfig({
  ...watchingMove,
  description: 'Cinder is retyping the volume, and Nova is copying the data',
  on: {
    ...watchingRetype.on,
    'volume.seen': [
      whenRetyped,
      { guard: 'hasRetypeFailed', target: 'settling', actions: 'keepSeenVolume' },
      { guard: 'isCompleting', target: 'settling', actions: 'keepSeenVolume' },
      ...otherwise,
    ],
  },
});

// A swap by attachment that could not start has created a user that is no longer needed.
const deletingTemporaryUser = volumeMigrateSetup.createStateConfig({
  id: 'retypingInstead',
  description: 'Deleting the temporary user',
  on: { cancel: { actions: 'noteCancel' } },
  invoke: {
    id: 'deleteTemporaryUser',
    src: 'deleteTemporaryUser',
    input: ({ context }) => ({ userId: required(context.temporaryUser, 'the temporary user').id }),
    onDone: [
      { guard: 'isCancelRequested', target: '#cancelled', actions: 'forgetTemporaryUser' },
      { target: 'askingDifferentVolumeType', actions: 'forgetTemporaryUser' },
    ],
    onError: { target: '#failed', actions: ['keepFault', 'leaveTemporaryUser'] },
  },
});

export const retypingInUse = volumeMigrateSetup.createStateConfig({
  id: 'retypingInUse',
  description: 'Swap by in-use retype: Cinder has Nova copy the data',
  initial: 'askingDifferentVolumeType',
  states: {
    deletingTemporaryUser,
    askingDifferentVolumeType: askingDifferentVolumeType('askingPlace'),
    askingPlace: { ...askingPlace, id: 'placingInUseRetype' },
    gettingQuotas,
    askingQuota,
    requestingRetype,
    watchingRetype: watchingRetypeInUse,
    settling: settling([whenRetyped], { failed: 'RetypeFailed', notSeenToEnd: 'RetypeNotSeenToEnd' }),
  },
});
