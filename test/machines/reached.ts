// What the tables of states share: parameters, the steps that reach states, and the effects of common replies.
import type { WatchName } from '../../machines/actors.ts';
import type { MoveSighting } from '../../machines/types.ts';
import {
  alpha,
  attached,
  beta,
  DESTINATION_ID,
  details,
  done,
  fault,
  pool,
  record,
  type Step,
  seen,
  seenSwap,
  server,
  swapped,
  VOLUME_ID,
  volume,
} from './walk.ts';

export const NODE = 'node2@alpha#alpha';

export const toNode = { destinationNode: NODE };
export const toType = { destinationType: 'beta' };
export const byMigrate = { migrationType: 'migrate', destinationNode: NODE };
export const byRetypeType = { migrationType: 'retype', destinationType: 'beta' };
export const bySwap = { migrationType: 'swap', destinationType: 'beta' };
export const byAttachment = { ...bySwap, swapMethod: 'attachment' as const };
export const byRetype = { ...bySwap, swapMethod: 'retype' as const };

/** Nobody holds the volume, according to Cinder's records and Nova too. */
export const unused: readonly Step[] = [done('listAttachments', []), done('listHolders', [])];
export const toRead: readonly Step[] = [done('getVolume', volume()), ...unused, done('listSnapshots', [])];
export const toRequestMigration: readonly Step[] = [
  ...toRead,
  done('getPools', [pool(NODE, 'alpha')]),
  done('getVolumeType', alpha),
];
export const toWatchMigration: readonly Step[] = [...toRequestMigration, done('requestMigration')];
/** What is read of the new type, and a pool that accepts it. */
export const BETA_POOL = pool('node1@beta#beta', 'beta');
const readType = done('getVolumeType', beta);
const readDetails = done('getTypeDetails', details());
export const readPools = done('listPools', [BETA_POOL]);
export const toRetypeQuotas: readonly Step[] = [...toRead, readType, readDetails, readPools];
/** The owner's quota does not limit the type. */
export const readQuotas = done('getQuotas', []);
export const toRequestRetype: readonly Step[] = [...toRetypeQuotas, readQuotas];
export const toWatchRetype: readonly Step[] = [...toRequestRetype, done('requestRetype')];

/** Its server holds the volume, according to Cinder's records and Nova too. */
export const used: readonly Step[] = [done('listAttachments', [record()]), done('listHolders', [server()])];
export const toServers: readonly Step[] = [done('getVolume', attached()), ...used];
export const toDestinationType: readonly Step[] = [...toServers, done('getServers', [server()])];
export const toSnapshots: readonly Step[] = [...toDestinationType, readType, readDetails];
export const toListPools: readonly Step[] = [...toSnapshots, done('listSnapshots', [])];
export const toChoose: readonly Step[] = [...toListPools, readPools];
export const toRequestRetypeInUse: readonly Step[] = [...toChoose, readQuotas];
export const toWatchRetypeInUse: readonly Step[] = [...toRequestRetypeInUse, done('requestRetype')];
export const user = { id: 'u1', name: 'volume-migrate-1' };
export const taken = done('probeSwap', { directSwap: 'taken' });
export const toCreateUser: readonly Step[] = [...toChoose, taken, done('getQuotas', [])];
export const toGrantRole: readonly Step[] = [...toCreateUser, done('createTemporaryUser', user)];
export const toCreateVolume: readonly Step[] = [...toGrantRole, done('grantRole')];
export const toWatchVolume: readonly Step[] = [
  ...toCreateVolume,
  done('createDestinationVolume', { volumeId: DESTINATION_ID }),
];
export const destination = volume({ id: DESTINATION_ID, volumeType: 'beta', volumeTypeId: 'beta-id' });
export const toCopyAttributes: readonly Step[] = [...toWatchVolume, seen(destination)];
export const toSwap: readonly Step[] = [...toCopyAttributes, done('copyAttributes')];
export const toWatchSwap: readonly Step[] = [...toSwap, done('swapVolume', { requestId: 'req-swap' })];
export const toVerifySwap: readonly Step[] = [...toWatchSwap, seenSwap(swapped())];
export const toDeleteSource: readonly Step[] = [...toVerifySwap, seenSwap(swapped())];
export const toWatchDeletion: readonly Step[] = [...toDeleteSource, done('deleteSourceVolume')];
export const toUnmark: readonly Step[] = [...toWatchDeletion, seen(null)];
export const toDeleteUser: readonly Step[] = [...toUnmark, done('unmarkDestinationVolume')];

