// The chart's calls, implemented with Keystone, Cinder and Nova.
import type { PortCall, Ports } from '../machines/ports.ts';
import { listAttachments } from './cinder/attachments.ts';
import { deleteDestinationVolume } from './cinder/deletion.ts';
import { createOwnershipGuard, type OwnershipGuard } from './cinder/destinationGuard.ts';
import { createDestinationVolume, unmarkDestinationVolume } from './cinder/destinationVolume.ts';
import { listMessages } from './cinder/messages.ts';
import { listMovesOfServers } from './cinder/movesOfServers.ts';
import { listOrphans } from './cinder/orphans.ts';
import { getPools, listPoolsWithZones } from './cinder/pools.ts';
import { getQuotas } from './cinder/quotas.ts';
import { listSnapshots } from './cinder/snapshots.ts';
import { getTypeDetails } from './cinder/typeDetails.ts';
import { getVolumeType } from './cinder/types.ts';
import { copyAttributes, requestMigration, requestRetype } from './cinder/volumeActions.ts';
import { getVolume } from './cinder/volumes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { deleteSwappedSource } from './deleteSwappedSource.ts';
import { toFault } from './faults.ts';
import { grantRole } from './keystone/roles.ts';
import { probeSwap, swapVolume } from './nova/attachments.ts';
import { listHolders } from './nova/holders.ts';
import type { SwapRequest } from './nova/instanceActions.ts';
import { getServers } from './nova/servers.ts';
import { createTemporaryUsers, type TemporaryUserOptions } from './temporaryUsers.ts';

/** Options of `createPorts`. */
export interface PortOptions {
  readonly temporaryUser?: TemporaryUserOptions;
  readonly clock?: Clock;
}

/** Options for the ports of a run that may be resumed: what earlier processes did, and its destination volume. */
export interface RunPortOptions extends PortOptions {
  /**
   * Changing calls that an earlier process recorded without a result: before the first call of each, the
   * cloud is checked for its effect. Matters for requestMigration, requestRetype, createTemporaryUser and
   * swapVolume; the others find existing resources by themselves.
   */
  readonly unanswered?: readonly (keyof Ports)[];
  /**
   * What is known about the run's destination volume, shared with its watches. If somebody else may have
   * changed it, it is neither filled nor deleted: there may be data on it.
   */
  readonly destinationGuard?: OwnershipGuard;
  /**
   * For a resumed run: the swap that an earlier process requested, or null. Its source is deleted only if it
   * was not changed since the swap ended.
   */
  readonly swap?: SwapRequest | null;
}

/** The chart's calls on a real cloud. Each rejects with a Fault: plain data, without secrets. */
export const createPorts = (cloud: Cloud, options: PortOptions = {}): Ports => createRunPorts(cloud, options);

/** The same ports, for a run that may be resumed. */
export function createRunPorts(cloud: Cloud, options: RunPortOptions = {}): Ports {
  const { temporaryUser = {}, clock = systemClock, destinationGuard = createOwnershipGuard() } = options;
  const users = createTemporaryUsers(cloud, temporaryUser, clock);
  const unanswered = new Set(options.unanswered);
  let { swap } = options;
  const left = (name: keyof Ports) => ({ clock, unanswered: unanswered.delete(name) });
  return {
    getVolume: port((input, signal) => getVolume(cloud, input.volumeId, signal)),
    listAttachments: port((input, signal) => listAttachments(cloud, input.volumeId, signal)),
    listHolders: port((input, signal) => listHolders(cloud, input, signal)),
    getTypeDetails: port((input, signal) => getTypeDetails(cloud, input, signal)),
    getQuotas: port((input, signal) => getQuotas(cloud, input, signal)),
    listSnapshots: port((input, signal) => listSnapshots(cloud, input.volumeId, signal)),
    getPools: port((input, signal) => getPools(cloud, input.destinationNode, signal)),
    getVolumeType: port((input, signal) => getVolumeType(cloud, input.nameOrId, signal)),
    listPools: port((_input, signal) => listPoolsWithZones(cloud, signal)),
    requestMigration: port((input, signal) =>
      requestMigration(cloud, input, left('requestMigration'), signal),
    ),
    requestRetype: port((input, signal) => requestRetype(cloud, input, left('requestRetype'), signal)),
    listOrphans: port((input, signal) => listOrphans(cloud, input, clock, signal)),
    listMovesOfServers: port((input, signal) => listMovesOfServers(cloud, input, signal)),
    getServers: port((input, signal) => getServers(cloud, input.serverIds, signal)),
    probeSwap: port((input, signal) => probeSwap(cloud, input, signal)),
    createTemporaryUser: port((input, signal) => users.create(input, left('createTemporaryUser'), signal)),
    grantRole: port(async (input, signal) =>
      grantRole(cloud, { ...input, roleId: await users.roleId(signal) }, clock, signal),
    ),
    createDestinationVolume: port((input, signal) =>
      createDestinationVolume(cloud, users, { ...input, destinationGuard }, clock, signal),
    ),
    listMessages: port((input, signal) => listMessages(cloud, input.volumeId, signal)),
    copyAttributes: port((input, signal) =>
      copyAttributes(cloud, { ...input, destinationGuard }, clock, signal),
    ),
    swapVolume: port(async (input, signal) => {
      const asked = await swapVolume(cloud, input, { ...left('swapVolume'), destinationGuard }, signal);
      if (swap !== undefined) swap = { serverId: input.serverId, ...asked };
      return asked;
    }),
    deleteSourceVolume: port((input, signal) => deleteSwappedSource(cloud, input, swap, clock, signal)),
    deleteDestinationVolume: port((input, signal) =>
      deleteDestinationVolume(cloud, { ...input, destinationGuard }, clock, signal),
    ),
    unmarkDestinationVolume: port((input, signal) => unmarkDestinationVolume(cloud, input, clock, signal)),
    deleteTemporaryUser: port((input, signal) => users.remove(input.userId, signal)),
  };
}

// Errors of any kind leave as plain data.
function port<Input, Output>(call: PortCall<Input, Output>): PortCall<Input, Output> {
  return async (input, signal) => {
    try {
      return await call(input, signal);
    } catch (error) {
      throw toFault(error);
    }
  };
}
