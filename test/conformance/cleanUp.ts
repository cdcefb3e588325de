// Removes all volumes that carry the scenario's name, attached or not, with their snapshots.
import type { Json } from './http.ts';
import type { Stage } from './stage.ts';

export async function cleanUp(stage: Stage): Promise<void> {
  const left = await rowsOf(stage);
  for (const volume of left) await free(stage, volume);
  await stage.until('the scenario to leave nothing', async () => {
    const rows = await rowsOf(stage);
    for (const { id, status, attachments } of rows) {
      if (status === 'deleting') continue;
      // After a lost race: Cinder deletes it only once it is detached, and Nova knows nothing to detach.
      if (status === 'in-use' && attachments.length === 0) await detach(stage, id);
      // Cinder does not delete a volume that it has failed to delete.
      if (status === 'error_deleting') await reset(stage, id);
      await stage.admin.send(`DELETE volume /volumes/${id}`);
    }
    return rows.length === 0;
  });
}

const rowsOf = async ({ admin, name }: Stage): Promise<Json[]> =>
  (await admin.must(`GET volume /volumes/detail?all_tenants=1&name=${name}`)).volumes;

const reset = async ({ admin }: Stage, id: string): Promise<Json> =>
  await admin.must(`POST volume /volumes/${id}/action`, { 'os-reset_status': { status: 'error' } });

const detach = async ({ admin }: Stage, id: string): Promise<Json> =>
  await admin.send(`POST volume /volumes/${id}/action`, { 'os-detach': {} });

async function free(stage: Stage, { id, attachments }: Json): Promise<void> {
  const { admin, until } = stage;
  const { snapshots } = await admin.must(`GET volume /snapshots?all_tenants=1&volume_id=${id}`);
  for (const snapshot of snapshots) await admin.send(`DELETE volume /snapshots/${snapshot.id}`);
  if (snapshots.length > 0)
    await until('the snapshots to go', async () => {
      const { snapshots: now } = await admin.must(`GET volume /snapshots?all_tenants=1&volume_id=${id}`);
      return now.length === 0;
    });
  const { attachments: rows } = await admin.must(`GET volume /attachments?volume_id=${id}&all_tenants=1`);
  for (const row of rows)
    if (row.status === 'reserved') await admin.send(`DELETE volume /attachments/${row.id}`);
  if (attachments.length > 0)
    await until('the volume to be free', async () => {
      const { status, body } = await admin.send(`GET volume /volumes/${id}`);
      if (status === 404 || body.volume.attachments.length === 0) return true;
      // One after another: Nova accepts no second detach while the volume is detaching.
      const [{ server_id }] = body.volume.attachments;
      if (body.volume.status === 'in-use')
        await admin.send(`DELETE compute /servers/${server_id}/os-volume_attachments/${id}`);
      return false;
    });
}
