// The requests that many scenarios make.
import type { Stage } from '../stage.ts';

export const action = (id: string) => `POST volume /volumes/${id}/action` as const;

export const migrateTo = (host: string, forceHostCopy = false, lockVolume = false) => ({
  'os-migrate_volume': { host, force_host_copy: forceHostCopy, lock_volume: lockVolume },
});

export const retypeTo = (type: string, policy = 'on-demand') => ({
  'os-retype': { new_type: type, migration_policy: policy },
});

export const attachments = (serverId: string) => `/servers/${serverId}/os-volume_attachments`;

export const swapTo = (volumeId: string) => ({ volumeAttachment: { volumeId } });

export const UNKNOWN = '00000000-1111-4222-8333-444444444444';

/** An old volume as a move has left it: with `success` or `error`, or with null. */
export const setMigrationStatus = async (
  { admin }: Stage,
  id: string,
  status: 'success' | 'error' | 'none',
) => await admin.must(action(id), { 'os-reset_status': { migration_status: status } });

/** A move that only sets the scene. */
export async function moveUnseen({ admin, until }: Stage, id: string, body: object): Promise<void> {
  await admin.must(action(id), body);
  await until('the move', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    const still = (volume.status === 'in-use') !== volume.attachments.length > 0;
    const done = ['success', 'error'].includes(volume.migration_status);
    return done && ['available', 'in-use'].includes(volume.status) && !still;
  });
}

export async function snapshotOf(stage: Stage, label: string, volumeId: string): Promise<string> {
  const { owner, until } = stage;
  const { snapshot } = await owner.must('POST volume /snapshots', {
    snapshot: { volume_id: volumeId, name: stage.name, force: true },
  });
  stage.labels.add(snapshot.id, label);
  await until('the snapshot', async () => {
    const now = await owner.must(`GET volume /snapshots/${snapshot.id}`);
    return now.snapshot.status === 'available';
  });
  return snapshot.id;
}

/** Stops vm2 for the scenario. */
export async function stopVm2(stage: Stage): Promise<void> {
  await setVm2(stage, 'os-stop', 'stopped');
  stage.afterwards(async () => await setVm2(stage, 'os-start', 'active'));
}

async function setVm2({ owner, vm2, until }: Stage, act: string, vmState: string): Promise<void> {
  await owner.must(`POST compute /servers/${vm2}/action`, { [act]: null });
  await until(`vm2 to be ${vmState}`, async () => {
    const { server } = await owner.must(`GET compute /servers/${vm2}`);
    return server['OS-EXT-STS:vm_state'] === vmState && server['OS-EXT-STS:task_state'] === null;
  });
}

/** A type of the scenario's own, with its name. */
export async function ownType(stage: Stage, backend: string, specs: object = {}): Promise<void> {
  const { admin, name, labels, afterwards } = stage;
  const body = { volume_type: { name, extra_specs: { volume_backend_name: backend, ...specs } } };
  const { volume_type: type } = await admin.must('POST volume /types', body);
  labels.add(type.id, 'own type');
  afterwards(async () => await admin.must(`DELETE volume /types/${type.id}`));
}
