// Cinder's attachments: list, show, create, delete.
import { deleteAttachment, reserve, reserveRefusal } from '../compute/swap.ts';
import type { Attachment } from '../model.ts';
import { paginate } from '../pages.ts';
import {
  badRequest,
  conflict,
  invalidInput,
  invalidVolume,
  notFound,
  policyForbids,
  type Refusal,
} from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { attachmentsOf, type Simulation } from '../simulation.ts';
import { requireFields, requireMode, requireUuid } from '../validate.ts';
import { asksForAll } from './listVolumes.ts';
import { attachmentDetail, attachmentSummary, volumeUrl } from './views.ts';
import { findVolume } from './volumes.ts';

type Filter = (row: Attachment, value: string) => boolean;

// A member may filter by these; `status` is accepted, but no row has such a column, so it matches none.
const FILTERS: Record<string, Filter> = {
  volume_id: (row, value) => row.volumeId === value,
  instance_id: (row, value) => row.serverId === value,
  attach_status: (row, value) => row.status === value,
  status: () => false,
};
const NOT_FILTERS = ['all_tenants', 'limit', 'marker', 'offset', 'sort', 'sort_key', 'sort_dir'];

/** GET /attachments and /attachments/detail: newest first; paged by `limit` and `marker`, without links. */
export const listAttachments =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    const { volumes, attachments } = call.sim.state;
    if (call.query.get('sort')?.startsWith('status')) throw invalidInput('Invalid sort key');
    const rows = [...attachments.values()]
      .filter((row) => asksForAll(call) || volumes.get(row.volumeId)?.projectId === call.projectId)
      .filter(filterOf(call))
      .reverse();
    const { items } = paginate(call, rows, volumeUrl(call, 'attachments'), noAttachment);
    const shown = items.map((row) =>
      view === 'detail' ? attachmentDetail(call.sim, row) : attachmentSummary(row),
    );
    return { status: 200, body: { attachments: shown } };
  };

// An unknown filter is rejected for a member; an admin gets an empty list.
function filterOf(call: AuthorizedCall): (row: Attachment) => boolean {
  const wanted = [...call.query].filter(([key]) => !NOT_FILTERS.includes(key));
  const unknown = wanted.map(([key]) => key).filter((key) => !(key in FILTERS));
  if (unknown.length > 0 && !call.isAdmin)
    throw badRequest(`Invalid filters ${unknown.join(', ')} are found in query options.`);
  return (row) => wanted.every(([key, value]) => FILTERS[key]?.(row, value) ?? false);
}

const noAttachment = (id: string): Refusal =>
  notFound(`Volume attachment could not be found with filter: attachment_id = ${id}.`);

function findAttachment(call: AuthorizedCall): Attachment {
  const attachment = call.sim.state.attachments.get(param(call, 'id'));
  if (!attachment) throw noAttachment(param(call, 'id'));
  return attachment;
}

/** GET /attachments/{id}: seen on both releases, even for a member of another project. */
export const showAttachment = (call: AuthorizedCall): Answer => ({
  status: 200,
  body: { attachment: attachmentDetail(call.sim, findAttachment(call)) },
});

/**
 * POST /attachments: reserves a volume for a server. If the server already has a row for it, one more is
 * created and the volume keeps its status; cinder/volume/api.py _attachment_reserve (for live migration).
 */
export function createAttachment(call: AuthorizedCall): Answer {
  const known = ['instance_uuid', 'connector', 'volume_uuid', 'mode'];
  const fields = requireFields(call.body, 'attachment', known, ['volume_uuid']);
  const volumeId = requireUuid(fields, 'volume_uuid');
  const serverId = fields['instance_uuid'] === undefined ? null : requireUuid(fields, 'instance_uuid');
  const mode = requireMode(fields) ?? null;
  const volume = findVolume(call, volumeId);
  const refusal = reserveRefusal(call.sim, volume, serverId);
  if (refusal) throw invalidVolume(refusal);
  const attachment = reserve(call.sim, serverId, volume, mode);
  return { status: 200, body: { attachment: attachmentDetail(call.sim, attachment) } };
}

/**
 * DELETE /attachments/{id}: responds with the remaining ones; refused while Nova itself uses it
 * (CVE-2023-2088).
 */
export function removeAttachment(call: AuthorizedCall): Answer {
  const attachment = findAttachment(call);
  const volume = call.sim.state.volumes.get(attachment.volumeId);
  if (!volume || (!call.isAdmin && volume.projectId !== call.projectId))
    throw policyForbids('volume:attachment_delete');
  requireNotUsedByNova(call.sim, attachment);
  deleteAttachment(call.sim, volume, attachment.id);
  const left = attachmentsOf(call.sim, volume.id).map(attachmentSummary);
  return { status: 200, body: { attachments: left } };
}

/** Cinder asks Nova whether the attachment is the server's own; cinder/volume/api.py attachment_deletion_allowed. */
export function requireNotUsedByNova(sim: Simulation, attachment: Attachment): void {
  const server = attachment.serverId ? sim.state.servers.get(attachment.serverId) : undefined;
  const used = server?.devices.some(({ attachmentId }) => attachmentId === attachment.id);
  if (used)
    throw conflict(
      `ConflictNovaUsingAttachment: Detach volume from instance ${attachment.serverId} using the Compute API`,
    );
}