/** Cinder completes the move of an attached volume: from here on Cinder and Nova are watched together. */
const COMPLETING = { status: 'retyping', migrationStatus: 'completing' };
export const completing = attached(COMPLETING);
export const toSettle: readonly Step[] = [...toWatchRetypeInUse, seen(completing)];
/** The same volume while Cinder migrates it to a pool: its status stays in-use. */
export const completingMigration = attached({ migrationStatus: 'completing' });
const readSnapshots: readonly Step[] = [...toServers, done('listSnapshots', [])];
export const toMovesOfServers: readonly Step[] = [...readSnapshots, done('getServers', [server()])];
export const toMovable: readonly Step[] = [...toMovesOfServers, done('listMovesOfServers', [])];
export const toRequestMigrationInUse: readonly Step[] = [
  ...toMovable,
  done('getPools', [pool(NODE, 'alpha')]),
  done('getVolumeType', alpha),
];
export const toWatchMigrationInUse: readonly Step[] = [...toRequestMigrationInUse, done('requestMigration')];
export const toSettleMigration: readonly Step[] = [...toWatchMigrationInUse, seen(completingMigration)];
/** The row that Cinder moves the volume to. */
export const target = volume({ id: DESTINATION_ID, migrationStatus: `target:${VOLUME_ID}` });
export const stuck = (changes: Partial<MoveSighting> = {}): MoveSighting => ({
  volume: completing,
  target: { ...target, status: 'in-use', attachments: attached().attachments },
  swap: 'Success',
  ...changes,
});
const error = attached({ migrationStatus: 'error' });
export const errorWhileNovaCopies: MoveSighting = { volume: error, target, swap: 'running' };
export const gaveUp: MoveSighting = { volume: error, target: null, swap: 'Error' };
/** Nothing has changed for some seconds. */
export const quiet: Step = { type: 'watch.stalled', forMs: 15_000 };

/** A refusal, and what it does if nothing must be rolled back. */
export const refused = { failure: 'BadRequest', status: 'FAILED' };
export const lost = fault({ uncertain: true });
export const cancelled = { status: 'CANCELLED' };

/** A wait for a copy of a volume of 1 GiB: 31 minutes, and four times that; and for what takes a moment. */
export const COPY_LIMITS = { stallAfterMs: 1_860_000, deadlineMs: 7_440_000 };
export const SETTLE_LIMITS = { stallAfterMs: 60_000, deadlineMs: 60_000 };

export const stalled: Step = { type: 'watch.stalled', forMs: 1_860_000 };
export const late: Step = { type: 'watch.deadline', afterMs: 7_440_000, lastFault: null };
export const noWatch: Step = { type: 'watch.failed', fault: fault({ code: 'Unauthorized' }) };
/** The reading after a failure: whether it has changed the volume nevertheless. */
export const COMPARED = 'comparing.gettingVolume';
export const compare = (one = volume()): Step => done('getVolume', one);

export const broken = (watch: WatchName): Step => ({
  type: `xstate.error.actor.${watch}`,
  error: fault(),
});

export const NEW_VOLUME = `a swap by attachment gives the volume a new ID, and its user_id will be that of the temporary user, which is deleted afterwards. Backups stay with ${VOLUME_ID}. To keep all of this, use swap_method retype`;
export const moving = [`migration ${VOLUME_ID}`];
export const CINDER_CONTINUES =
  'the run was cancelled too late: Cinder had already accepted the move, and cannot stop it';
