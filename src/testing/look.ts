// The volumes, servers and users of a simulated cloud at one moment: what invariants are checked against.
import { RUN_MARK } from '../../machines/runMark.ts';
import type { LoggedRequest, SimulatedCloud, Volume } from '../simulator/index.ts';

/** A volume of the simulated cloud at one moment. */
export interface VolumeLook {
  readonly id: string;
  readonly projectId: string;
  readonly status: string;
  readonly migrationStatus: string | null;
  readonly host: string | null;
  readonly clusterName: string | null;
  readonly typeId: string | null;
  /** Name of its type. */
  readonly type: string | null;
  /** The run that created it and has not removed its mark. */
  readonly madeBy: string | null;
  /** The fingerprint of its bytes; null if there are none, or only part of a copy. */
  readonly data: string | null;
  /** IDs of the servers that Cinder shows it attached to. */
  readonly attachedTo: readonly string[];
  /** Statuses of all its attachments, including the reserved ones, which a volume does not show. */
  readonly rows: readonly string[];
  readonly multiattach: boolean;
  readonly encrypted: boolean;
  /** The read-only flag, not a metadata key of the user's. */
  readonly readOnly: boolean;
  readonly bootable: boolean;
  /** Whether its own project may use its type: if not, the owner can neither extend nor clone it. */
  readonly ownerMayUseType: boolean;
}

/** A server of the simulated cloud at one moment. */
export interface ServerLook {
  readonly id: string;
  /** IDs of the volumes that Nova lists. */
  readonly volumeIds: readonly string[];
  /** Its swaps, by Nova's request ID: the result, null while one is running. */
  readonly swaps: Readonly<Record<string, 'Success' | 'Error' | null>>;
}

/** A copy: later changes in the cloud do not affect it. */
export interface Look {
  readonly volumes: readonly VolumeLook[];
  readonly servers: readonly ServerLook[];
  readonly users: readonly { readonly id: string; readonly name: string }[];
  readonly grants: readonly { readonly userId: string; readonly projectId: string }[];
  /** Quota that is reserved and not used, by `<project ID> <resource>`. */
  readonly reserved: Readonly<Record<string, number>>;
}

/** A request, and the state of the cloud when it arrived. */
export interface ChangeSeen {
  readonly request: LoggedRequest;
  readonly cloud: Look;
}

/** The volumes, servers, users, grants and reservations of a simulated cloud at this moment. */
export function lookAt(cloud: SimulatedCloud): Look {
  const { state } = cloud;
  return {
    volumes: [...state.volumes.values()].map((volume) => volumeLook(cloud, volume)),
    servers: [...state.servers.values()].map(({ id, devices, actions }) => ({
      id,
      volumeIds: devices.map(({ volumeId }) => volumeId),
      swaps: Object.fromEntries(
        actions
          .filter(({ action }) => action === 'swap_volume')
          .map(({ requestId, events }) => [requestId, events.at(-1)?.result ?? null]),
      ),
    })),
    users: [...state.users.values()].map(({ id, name }) => ({ id, name })),
    grants: state.assignments.map(({ userId, projectId }) => ({ userId, projectId })),
    reserved: reservedIn(cloud),
  };
}

function reservedIn({ state }: SimulatedCloud): Record<string, number> {
  const reserved: Record<string, number> = {};
  for (const [projectId, usages] of state.quotaUsages)
    for (const [resource, usage] of usages)
      if (usage.reserved > 0) reserved[`${projectId} ${resource}`] = usage.reserved;
  return reserved;
}

function volumeLook(cloud: SimulatedCloud, volume: Volume): VolumeLook {
  const { id, projectId, status, migrationStatus, host, clusterName, typeId, metadata } = volume;
  const { multiattach, encrypted, bootable, adminMetadata } = volume;
  const { volumeTypes, attachments } = cloud.state;
  const rows = [...attachments.values()].filter(({ volumeId }) => volumeId === id);
  const type = volumeTypes.get(typeId ?? '');
  const attachedTo = rows.flatMap(({ status: now, serverId }) =>
    now === 'attached' ? (serverId ?? []) : [],
  );
  return {
    ...{ id, projectId, status, migrationStatus, host, clusterName, typeId },
    type: type?.name ?? null,
    madeBy: metadata[RUN_MARK] ?? null,
    data: cloud.data(id),
    attachedTo,
    rows: rows.map((row) => row.status),
    ...{ multiattach, encrypted, bootable, readOnly: adminMetadata['readonly'] === 'True' },
    ownerMayUseType: type === undefined || type.isPublic || type.access.has(projectId),
  };
}

/**
 * Records each changing request as it arrives: `createSimulatedCloud({ onRequest })`, then `watch(cloud)`.
 * A request's `globalRequestId` shows which run it belongs to: `req-<run ID>`.
 */
export function createChangeWatch() {
  const changes: ChangeSeen[] = [];
  let cloud: SimulatedCloud | null = null;
  return {
    changes,
    watch: (watched: SimulatedCloud): void => {
      cloud = watched;
    },
    onRequest: (request: LoggedRequest): void => {
      if (request.method === 'GET' || cloud === null) return;
      changes.push({ request, cloud: lookAt(cloud) });
    },
  };
}
