// The production machine's alphabet: what each of its actors may report in each state.
import type { SnapshotFrom } from 'xstate';
import type { PortName, WatchName } from '../../../machines/actors.ts';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import type { Alphabet } from '../alphabet.ts';
import { statePathOf } from '../graph.ts';
import * as finishing from './finishing.ts';
import { watchMove } from './moveEnds.ts';
import * as moves from './moves.ts';
import * as reads from './reads.ts';
import { cancels, type RepliesOf, type SteeredReply } from './reply.ts';
import * as swaps from './swaps.ts';
import { getVolume } from './volumeReads.ts';

const watchVolume: RepliesOf = ({ state, context }) => {
  if (state.endsWith('watchingMigration')) return moves.migrationSightings(context);
  if (state.endsWith('watchingRetype')) return moves.retypeSightings(context);
  if (state.endsWith('watchingAttachment')) return moves.attachmentSightings(context);
  if (state.endsWith('watchingDestinationVolume')) return swaps.destinationSightings();
  return finishing.deletionSightings();
};

const REPLIES: Readonly<Record<PortName | WatchName, RepliesOf>> = {
  getVolume,
  listAttachments: reads.listAttachments,
  listHolders: reads.listHolders,
  getTypeDetails: reads.getTypeDetails,
  getQuotas: reads.getQuotas,
  listSnapshots: reads.listSnapshots,
  getPools: reads.getPools,
  getVolumeType: reads.getVolumeType,
  listPools: reads.listPools,
  getServers: reads.getServers,
  listMovesOfServers: reads.listMovesOfServers,
  probeSwap: reads.probeSwap,
  requestMigration: moves.requestMigration,
  requestRetype: moves.requestRetype,
  listOrphans: moves.listOrphans,
  createTemporaryUser: swaps.createTemporaryUser,
  grantRole: swaps.grantRole,
  createDestinationVolume: swaps.createDestinationVolume,
  listMessages: swaps.listMessages,
  copyAttributes: swaps.copyAttributes,
  swapVolume: swaps.swapVolume,
  deleteSourceVolume: finishing.deleteSourceVolume,
  deleteDestinationVolume: finishing.deleteDestinationVolume,
  unmarkDestinationVolume: finishing.unmarkDestinationVolume,
  deleteTemporaryUser: finishing.deleteTemporaryUser,
  watchVolume,
  watchMove,
  watchSwap: swaps.watchSwap,
  watchSourceCopies: moves.watchSourceCopies,
};

/** The results and failures of every call, the readings and ends of every watch, and the user's cancel. */
export const volumeMigrateAlphabet: Alphabet<SteeredReply, SnapshotFrom<VolumeMigrateMachine>> = (
  snapshot,
) => {
  const situation = { state: statePathOf(snapshot), context: snapshot.context };
  const actors = Object.keys(snapshot.children) as (PortName | WatchName)[];
  return [...actors.flatMap((actor) => REPLIES[actor](situation)), cancels];
};
