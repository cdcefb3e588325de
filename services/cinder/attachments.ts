// Cinder's own attachment records of a volume.
import { z } from 'zod';
import type { AttachmentRecord } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { optionalText } from '../schema.ts';

const recordSchema = z
  .object({ id: z.string(), status: z.string(), instance: optionalText })
  .transform(
    (wire): AttachmentRecord => ({ id: wire.id, status: wire.status, serverId: wire.instance ?? '' }),
  );

const PAGE = pageOf('attachments', 'attachments_links', recordSchema);

/**
 * `GET /attachments?volume_id=…&all_tenants=1`, all pages: every record, including those that the volume does
 * not show.
 * Uses the short list: the detailed one has connection_info, which may hold secrets.
 * Source: cinder/api/v3/attachments.py (index) and cinder/api/v3/views/attachments.py (summary).
 */
export async function listAttachments(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<readonly AttachmentRecord[]> {
  const query = { volume_id: volumeId, all_tenants: '1' };
  return await listAll(cloud, { service: 'volume', path: '/attachments', query, page: PAGE }, signal);
}

const modeSchema = z.object({ attachment: z.object({ attach_mode: optionalText }) });

/**
 * `GET /attachments/{id}`: the attach mode, `ro` or `rw`. Source: cinder/api/v3/views/attachments.py
 * (detail).
 */
export async function getAttachMode(
  cloud: Cloud,
  attachmentId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = `/attachments/${encodeURIComponent(attachmentId)}`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: modeSchema },
    signal,
  );
  return body.attachment.attach_mode;
}
