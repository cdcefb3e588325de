// Words for each call and watch of the volume migration: whom it asks, for what, and what the result says.
import type { PortName, WatchName } from '../../../machines/actors.ts';
import type { Ports } from '../../../machines/ports.ts';
import { count, list, short } from './units.ts';
import { serverInWords, volumeInWords } from './volumes.ts';

export type Asked = 'Keystone' | 'Cinder' | 'Nova';
type Output<P extends PortName> = Awaited<ReturnType<Ports[P]>>;

export interface CallWords {
  readonly service: Asked;
  /** Follows "Ask Cinder …". */
  readonly asks: string;
  readonly changes: boolean;
}

interface PortWords<P extends PortName> extends CallWords {
  readonly says: (output: Output<P>) => string;
}

const accepted = (): string => 'accepted';

const PORTS: { readonly [P in PortName]: PortWords<P> } = {
  getVolume: { service: 'Cinder', asks: 'for the volume', changes: false, says: volumeInWords },
  listAttachments: {
    service: 'Cinder',
    asks: 'for every attachment record of the volume',
    changes: false,
    says: (records) =>
      records.length === 0
        ? 'no attachment record'
        : list(records.map(({ id, status }) => `attachment ${short(id)} is ${status}`)),
  },
  listHolders: {
    service: 'Nova',
    asks: 'which servers use the volume',
    changes: false,
    says: (servers) => list(servers.map(serverInWords)) || 'no server uses it',
  },
  listMovesOfServers: {
    service: 'Cinder',
    asks: 'for other volumes of the server that are being moved',
    changes: false,
    says: (ids) =>
      ids.length === 0 ? 'no other volume is being moved' : `being moved: ${list(ids.map(short))}`,
  },
  getTypeDetails: {
    service: 'Cinder',
    asks: 'for access, encryption and QoS of the destination type',
    changes: false,
    says: ({ hasAccess, encryptionProvider, frontEndQos }) =>
      [
        hasAccess ? 'the project may use it' : 'the project may not use it',
        encryptionProvider === null ? 'not encrypted' : `encrypted (${encryptionProvider})`,
        frontEndQos.own === frontEndQos.destination ? 'the same QoS' : 'a different QoS',
      ].join(', '),
  },
  getQuotas: {
    service: 'Cinder',
    asks: 'for the project’s quotas',
    changes: false,
    says: (quotas) =>
      list(
        quotas.map(
          ({ name, limit, inUse, reserved }) =>
            `${name} ${inUse} of ${limit ?? 'any number'}${reserved === 0 ? '' : `, ${reserved} reserved`}`,
        ),
      ) || 'none',
  },
  listSnapshots: {
    service: 'Cinder',
    asks: 'for the volume’s snapshots',
    changes: false,
    says: (ids) =>
      ids.length === 0 ? 'no snapshots' : `${count(ids.length, 'snapshot')}: ${list(ids.map(short))}`,
  },
  getPools: {
    service: 'Cinder',
    asks: 'for the destination pool',
    changes: false,
    says: (pools) => list(pools.map(({ name }) => name)) || 'no pool',
  },
  getVolumeType: {
    service: 'Cinder',
    asks: 'for the volume type',
    changes: false,
    says: ({ name, extraSpecs }) =>
      [`type ${name}`, ...Object.entries(extraSpecs).map(([key, value]) => `${key}=${value}`)].join(', '),
  },
  listPools: {
    service: 'Cinder',
    asks: 'what its pools report',
    changes: false,
    says: (pools) => `${count(pools.length, 'pool')}: ${pools.map(({ name }) => name).join(', ')}`,
  },
  listOrphans: {
    service: 'Cinder',
    asks: 'for what the failed move left behind',
    changes: false,
    says: (found) =>
      found.length === 0 ? 'nothing was left behind' : list(found.map(({ id }) => `volume ${short(id)}`)),
  },
  getServers: {
    service: 'Nova',
    asks: 'for the server',
    changes: false,
    says: (servers) => list(servers.map(serverInWords)) || 'no such server',
  },
  probeSwap: {
    service: 'Nova',
    asks: 'whether it accepts direct swaps (this changes nothing)',
    changes: false,
    says: (answer) =>
      answer.directSwap === 'taken'
        ? 'it accepts them'
        : `it rejects them (${answer.status}): ${answer.message}`,
  },
  requestMigration: { service: 'Cinder', asks: 'to migrate the volume', changes: true, says: accepted },
  requestRetype: { service: 'Cinder', asks: 'to retype the volume', changes: true, says: accepted },
  createTemporaryUser: {
    service: 'Keystone',
    asks: 'to create a temporary user',
    changes: true,
    says: ({ name }) => `created user ${name}`,
  },
  grantRole: {
    service: 'Keystone',
    asks: 'to give the user the least privileged role in the project',
    changes: true,
    says: () => 'given',
  },
  createDestinationVolume: {
    service: 'Cinder',
    asks: 'to create the destination volume',
    changes: true,
    says: ({ volumeId }) => `volume ${short(volumeId)} is being created`,
  },
  listMessages: {
    service: 'Cinder',
    asks: 'why the volume could not be created',
    changes: false,
    says: (messages) => messages.join('; ') || 'it gives no reason',
  },
  copyAttributes: {
    service: 'Cinder',
    asks: 'to copy the bootable flag, the image metadata and the read-only flag',
    changes: true,
    says: () => 'copied',
  },
  swapVolume: {
    service: 'Nova',
    asks: 'to swap the volumes',
    changes: true,
    says: ({ requestId }) => `accepted as ${requestId}`,
  },
  deleteSourceVolume: {
    service: 'Cinder',
    asks: 'to delete the source volume',
    changes: true,
    says: accepted,
  },
  deleteDestinationVolume: {
    service: 'Cinder',
    asks: 'to delete the unused destination volume',
    changes: true,
    says: () => 'deleted',
  },
  unmarkDestinationVolume: {
    service: 'Cinder',
    asks: 'to remove this run’s mark from the volume',
    changes: true,
    says: () => 'removed',
  },
  deleteTemporaryUser: {
    service: 'Keystone',
    asks: 'to delete the temporary user',
    changes: true,
    says: () => 'deleted',
  },
};

const WATCHES: { readonly [O in WatchName]: CallWords } = {
  watchVolume: { service: 'Cinder', asks: 'for the volume, repeatedly', changes: false },
  watchMove: {
    service: 'Nova',
    asks: 'and Cinder how the migration ends, repeatedly',
    changes: false,
  },
  watchSwap: {
    service: 'Nova',
    asks: 'and Cinder about the progress of the swap, repeatedly',
    changes: false,
  },
  watchSourceCopies: {
    service: 'Cinder',
    asks: 'for the copy on the old backend, repeatedly',
    changes: false,
  },
};

/** By the names of the calls and the watches. */
export const CALLS: Readonly<Record<string, CallWords & { readonly says?: unknown }>> = {
  ...PORTS,
  ...WATCHES,
};
