// The old attachment actions: os-attach, os-detach and related ones change Cinder's rows without Nova.
import { beginDetaching, deleteAttachment, rollDetaching } from '../compute/swap.ts';
import { pythonRepr } from '../format.ts';
import type { Volume } from '../model.ts';
import { badRequest, conflict, invalidVolume } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';
import { attachmentsOf, save } from '../simulation.ts';
import { type Fields, invalidField, requireFields, requireMode, requireUuid } from '../validate.ts';
import { requireNotUsedByNova } from './attachments.ts';
import { findVolume } from './volumes.ts';

const TRACE = '\nTraceback (most recent call last):\n';

/**
 * os-attach, also for the owner: the volume is in-use on a server, or on a host, that Nova does not know
 * about. It sets the admin metadata `readonly` and `attached_mode`; cinder/volume/manager.py attach_volume.
 */
export function attachAction(call: AuthorizedCall): undefined {
  const { sim } = call;
  const { serverId, hostName, device, mode } = readAttach(call.body);
  const volume = findVolume(call);
  if (volume.adminMetadata['readonly'] === 'True' && mode === 'rw')
    throw badRequest(`Invalid attaching mode 'rw' for volume ${volume.id}.`);
  const rows = attachmentsOf(sim, volume.id);
  const readonly = volume.adminMetadata['readonly'] ?? 'False';
  if (rows.some((row) => row.serverId === serverId && row.status === 'attached')) {
    save(sim, volume, { adminMetadata: { ...volume.adminMetadata, readonly } });
    return;
  }
  if (rows.length > 0)
    throw invalidVolume(`volume is already attached and multiple attachments are not enabled${TRACE}`);
  const id = sim.newId();
  sim.state.attachments.set(id, {
    ...{ id, volumeId: volume.id, serverId, hostName, device, status: 'attached', mode },
    ...{ attachedAt: sim.now(), connection: 'none' },
  });
  const adminMetadata = { ...volume.adminMetadata, readonly, attached_mode: mode };
  save(sim, volume, { status: 'in-use', attached: true, adminMetadata });
}

function readAttach(body: unknown) {
  const known = ['instance_uuid', 'host_name', 'mountpoint', 'mode'];
  const fields = requireFields(body, 'os-attach', known);
  const { instance_uuid: server, host_name: host, mountpoint } = fields;
  if (server === undefined && host === undefined)
    throw invalidField(
      'os-attach',
      fields,
      `${pythonRepr(fields)} is not valid under any of the given schemas`,
    );
  if (mountpoint === undefined)
    throw invalidField('os-attach', fields, "'mountpoint' is a required property");
  const serverId = server === undefined ? null : requireUuid(fields, 'instance_uuid');
  const mode = requireMode(fields) ?? 'rw';
  const hostName = host === undefined ? null : String(host);
  return { serverId, hostName, device: String(mountpoint), mode };
}

/**
 * os-detach, also for the owner: deletes Cinder's row, unless Nova uses it. A volume without one becomes
 * available; cinder/volume/manager.py detach_volume.
 */
export function detachAction(call: AuthorizedCall): undefined {
  const { sim } = call;
  const fields: Fields = requireFields(call.body, 'os-detach', ['attachment_id']);
  const volume = findVolume(call);
  const wanted = fields['attachment_id'] ?? undefined;
  const rows = attachmentsOf(sim, volume.id);
  const row = wanted === undefined ? rows[0] : rows.find(({ id }) => id === wanted);
  if (wanted !== undefined && !row)
    throw conflict('ConflictNovaUsingAttachment: Detach volume from instance  using the Compute API');
  if (!row) {
    save(sim, volume, { status: 'available', attached: false });
    return;
  }
  requireNotUsedByNova(sim, row);
  deleteAttachment(sim, volume, row.id);
  const { attached_mode: _, ...adminMetadata } = volume.adminMetadata;
  save(sim, volume, { adminMetadata });
}

/** os-begin_detaching: in-use becomes detaching. */
export function beginDetachingAction(call: AuthorizedCall): undefined {
  const volume: Volume = findVolume(call);
  beginDetaching(call.sim, volume, null);
}

/** os-roll_detaching: detaching becomes in-use again, even if nothing is attached. */
export function rollDetachingAction(call: AuthorizedCall): undefined {
  rollDetaching(call.sim, findVolume(call));
}
