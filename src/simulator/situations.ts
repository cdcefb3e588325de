// Handles that put a cloud at once into unusual situations that were observed on real ones.
import type { Attachment, Server, Volume } from './model.ts';
import type { World } from './populate.ts';
import { blankVolume } from './rows.ts';
import {
  attachmentsOf,
  backendByHost,
  clusterOf,
  diskName,
  diskOf,
  dropAttachments,
  requireRow,
  type Simulation,
} from './simulation.ts';
import { quotaUsage } from './volume/quotas.ts';

/** Handles for unusual situations. Volumes, servers, projects and types are given by name or ID. */
export interface Situations {
  /**
   * Adds a `reserved` attachment of the server beside the existing ones, as a failed live migration leaves
   * it. The volume keeps its status and shows only its attached rows.
   * @param server By default the one that holds the volume.
   * @returns the attachment ID
   */
  addReservedAttachment(volume: string, server?: string): string;
  /**
   * The volume is `available` and detached in Cinder, its attachments are gone, and Nova still has it
   * attached: what `os-reset_status` with `attach_status: detached` leaves.
   */
  detachInCinderOnly(volume: string): void;
  /**
   * The volume is `in-use` on the server in Cinder, and Nova does not know: what `os-attach` leaves.
   * @returns the attachment ID
   */
  attachInCinderOnly(volume: string, server: string, mode?: 'rw' | 'ro'): string;
  /** Makes a type private, usable by these projects only (and by admins). */
  makeTypePrivate(type: string, projects?: string[]): void;
  /**
   * Leaves what a failed retype by an admin of another project leaves: `volumes_TYPE` and `gigabytes_TYPE` of
   * the owner's project reserved, for the lifetime of the simulated cloud (24 hours on a real one).
   */
  leaveReservation(project: string, type: string, sizeGib?: number): void;
  /**
   * The end of a move in use whose last step failed: the volume stays `in-use`, `completing`, without
   * attachments; the `target:` row on the pool has the server's attachment and the current bytes; Nova names
   * the volume and an attachment that is gone.
   * @returns the ID of the `target:` row
   */
  stickInCompleting(volume: string, pool: string): string;
}

export function createSituations(sim: Simulation, world: World): Situations {
  const { state } = sim;
  const volumeOf = (name: string) => requireRow(state.volumes, world.volumes[name] ?? name);
  const serverOf = (name: string) => requireRow(state.servers, world.servers[name] ?? name);
  const typeOf = (name: string) => requireRow(state.volumeTypes, world.types[name] ?? name);
  const projectOf = (name: string) => world.projects[name] ?? name;
  return {
    addReservedAttachment(name, serverName) {
      const volume = volumeOf(name);
      const server = serverName === undefined ? holderOf(sim, volume) : serverOf(serverName);
      return addRow(sim, volume, server.id, { status: 'reserved', mode: null, attachedAt: null });
    },
    detachInCinderOnly(name) {
      const volume = volumeOf(name);
      dropAttachments(sim, volume.id);
      Object.assign(volume, { status: 'available', attached: false });
    },
    attachInCinderOnly(name, serverName, mode = 'rw') {
      const [volume, server] = [volumeOf(name), serverOf(serverName)];
      const adminMetadata = { readonly: 'False', ...volume.adminMetadata, attached_mode: mode };
      Object.assign(volume, { status: 'in-use', attached: true, adminMetadata });
      return addRow(sim, volume, server.id, {
        ...{ status: 'attached', mode, connection: 'none', device: '/dev/vdz', attachedAt: sim.now() },
      });
    },
    makeTypePrivate(name, projects = []) {
      Object.assign(typeOf(name), { isPublic: false, access: new Set(projects.map(projectOf)) });
    },
    leaveReservation(project, typeName, sizeGib = 1) {
      const { name } = typeOf(typeName);
      quotaUsage(sim, projectOf(project), `volumes_${name}`).reserved += 1;
      quotaUsage(sim, projectOf(project), `gigabytes_${name}`).reserved += sizeGib;
    },
    stickInCompleting: (name, pool) => stickInCompleting(sim, volumeOf(name), pool),
  };
}

function holderOf(sim: Simulation, volume: Volume): Server {
  const row = attachmentsOf(sim, volume.id).find(({ serverId }) => serverId !== null);
  if (!row?.serverId) throw new Error(`volume ${volume.id} is attached to no server: pass a server`);
  return requireRow(sim.state.servers, row.serverId);
}

function addRow(sim: Simulation, volume: Volume, serverId: string, more: Partial<Attachment>): string {
  const row: Attachment = {
    ...{ id: sim.newId(), volumeId: volume.id, serverId, hostName: null, device: null },
    ...{ status: 'reserved', mode: null, attachedAt: null },
    ...more,
  };
  sim.state.attachments.set(row.id, row);
  return row.id;
}

function stickInCompleting(sim: Simulation, volume: Volume, pool: string): string {
  const backend = backendByHost(sim, pool);
  const disk = diskOf(sim, volume);
  if (!backend || !disk)
    throw new Error(`volume ${volume.id} or pool ${pool} has no backend in the simulated cloud`);
  const { id, order } = blankVolume(sim, sim.newId(), sim.now());
  const target: Volume = {
    ...{ ...volume, id, order, host: pool, clusterName: clusterOf(sim, pool) },
    ...{ availabilityZone: backend.zone },
    ...{ status: 'in-use', migrationStatus: `target:${volume.id}`, attached: true, consumesQuota: false },
    ...{ nameId: null, snapshotId: null, sourceVolumeId: null, metadata: { ...volume.metadata } },
    ...{ adminMetadata: { ...volume.adminMetadata }, imageMetadata: { ...volume.imageMetadata } },
  };
  sim.state.volumes.set(id, target);
  backend.disks.set(diskName(target), { ...disk, pool });
  for (const row of attachmentsOf(sim, volume.id)) {
    sim.state.attachments.delete(row.id);
    const moved = { ...row, id: sim.newId(), volumeId: id };
    sim.state.attachments.set(moved.id, moved);
  }
  Object.assign(volume, { status: 'in-use', migrationStatus: 'completing', attached: false });
  return id;
}
