import { notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { asksForAll } from './listVolumes.ts';
import { attachmentDetail, attachmentSummary } from './views.ts';

/** GET /attachments and /attachments/detail?volume_id=&instance_id= */
export const listAttachments =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    const { volumes, attachments } = call.sim.state;
    const [volumeId, serverId] = [call.query.get('volume_id'), call.query.get('instance_id')];
    const shown = [...attachments.values()]
      .filter((row) => asksForAll(call) || volumes.get(row.volumeId)?.projectId === call.projectId)
      .filter(
        (row) =>
          (volumeId === null || row.volumeId === volumeId) &&
          (serverId === null || row.serverId === serverId),
      )
      .reverse()
      .map(view === 'detail' ? attachmentDetail : attachmentSummary);
    return { status: 200, body: { attachments: shown } };
  };

/** GET /attachments/{id} */
export function showAttachment(call: AuthorizedCall): Answer {
  const attachment = call.sim.state.attachments.get(param(call, 'id'));
  const owner = attachment && call.sim.state.volumes.get(attachment.volumeId)?.projectId;
  if (!attachment || (!call.isAdmin && owner !== call.projectId))
    throw notFound(`Volume attachment could not be found with filter: attachment_id = ${param(call, 'id')}.`);
  return { status: 200, body: { attachment: attachmentDetail(attachment) } };
}
