// The chart's calls, implemented with Keystone, Cinder and Nova.
import type { Ports } from '../machines/ports.ts';
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
import { type ListVolumeServices, servicesForChecks } from './cinder/volumeServices.ts';
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
import { createTemporaryUsers, type TemporaryUserOptions, type TemporaryUsers } from './temporaryUsers.ts';

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
  /**
   * How the volume services are listed. Checks that are made together may share it.
   * @default one request for the checks of a decision
   */
  readonly listServices?: ListVolumeServices;
}

/** The chart's calls on a real cloud. Each rejects with a Fault: plain data, without secrets. */
export const createPorts = (cloud: Cloud, options: PortOptions = {}): Ports => createRunPorts(cloud, options);

/** The same ports, for a run that may be resumed. */
export function createRunPorts(cloud: Cloud, options: RunPortOptions = {}): Ports {
  const call = createRunCall(cloud, options);
  const names = Object.keys(CALLS) as PortName[];
  const ports = names.map((name) => [name, (input: never, signal: AbortSignal) => call(name, input, signal)]);
  return Object.fromEntries(ports) as unknown as Ports;
}

type PortName = keyof Ports;

/** Makes a call of the chart, by its name. */
export type RunCall = (name: PortName, input: unknown, signal: AbortSignal) => Promise<unknown>;

/** The same ports as one function, which takes less memory: many runs may wait in one process. */
export function createRunCall(cloud: Cloud, options: RunPortOptions = {}): RunCall {
  const run = stateOf(cloud, options);
  return async (name, input, signal) => {
    try {
      return await CALLS[name](run, input as never, signal);
    } catch (error) {
      // Errors of any kind leave as plain data.
      throw toFault(error);
    }
  };
}

/** What the calls of one run share. */
interface CallingRun {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly destinationGuard: OwnershipGuard;
  readonly listServices: ListVolumeServices;
  readonly users: () => TemporaryUsers;
  /** For the first call of that name: whether an earlier process recorded one without a result. */
  readonly left: (name: PortName) => { readonly clock: Clock; readonly unanswered: boolean };
  swap: RunPortOptions['swap'];
}

function stateOf(
  cloud: Cloud,
  {
    temporaryUser = {},
    clock = systemClock,
    destinationGuard = createOwnershipGuard(),
    listServices = servicesForChecks(cloud, clock),
    ...earlier
  }: RunPortOptions,
): CallingRun {
  let { unanswered = [] } = earlier;
  let users: TemporaryUsers | null = null;
  return {
    ...{ cloud, clock, destinationGuard, listServices, swap: earlier.swap },
    users: () => {
      users ??= createTemporaryUsers(cloud, temporaryUser, clock);
      return users;
    },
    left: (name) => {
      const isLeft = unanswered.includes(name);
      unanswered = unanswered.filter((one) => one !== name);
      return { clock, unanswered: isLeft };
    },
  };
}

const CALLS: {
  readonly [Name in PortName]: (
    run: CallingRun,
    input: Parameters<Ports[Name]>[0],
    signal: AbortSignal,
  ) => ReturnType<Ports[Name]>;
} = {
  getVolume: ({ cloud, listServices }, { volumeId, withoutService = false }, signal) =>
    getVolume(cloud, volumeId, signal, withoutService ? null : listServices),
  listAttachments: ({ cloud }, { volumeId }, signal) => listAttachments(cloud, volumeId, signal),
  listHolders: ({ cloud }, input, signal) => listHolders(cloud, input, signal),
  getTypeDetails: ({ cloud }, input, signal) => getTypeDetails(cloud, input, signal),
  getQuotas: ({ cloud }, input, signal) => getQuotas(cloud, input, signal),
  listSnapshots: ({ cloud }, { volumeId }, signal) => listSnapshots(cloud, volumeId, signal),
  getPools: ({ cloud, listServices }, { destinationNode }, signal) =>
    getPools(cloud, destinationNode, signal, listServices),
  getVolumeType: ({ cloud }, { nameOrId }, signal) => getVolumeType(cloud, nameOrId, signal),
  listPools: ({ cloud, listServices }, _input, signal) => listPoolsWithZones(cloud, signal, listServices),
  requestMigration: ({ cloud, left }, input, signal) =>
    requestMigration(cloud, input, left('requestMigration'), signal),
  requestRetype: ({ cloud, left }, input, signal) =>
    requestRetype(cloud, input, left('requestRetype'), signal),
  listOrphans: ({ cloud, clock }, input, signal) => listOrphans(cloud, input, clock, signal),
  listMovesOfServers: ({ cloud }, input, signal) => listMovesOfServers(cloud, input, signal),
  getServers: ({ cloud }, { serverIds }, signal) => getServers(cloud, serverIds, signal),
  probeSwap: ({ cloud }, input, signal) => probeSwap(cloud, input, signal),
  createTemporaryUser: ({ users, left }, input, signal) =>
    users().create(input, left('createTemporaryUser'), signal),
  grantRole: async ({ cloud, clock, users }, input, signal) =>
    await grantRole(cloud, { ...input, roleId: await users().roleId(signal) }, clock, signal),
  createDestinationVolume: ({ cloud, clock, users, destinationGuard }, input, signal) =>
    createDestinationVolume(cloud, users(), { ...input, destinationGuard }, clock, signal),
  listMessages: ({ cloud }, { volumeId }, signal) => listMessages(cloud, volumeId, signal),
  copyAttributes: ({ cloud, clock, destinationGuard }, input, signal) =>
    copyAttributes(cloud, { ...input, destinationGuard }, clock, signal),
  swapVolume: async (run, input, signal) => {
    const { cloud, left, destinationGuard } = run;
    const asked = await swapVolume(cloud, input, { ...left('swapVolume'), destinationGuard }, signal);
    if (run.swap !== undefined) run.swap = { serverId: input.serverId, ...asked };
    return asked;
  },
  deleteSourceVolume: ({ cloud, clock, swap }, input, signal) =>
    deleteSwappedSource(cloud, input, swap, clock, signal),
  deleteDestinationVolume: ({ cloud, clock, destinationGuard }, input, signal) =>
    deleteDestinationVolume(cloud, { ...input, destinationGuard }, clock, signal),
  unmarkDestinationVolume: ({ cloud, clock }, input, signal) =>
    unmarkDestinationVolume(cloud, input, clock, signal),
  deleteTemporaryUser: ({ users }, { userId }, signal) => users().remove(userId, signal),
};
