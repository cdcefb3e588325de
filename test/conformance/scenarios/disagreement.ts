// Cinder and Nova disagree about who uses a volume: after a reset, an attachment without Nova, a move that failed late.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, attachments, migrateTo, retypeTo, swapTo, UNKNOWN } from './actions.ts';

const rowsOf = (id: string) => `GET volume /attachments/detail?volume_id=${id}&all_tenants=1` as const;
const reset = (states: object) => ({ 'os-reset_status': states });
const attachTo = (serverId: string, more: object = { mode: 'rw' }) => ({
  'os-attach': { instance_uuid: serverId, mountpoint: '/dev/vdz', ...more },
});

/** Makes Nova forget a volume that Cinder has already forgotten. */
async function healNova({ admin, owner, until }: Stage, id: string, serverId: string): Promise<void> {
  await admin.must(action(id), attachTo(serverId));
  await owner.must(`DELETE compute ${attachments(serverId)}/${id}`);
  await until('Nova to forget the volume', async () => {
    const { status } = await admin.send(`GET compute ${attachments(serverId)}/${id}`);
    return status === 404;
  });
  await admin.must(action(id), reset({ status: 'available', attach_status: 'detached' }));
}

async function refusedResets(stage: Stage): Promise<void> {
  const { admin, owner, stranger } = stage;
  const id = await stage.volume('volume', 'alpha');
  await admin.call('of nothing', action(id), reset({}));
  await admin.call('of something unknown', action(id), reset({ colour: 'red' }));
  await admin.call('to no status', action(id), reset({ status: 'nothing' }));
  await admin.call('to no attach_status', action(id), reset({ attach_status: 'nothing' }));
  await admin.call('to no migration_status', action(id), reset({ migration_status: 'nothing' }));
  await admin.call('to in-use, without an attachment', action(id), reset({ status: 'in-use' }));
  await owner.call('by the owner', action(id), reset({ status: 'available' }));
  await stranger.call('by a stranger', action(id), reset({ status: 'available' }));
  await admin.call('of all', action(id), reset({ status: 'error', migration_status: 'error' }));
  await admin.call('done', `GET volume /volumes/${id}`);
  await admin.must(action(id), reset({ status: 'detaching' }));
  await owner.call('rolled back to in-use', action(id), { 'os-roll_detaching': {} });
  await admin.call('in use by nobody', `GET volume /volumes/${id}`);
  await admin.must(action(id), reset({ status: 'available' }));
  await owner.call('detaching, while available', action(id), { 'os-begin_detaching': {} });
  await stranger.call('detaching, by a stranger', action(id), { 'os-begin_detaching': {} });
}

/** The common remedy for a stuck detach, applied to an attached volume: Nova continues, Cinder moves it. */
async function detachedInCinder(stage: Stage): Promise<void> {
  const { admin, owner, vm1, vm2 } = stage;
  const id = await stage.volume('volume', 'alpha');
  await stage.attach(vm1, id);
  await admin.call('status alone', action(id), reset({ status: 'available' }));
  await admin.call('available, with an attachment', `GET volume /volumes/${id}`);
  await admin.must(action(id), reset({ status: 'in-use' }));
  await admin.call('attach_status too', action(id), reset({ status: 'error', attach_status: 'detached' }));
  await admin.call('the volume', `GET volume /volumes/${id}`);
  await admin.call('its rows', rowsOf(id));
  await admin.call('as Nova has it', `GET compute ${attachments(vm1)}/${id}`);
  const list = `GET compute /servers/detail?all_tenants=1&project_id=${owner.session.projectId}` as const;
  await admin.call('among the owner’s servers', list, undefined, {
    pick: ({ servers }) =>
      servers.flatMap((server: Json) =>
        server['os-extended-volumes:volumes_attached']
          .filter((one: Json) => one.id === id)
          .map((one: Json) => ({ server: server.id, ...one })),
      ),
  });
  await owner.call('detached by Nova', `DELETE compute ${attachments(vm1)}/${id}`);
  await owner.call('attached elsewhere', `POST compute ${attachments(vm2)}`, swapAttach(id));
  await admin.call('moved', action(id), migrateTo('node2@alpha#alpha', false, true));
  await stage.watch('moving', [id]);
  await admin.call('as Nova has it, moved', `GET compute ${attachments(vm1)}/${id}`);
  await healNova(stage, id, vm1);
}

const swapAttach = (volumeId: string) => ({ volumeAttachment: { volumeId } });

