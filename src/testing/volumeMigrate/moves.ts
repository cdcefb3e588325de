// Replies while Cinder is asked for a move, makes it, and completes it.
import { type MigrationContext, volumeOf } from '../../../machines/context.ts';
import type { Volume } from '../../../machines/types.ts';
import {
  answered,
  deadlinePasses,
  endsLater,
  failed,
  plainly,
  type RepliesOf,
  type SteeredReply,
  seesCopies,
  seesVolume,
  watchEnds,
} from './reply.ts';
import {
  asBeta,
  attachments,
  beta,
  HOME,
  lost,
  NODE,
  OTHER_ID,
  OTHER_NODE,
  refused,
  unavailable,
} from './rows.ts';
import {
  attach,
  detach,
  finish,
  hideAttachment,
  leaveCopy,
  leaveNothing,
  leaveOrphan,
  leaveTarget,
  putBack,
  remove,
  workUntilMoving,
} from './scenes.ts';

const action = { method: 'POST', path: /\/action$/ };

export const requestMigration: RepliesOf = () => [
  answered('requestMigration', null, 'Cinder accepts'),
  failed('requestMigration', refused('BadRequest', 400), 'Cinder refuses', (stage) =>
    stage.cloud.setService('node2@alpha', { up: false }),
  ),
  failed('requestMigration', lost, 'the response of Cinder is lost', (stage) => {
    stage.answer(action, 'lost');
    stage.answer({ method: 'GET' }, 'unavailable');
  }),
];

export const requestRetype: RepliesOf = () => [
  answered('requestRetype', null, 'Cinder accepts'),
  failed('requestRetype', refused('OverQuota', 413), 'Cinder refuses', (stage) =>
    stage.cloud.setQuota('demo', { volumes_beta: 0 }),
  ),
  failed('requestRetype', lost, 'the response of Cinder is lost', (stage) => {
    stage.answer(action, 'lost');
    stage.answer({ method: 'GET' }, 'unavailable');
  }),
];

const isGone = seesVolume(null, 'the owner deletes the volume', (stage) => remove(stage, stage.volumeId));

// A watch that has read something no longer breaks, and may read nothing new.
const movesEnd = ({ moveBegan }: MigrationContext): SteeredReply[] =>
  moveBegan ? [...endsLater, deadlinePasses] : watchEnds('watchVolume');

// A volume that was read at its destination is not read on its way again.
const beingMoved = ({ lastSeen }: MigrationContext, before: Volume): SteeredReply[] =>
  lastSeen?.host === before.host
    ? [seesVolume({ ...before, migrationStatus: 'migrating' }, 'being moved', workUntilMoving)]
    : [];

export function migrationSightings(context: MigrationContext): SteeredReply[] {
  const before = volumeOf(context);
  if (before.status === 'in-use') return migrationInUse(context, before);
  const done = migratedTo(NODE, before);
  const moved = seesVolume(done, 'moved', (stage) =>
    finish(stage, { status: 'available', migrationStatus: 'success' }),
  );
  if (!isWholeTold(context)) return [moved];
  return [
    moved,
    seesVolume({ ...done, status: 'in-use', attachments }, 'moved, and attached in the meantime', (stage) => {
      finish(stage, { migrationStatus: 'success' });
      attach(stage);
    }),
    seesVolume({ ...done, host: OTHER_NODE }, 'moved elsewhere', (stage) =>
      finish(stage, { status: 'available', migrationStatus: 'success', host: OTHER_NODE }),
    ),
    seesVolume({ ...before, migrationStatus: 'error' }, 'Cinder gives up', (stage) => {
      stage.cloud.faults.set('*', 'migrate_volume', { raise: 'the back end is on fire' });
      finish(stage, { status: 'available', migrationStatus: 'error', host: HOME });
    }),
    isGone,
    ...beingMoved(context, { ...before, status: 'maintenance' }),
    seesVolume({ ...done, status: 'maintenance' }, 'moved, but still locked', (stage) =>
      finish(stage, { status: 'maintenance', migrationStatus: 'success' }),
    ),
    ...movesEnd(context),
  ];
}

export const migratedTo = (host: string, before: Volume): Volume => ({
  ...before,
  host,
  migrationStatus: 'success',
});

function migrationInUse(context: MigrationContext, before: Volume): SteeredReply[] {
  const arrived = seesVolume(migratedTo(NODE, before), 'moved', (stage) =>
    finish(stage, { status: 'in-use', migrationStatus: 'success' }),
  );
  if (!isWholeTold(context)) return [arrived];
  return [
    arrived,
    seesVolume(migratedTo(OTHER_NODE, before), 'moved elsewhere', (stage) =>
      finish(stage, { status: 'in-use', migrationStatus: 'success', host: OTHER_NODE }),
    ),
    seesVolume({ ...before, migrationStatus: 'error' }, 'Cinder gives up', (stage) => {
      stage.cloud.faults.set('*', 'migrate_volume', { raise: 'the back end is on fire' });
      putBack(stage, { status: 'in-use', migrationStatus: 'error' });
    }),
    completing(context, before),
    isGone,
    ...beingMoved(context, before),
    ...movesEnd(context),
  ];
}

