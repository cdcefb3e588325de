// Replies while Cinder and Nova complete the move of an attached volume.
import { isHandedOver } from '../../../machines/completion.ts';
import { type MigrationContext, required } from '../../../machines/context.ts';
import type { Volume } from '../../../machines/types.ts';
import { isWholeTold, migratedTo, movedTo, statusInMove } from './moves.ts';
import {
  deadlinePasses,
  endsLater,
  type RepliesOf,
  type SteeredReply,
  seesMove,
  stallsFor,
  watchEnds,
} from './reply.ts';
import { attachments, destination, NODE, OTHER_ID, OTHER_NODE } from './rows.ts';
import { failMove, finishMove, handOver, remove } from './scenes.ts';
import { LIMITS } from './stage.ts';

export const watchMove: RepliesOf = ({ context }) => {
  const { move, volume } = context;
  const before = required(volume, 'the volume');
  const over: Volume = { ...before, migrationStatus: 'error' };
  const isMigration = context.did === 'migrate';
  const ended = endsAt(
    isMigration ? migratedTo(NODE, before) : movedTo(before),
    'Cinder and Nova have finished the move',
  );
  if (!isWholeTold(context)) return [ended];
  return [
    ended,
    ...(isMigration ? [endsAt(migratedTo(OTHER_NODE, before), 'the move has ended elsewhere')] : []),
    seesMove({ volume: over, target: null, swap: 'Error' }, 'Cinder and Nova have given up', (stage) =>
      failMove(stage, { status: 'in-use', migrationStatus: 'error' }, 'Error', null),
    ),
    seesMove({ volume: null, target: null, swap: 'none' }, 'the owner deletes the volume', (stage) =>
      remove(stage, stage.volumeId),
    ),
    ...(move === null ? notSettled(context, before, over) : [...endsLater, deadlinePasses]),
    ...(move !== null && isHandedOver(move) ? [nothingForLong] : []),
  ];
};

const endsAt = (moved: Volume, words: string): SteeredReply =>
  seesMove({ volume: { ...moved, attachments }, target: null, swap: 'Success' }, words, (stage) => {
    const typeId = stage.cloud.world.types[moved.volumeType ?? ''] ?? null;
    const { status, migrationStatus, host } = moved;
    finishMove(stage, { status, migrationStatus, host, typeId }, 'Success');
  });

const LONG_MS = LIMITS.settleMs ?? 0;

const nothingForLong = stallsFor(LONG_MS, 'nothing new for the settle time');

// What was read before decides what can follow: each is reported once.
function notSettled(context: MigrationContext, before: Volume, over: Volume): SteeredReply[] {
  const migrationStatus = context.lastSeen?.migrationStatus;
  if (migrationStatus === 'error') return [novaCopies(before, over)];
  return migrationStatus === 'completing'
    ? [...whileCompleting(context, before, over), ...watchEnds('watchMove')]
    : [];
}

const targetOf = ({ id }: Volume): Volume => ({
  ...destination,
  id: OTHER_ID,
  migrationStatus: `target:${id}`,
});

const novaCopies = (before: Volume, over: Volume): SteeredReply =>
  seesMove({ volume: over, target: targetOf(before), swap: 'running' }, 'Nova is still copying', (stage) =>
    failMove(stage, { status: 'in-use', migrationStatus: 'error' }, 'running', 'reserved'),
  );

function whileCompleting(context: MigrationContext, before: Volume, over: Volume): SteeredReply[] {
  const target = targetOf(before);
  const status = statusInMove(context);
  const stuck: Volume = { ...before, status, migrationStatus: 'completing' };
  const inUse: Volume = { ...target, status: 'in-use', attachments };
  return [
    seesMove(
      { volume: { ...stuck, status: 'in-use', attachments: [] }, target: inUse, swap: 'running' },
      'the guest is on the target, and the swap in Nova is still running',
      handOver,
    ),
    seesMove({ volume: stuck, target: inUse, swap: 'Error' }, 'Cinder is stuck', (stage) =>
      failMove(stage, { status, migrationStatus: 'completing' }, 'Error', 'in-use'),
    ),
    seesMove({ volume: over, target, swap: 'Error' }, 'Cinder gives up, and the target remains', (stage) =>
      failMove(stage, { status: 'in-use', migrationStatus: 'error' }, 'Error', 'available'),
    ),
  ];
}