/** The result of os-attach, and that Nova neither swaps nor moves it. */
async function attachedInCinder(stage: Stage): Promise<void> {
  const { admin, owner, stranger, vm1, vm2 } = stage;
  const id = await stage.volume('volume', 'alpha');
  const other = await stage.volume('other', 'alpha');
  await stranger.call('by a stranger', action(id), attachTo(vm1));
  await owner.call('to nothing', action(id), { 'os-attach': { mountpoint: '/dev/vdz' } });
  await owner.call('nowhere', action(id), { 'os-attach': { instance_uuid: vm1 } });
  await owner.call('to no server', action(id), attachTo('nothing'));
  await owner.call('by the owner, read-only', action(id), attachTo(vm1, { mode: 'ro' }));
  await admin.call('read-only', `GET volume /volumes/${id}`);
  await owner.call('detached by the owner', action(id), { 'os-detach': {} });
  await admin.call('detached', `GET volume /volumes/${id}`);
  await owner.call('detached again', action(id), { 'os-detach': {} });
  await owner.call('detached from something unknown', action(id), {
    'os-detach': { attachment_id: UNKNOWN },
  });
  await admin.call('by the admin', action(id), attachTo(vm1));
  await admin.call('the volume', `GET volume /volumes/${id}`);
  await admin.call('its rows', rowsOf(id));
  await admin.call('by the admin again', action(id), attachTo(vm1));
  await admin.call('as Nova has it', `GET compute ${attachments(vm1)}/${id}`);
  await admin.call('swapped', `PUT compute ${attachments(vm1)}/${id}`, swapTo(other));
  await admin.call('swapped in vain', `GET volume /volumes/${id}`);
  await admin.call('the other volume', `GET volume /volumes/${other}`);
  await admin.call('rolled back', action(id), { 'os-roll_detaching': {} });
  await admin.call('retyped', action(id), retypeTo('beta'));
  await stage.watch('retyping', [id, other]);
  await admin.must(action(id), { 'os-detach': {} });
  await admin.call('to a bare host', action(id), {
    'os-attach': { host_name: 'bare', mountpoint: '/dev/vdz', mode: 'rw' },
  });
  await admin.call('on the bare host', `GET volume /volumes/${id}`);
  await admin.call('rows of the bare host', rowsOf(id));
  await admin.call('retyped on the bare host', action(id), retypeTo('beta'));
  await stage.watch('retyping on the bare host', [id, other]);
  await admin.must(action(id), { 'os-detach': {} });
  await owner.must(action(id), { 'os-update_readonly_flag': { readonly: true } });
  await admin.call('to write what is read-only', action(id), attachTo(vm1));
  await stage.attach(vm2, other);
  await owner.call('detached while Nova uses it', action(other), { 'os-detach': {} });
  await admin.call('detached while Nova uses it, by the admin', action(other), { 'os-detach': {} });
}

/** The data is copied, the server writes to the copy, and Cinder no longer shows it. */
async function stuck(stage: Stage): Promise<void> {
  const { admin, owner, labels, world, vm1, until } = stage;
  const id = await stage.volume('volume', 'alpha');
  await stage.attach(vm1, id);
  await world.putFault('node2@alpha', 'update_migrated_volume', { raise: 'planted' });
  await admin.call('asked', action(id), migrateTo('node2@alpha#alpha'));
  const rows = async (): Promise<Json[]> =>
    (await admin.must(`GET volume /volumes/detail?all_tenants=1&name=${stage.name}`)).volumes;
  const last = await until('Nova to give up', async () => {
    const source = (await rows()).find((row) => row.id === id);
    const { instanceActions } = await admin.must(`GET compute /servers/${vm1}/os-instance-actions`);
    const swap = instanceActions.find((one: Json) => one.action === 'swap_volume');
    return source?.migration_status === 'completing' && swap?.message === 'Error' && (await rows());
  });
  const target = last.find((row) => row.id !== id)?.id;
  labels.add(target, 'temporary');
  await admin.call('the source', `GET volume /volumes/${id}`);
  await admin.call('the target', `GET volume /volumes/${target}`);
  await admin.call('rows of the source', rowsOf(id));
  await admin.call('rows of the target', rowsOf(target));
  await admin.call('as Nova has it', `GET compute ${attachments(vm1)}/${id}`);
  await admin.call('moved again', action(id), migrateTo('node2@alpha#alpha'));
  await admin.call('retyped', action(id), retypeTo('beta'));
  await owner.call('deleted', `DELETE volume /volumes/${id}`);
  await admin.call('the target deleted', `DELETE volume /volumes/${target}`);
  const free = reset({ status: 'available', attach_status: 'detached', migration_status: 'none' });
  await owner.must(`DELETE compute ${attachments(vm1)}/${id}`);
  await until('Nova to forget the volume', async () => {
    const { status } = await admin.send(`GET compute ${attachments(vm1)}/${id}`);
    return status === 404;
  });
  for (const one of [id, target]) await admin.must(action(one), free);
}

export const disagreements: readonly Scenario[] = [
  { name: 'disagreement/resets', run: refusedResets },
  { name: 'disagreement/detached in Cinder only', run: detachedInCinder },
  { name: 'disagreement/attached in Cinder only', run: attachedInCinder },
  { name: 'disagreement/a last step that fails in use', run: stuck },
];