export function retypeSightings(context: MigrationContext): SteeredReply[] {
  const before = volumeOf(context);
  // Cinder does not move a volume that has snapshots: it can only retype it in place.
  const mayMove = context.snapshotIds.length === 0;
  if (!isWholeTold(context)) {
    if (!mayMove) return withoutMove(before);
    return [moved(before), ...(before.status === 'in-use' ? [completing(context, before)] : [])];
  }
  return [
    ...(mayMove ? [moved(before)] : []),
    ...(context.moveBegan ? [] : withoutMove(before)),
    ...(mayMove ? inMove(context, before) : []),
    ...(mayMove && before.status === 'in-use' ? [completing(context, before)] : []),
    isGone,
    ...movesEnd(context),
  ];
}

// How a move ends does not depend on what led to it: every reply follows only on the plainest way to it.
export function isWholeTold({ parameters, volume, cancelRequested }: MigrationContext): boolean {
  if (cancelRequested) return false;
  const { migrationType, swapMethod } = parameters;
  if (migrationType === 'swap') return swapMethod === 'retype' && volume?.migrationStatus === null;
  return migrationType === 'cold' || (migrationType === 'migrate' && volume?.status === 'in-use');
}

const moved = (before: Volume): SteeredReply =>
  seesVolume(movedTo(before), 'moved', (stage) =>
    finish(stage, { status: before.status, migrationStatus: 'success' }),
  );

export const movedTo = (before: Volume): Volume => ({ ...before, ...asBeta, migrationStatus: 'success' });

function inMove(context: MigrationContext, before: Volume): SteeredReply[] {
  const { status } = before;
  const done = movedTo(before);
  return [
    ...(status === 'in-use' ? [] : [attachedMeanwhile(done)]),
    seesVolume({ ...before, migrationStatus: 'error' }, 'Cinder gives up the move', (stage) => {
      stage.cloud.faults.set('*', 'migrate_volume', { raise: 'the back end is on fire' });
      putBack(stage, { status, migrationStatus: 'error' });
    }),
    seesVolume({ ...done, migrationStatus: 'error' }, 'the move fails at its end', (stage) =>
      finish(stage, { status, migrationStatus: 'error' }),
    ),
    ...beingMoved(context, { ...before, status: 'retyping' }),
    seesVolume({ ...done, migrationStatus: null }, 'moved, but without migration_status success', (stage) =>
      finish(stage, { status, migrationStatus: null }),
    ),
  ];
}

// Only for a volume in use: there Cinder may get stuck.
const completing = (context: MigrationContext, before: Volume): SteeredReply => {
  const changes = { status: statusInMove(context), migrationStatus: 'completing' };
  return seesVolume({ ...before, ...changes }, 'Cinder is completing the move', (stage) =>
    putBack(stage, changes),
  );
};

/** The status of an attached volume while Cinder moves it. */
export const statusInMove = ({ did }: MigrationContext): string =>
  did === 'migrate' ? 'in-use' : 'retyping';

const attachedMeanwhile = (done: Volume): SteeredReply =>
  seesVolume({ ...done, status: 'in-use', attachments }, 'moved, and attached in the meantime', (stage) => {
    finish(stage, { migrationStatus: 'success' });
    attach(stage);
  });

// The possible ends of a retype as long as no data has moved: migration_status stays as it was.
const withoutMove = (before: Volume): SteeredReply[] => {
  const { status, migrationStatus } = before;
  return [
    seesVolume({ ...before, volumeType: beta.name, volumeTypeId: beta.id }, 'retyped in place', (stage) =>
      finish(stage, { status, migrationStatus, host: HOME, typeId: stage.cloud.world.types['beta'] ?? null }),
    ),
    seesVolume(before, 'Cinder finds no suitable pool', (stage) => {
      stage.cloud.setService('node1@beta', { up: false });
      finish(stage, { status, migrationStatus });
    }),
  ];
};

export function attachmentSightings(context: MigrationContext): SteeredReply[] {
  const seen = context.lastSeen ?? volumeOf(context);
  const notYet = seesVolume({ ...seen, attachments: [] }, 'no attachment yet', hideAttachment);
  const isHidden = seen.attachments.length === 0;
  return [
    seesVolume({ ...seen, attachments }, 'its attachment is kept', attach),
    seesVolume({ ...seen, status: 'available', attachments: [] }, 'detached meanwhile', detach),
    isGone,
    ...(isHidden ? [...endsLater, deadlinePasses] : [notYet, ...watchEnds('watchVolume')]),
  ];
}

export const watchSourceCopies: RepliesOf = () => [
  seesCopies([], 'no copy remains', leaveNothing),
  seesCopies([{ id: OTHER_ID, status: 'deleting' }], 'a copy remains', leaveCopy),
  ...watchEnds('watchSourceCopies'),
];

export const listOrphans: RepliesOf = () => [
  plainly('listOrphans', [], 'nothing is left behind', leaveNothing),
  answered('listOrphans', [{ id: OTHER_ID, isTarget: true }], 'its target is left behind', leaveTarget),
  answered('listOrphans', [{ id: OTHER_ID, isTarget: false }], 'an orphan is left behind', leaveOrphan),
  failed('listOrphans', unavailable(), 'volumes cannot be listed', (stage) =>
    stage.answer({ path: /\/volumes\/detail/ }, 'unavailable'),
  ),
];
