// Replies during a swap by attachment: user, destination volume, swap.
import type { SwapSighting } from '../../../machines/types.ts';
import {
  answered,
  endsLater,
  failed,
  plainly,
  type RepliesOf,
  type SteeredReply,
  seesSwap,
  seesVolume,
  watchEnds,
} from './reply.ts';
import {
  attached,
  DESTINATION_ID,
  destination,
  detached,
  listsSource,
  lost,
  refused,
  SWAP_REQUEST_ID,
  swapped,
  temporaryUser,
} from './rows.ts';
import { remove, say, takeDestination } from './scenes.ts';
import { failSwap, finishSwap } from './swapScenes.ts';

export const createTemporaryUser: RepliesOf = () => [
  plainly('createTemporaryUser', temporaryUser, 'the user is created'),
  failed('createTemporaryUser', refused(), 'Keystone refuses to create the user', (stage) =>
    stage.answer({ method: 'POST', path: /\/users$/ }, 'refused'),
  ),
  failed('createTemporaryUser', lost, 'the response to creating the user is lost', (stage) => {
    stage.answer({ method: 'POST', path: /\/users$/ }, 'lost');
    stage.answer({ method: 'GET', path: /\/users$/ }, 'unavailable');
  }),
];

export const grantRole: RepliesOf = () => [
  plainly('grantRole', null, 'the role is granted'),
  failed('grantRole', refused(), 'Keystone refuses to grant the role', (stage) =>
    stage.answer({ method: 'PUT', path: /\/roles\// }, 'refused'),
  ),
];

export const createDestinationVolume: RepliesOf = () => [
  plainly('createDestinationVolume', { volumeId: DESTINATION_ID }, 'Cinder creates the volume'),
  failed(
    'createDestinationVolume',
    refused('OverQuota', 413),
    'Cinder refuses to create the volume',
    (stage) => stage.cloud.setQuota('demo', { volumes: 0 }),
  ),
  failed('createDestinationVolume', lost, 'the response to creating the volume is lost', (stage) => {
    stage.answer({ method: 'POST', path: /\/volumes$/ }, 'lost');
    stage.answer({ method: 'GET', path: /\/volumes\/detail/ }, 'unavailable');
  }),
];

export const destinationSightings = (): SteeredReply[] => [
  seesVolume(destination, 'it is available', (stage) => void stage.time.runAll()),
  seesVolume({ ...destination, status: 'error', host: null }, 'it is in error', (stage) => {
    stage.cloud.faults.set('*', 'create_volume', { raise: 'the back end is on fire' });
    stage.time.runAll();
  }),
  seesVolume(null, 'someone deletes it', (stage) => remove(stage, stage.destinationId())),
  seesVolume({ ...destination, status: 'creating', host: null }, 'it is being created'),
  seesVolume({ ...destination, status: 'maintenance' }, 'someone uses it', (stage) => {
    stage.time.runAll();
    takeDestination(stage);
  }),
  ...watchEnds('watchVolume'),
];

const WHY = 'the back end is full';

export const listMessages: RepliesOf = () => [
  plainly('listMessages', [WHY], 'Cinder says why', (stage) => say(stage, WHY)),
  failed('listMessages', refused(), 'Cinder does not say why', (stage) =>
    stage.answer({ path: /\/messages/ }, 'refused'),
  ),
];

export const copyAttributes: RepliesOf = () => [
  plainly('copyAttributes', null, 'the attributes are copied'),
  failed('copyAttributes', refused(), 'the attributes cannot be copied', (stage) =>
    stage.answer({ method: 'POST', path: /\/action$/ }, 'refused'),
  ),
];

export const swapVolume: RepliesOf = () => [
  answered('swapVolume', { requestId: SWAP_REQUEST_ID }, 'Nova accepts'),
  failed('swapVolume', refused('Conflict', 409), 'Nova refuses', (stage) =>
    stage.cloud.setServer(stage.serverId, { taskState: 'rebooting' }),
  ),
  failed('swapVolume', lost, 'the response of Nova is lost', (stage) => {
    stage.answer({ method: 'PUT', path: /os-volume_attachments/ }, 'lost');
    stage.answer({ path: /os-instance-actions/ }, 'unavailable');
  }),
];

const inUse = swapped.destination;
const copying: SwapSighting = {
  source: { ...attached, status: 'detaching' },
  destination: { ...destination, status: 'reserved' },
  attachedVolumeIds: listsSource,
  result: null,
};
const rolledBack: SwapSighting = {
  source: attached,
  destination,
  attachedVolumeIds: listsSource,
  result: 'Error',
};

// Three of the four signs: without the fourth the source must stay.
const almostSwapped: readonly SteeredReply[] = [
  seesSwap({ ...swapped, result: null }, 'swapped, but Nova shows no result', (stage) =>
    finishSwap(stage, { result: null }),
  ),
  seesSwap({ ...swapped, attachedVolumeIds: listsSource }, 'swapped, but Nova lists the source', (stage) =>
    finishSwap(stage, { listed: 'source' }),
  ),
  seesSwap(
    { ...swapped, source: { ...detached, status: 'error' } },
    'swapped, but the source is in error',
    (stage) => finishSwap(stage, { source: 'error' }),
  ),
  seesSwap(
    { ...swapped, destination: inUse && { ...inUse, status: 'attaching' } },
    'swapped, but the destination is not in use',
    (stage) => finishSwap(stage, { destination: 'attaching' }),
  ),
];

const swapSightings: readonly SteeredReply[] = [
  seesSwap(swapped, 'swapped', finishSwap),
  seesSwap({ ...swapped, source: null }, 'swapped, and someone deletes the source', (stage) => {
    finishSwap(stage);
    remove(stage, stage.volumeId);
  }),
  seesSwap(rolledBack, 'Nova fails to swap', failSwap),
  seesSwap(copying, 'copying'),
  ...almostSwapped,
];

const proofSightings: readonly SteeredReply[] = [seesSwap(swapped, 'proven', finishSwap), ...almostSwapped];

const rollbackSightings: readonly SteeredReply[] = [
  seesSwap(rolledBack, 'rolled back', failSwap),
  seesSwap({ ...rolledBack, source: { ...attached, status: 'detaching' } }, 'not yet rolled back', (stage) =>
    failSwap(stage, { source: 'detaching' }),
  ),
];

export const watchSwap: RepliesOf = ({ state, context }) => {
  if (state.endsWith('watchingSwap')) return [...swapSightings, ...watchEnds('watchSwap')];
  if (state.endsWith('verifyingSwap')) return [...proofSightings, ...watchEnds('watchSwap')];
  // A cancel is recorded here: what breaks at the start does not break after it.
  const endings = context.cancelRequested ? endsLater : watchEnds('watchSwap');
  return [...rollbackSightings, ...endings];
};
