// Replies while a run finishes or rolls back: the source of a swap, the run's mark, its volume and its user.
import { failed, plainly, type RepliesOf, type SteeredReply, seesVolume, watchEnds } from './reply.ts';
import { detached, refused } from './rows.ts';
import { show, snapshot } from './scenes.ts';

export const deleteSourceVolume: RepliesOf = () => [
  plainly('deleteSourceVolume', null, 'Cinder accepts the deletion of the source'),
  failed('deleteSourceVolume', refused('BadRequest', 400), 'Cinder refuses to delete the source', snapshot),
];

export const deletionSightings = (): SteeredReply[] => [
  seesVolume(null, 'the source is gone', (stage) => void stage.time.runAll()),
  seesVolume({ ...detached, status: 'error_deleting' }, 'the source cannot be deleted', (stage) => {
    stage.cloud.faults.set('*', 'delete_volume', { raise: 'the back end is on fire' });
    stage.time.runAll();
  }),
  seesVolume(detached, 'the source is available again', (stage) => show(stage, { status: 'available' })),
  seesVolume({ ...detached, status: 'deleting' }, 'the source is being deleted'),
  ...watchEnds('watchVolume'),
];

export const unmarkDestinationVolume: RepliesOf = () => [
  plainly('unmarkDestinationVolume', null, 'the mark is removed'),
  failed('unmarkDestinationVolume', refused(), 'the mark cannot be removed', (stage) =>
    stage.answer({ method: 'DELETE', path: /\/metadata\// }, 'refused'),
  ),
];

export const deleteDestinationVolume: RepliesOf = () => [
  plainly('deleteDestinationVolume', null, 'the volume is deleted', (stage) => stage.workOn()),
  failed('deleteDestinationVolume', refused(), 'the volume cannot be deleted', (stage) =>
    stage.answer({ path: /\/volumes\/[^/]+$/ }, 'refused'),
  ),
];

export const deleteTemporaryUser: RepliesOf = () => [
  plainly('deleteTemporaryUser', null, 'the user is deleted'),
  failed('deleteTemporaryUser', refused(), 'the user cannot be deleted', (stage) =>
    stage.answer({ method: 'DELETE', path: /\/users\// }, 'refused'),
  ),
];
