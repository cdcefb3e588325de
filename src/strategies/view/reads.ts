// The reads of the chart, answered from a view.
import type { PortInput, PortName, PortOutput } from '../../../machines/actors.ts';
import { PORTS } from '../../../machines/actors.ts';
import { destinationServiceReasons, servicesOf } from '../../../machines/serviceReasons.ts';
import type { Fault, Volume, VolumeTypeDetails } from '../../../machines/types.ts';
import { isMoving } from '../../../machines/volumeRules.ts';
import type { IndexedView } from './indexed.ts';

type ReadName = { [P in PortName]: (typeof PORTS)[P] extends 'reads' ? P : never }[PortName];

type Reads = { readonly [P in ReadName]: (view: IndexedView, input: PortInput<P>) => PortOutput<P> };

/** What a read resolves to, or the error that it rejects with. */
export type Answer = { readonly output: unknown } | { readonly error: Fault };

/** Answers a read of the chart. */
export function answer(view: IndexedView, port: PortName, input: unknown): Answer {
  try {
    return { output: READS[port as ReadName](view, input as never) };
  } catch (error) {
    if (error instanceof Missing) return { error: error.fault };
    throw error;
  }
}

class Missing extends Error {
  readonly fault: Fault;

  constructor(code: string, message: string, reasons: readonly string[] = []) {
    super(message);
    this.fault = {
      name: 'ServiceError',
      code,
      message,
      reasons,
      status: 404,
      requestId: null,
      uncertain: false,
    };
  }
}

const READS: Reads = {
  getVolume: (view, { volumeId }) => shown(view, volumeOf(view, volumeId)),
  listAttachments: ({ attachmentsOfVolume }, { volumeId }) => attachmentsOfVolume.get(volumeId) ?? [],
  listHolders: ({ serversOfVolume }, { volumeId }) =>
    (serversOfVolume.get(volumeId) ?? []).map((server) => ({ ...server, volumeIds: [volumeId] })),
  listSnapshots: ({ snapshotsOfVolume }, { volumeId }) => snapshotsOfVolume.get(volumeId) ?? [],
  getPools: ({ pools, view }, { destinationNode }) => {
    const found = [...pools.values()].filter(
      ({ name }) => name === destinationNode || name.startsWith(`${destinationNode}#`),
    );
    if (found.length > 0) return found;
    throw new Missing('PoolNotFound', `Pool ${destinationNode} not found`, [
      `known pools: ${[...pools.keys()].join(', ') || 'none'}`,
      ...destinationServiceReasons(destinationNode, view.services),
    ]);
  },
  getVolumeType: (view, { nameOrId }) => {
    const found = view.types.get(nameOrId);
    if (found !== undefined) return found;
    const names = [...new Set([...view.types.values()].map(({ name }) => name))].toSorted();
    throw new Missing('VolumeTypeNotFound', `Volume type ${nameOrId} not found`, [
      `known volume types: ${names.join(', ') || 'none'}`,
    ]);
  },
  getTypeDetails: (view, { volume, destinationType }) => detailsOf(view, volume, destinationType.id),
  getQuotas: ({ view }, { projectId, typeName }) => {
    const names = [
      'volumes',
      'gigabytes',
      'per_volume_gigabytes',
      `volumes_${typeName}`,
      `gigabytes_${typeName}`,
    ];
    return (view.quotas[projectId] ?? []).filter(({ name }) => names.includes(name));
  },
  listPools: ({ pools }) => [...pools.values()],
  listOrphans: () => [],
  listMessages: () => [],
  getServers: ({ servers }, { serverIds }) => serverIds.flatMap((id) => servers.get(id) ?? []),
  listMovesOfServers: ({ servers, volumes }, { volumeId, serverIds }) =>
    serverIds
      .flatMap((id) => servers.get(id)?.volumeIds ?? [])
      .filter((id) => id !== volumeId && isOnTheMove(volumes.get(id))),
  // A swap is planned as the retype that every Nova accepts.
  probeSwap: () => ({
    directSwap: 'refused',
    status: 409,
    message: 'not asked: a view shows no more',
    requestId: null,
  }),
};

const isOnTheMove = (volume: Volume | undefined): boolean =>
  volume !== undefined && (isMoving(volume) || volume.status === 'retyping');

function volumeOf({ volumes }: IndexedView, volumeId: string): Volume {
  const found = volumes.get(volumeId);
  if (found === undefined) throw new Missing('VolumeNotFound', `Volume ${volumeId} not found`);
  return found;
}

// What `GET /volumes/{id}` does not show, and the list does not either.
function shown({ view, types }: IndexedView, volume: Volume): Volume {
  const own = servicesOf(volume, view.services);
  const type = types.get(volume.volumeTypeId ?? volume.volumeType ?? '');
  return {
    ...volume,
    isServiceUp: own.length === 0 ? null : own.some(({ isUp }) => isUp),
    encryptionProvider: volume.encrypted
      ? (volume.encryptionProvider ?? type?.encryptionProvider ?? null)
      : null,
  };
}

function detailsOf({ types }: IndexedView, volume: Volume, typeId: string): VolumeTypeDetails {
  const type = types.get(typeId);
  const own = types.get(volume.volumeTypeId ?? volume.volumeType ?? '');
  const isInUse = volume.status === 'in-use';
  return {
    hasAccess: type?.projectIds?.includes(volume.projectId) ?? true,
    encryptionProvider: type?.encryptionProvider ?? null,
    frontEndQos: {
      own: isInUse ? (own?.frontEndQos ?? null) : null,
      destination: isInUse ? (type?.frontEndQos ?? null) : null,
    },
  };
}

/** Whether a port only reads. */
export const isRead = (port: string): boolean => PORTS[port as PortName] === 'reads';
