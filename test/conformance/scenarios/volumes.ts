// Volumes: created, shown, listed, described, deleted.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, attachments, snapshotOf, UNKNOWN } from './actions.ts';

const fails = { raise: 'planted' };

async function create(stage: Stage): Promise<void> {
  const { admin, owner, labels, name } = stage;
  const volume = { name, description: 'of a test', size: 1, volume_type: 'beta', availability_zone: 'nova' };
  const body = { volume: { ...volume, metadata: { 'volume-migrate:run': 'x', purpose: 'ledger' } } };
  const made = await owner.call('asked', 'POST volume /volumes', body);
  const id: string = made.body.volume.id;
  labels.add(id, 'volume');
  await stage.watch('making', [id]);
  await admin.call('made, to the admin', `GET volume /volumes/${id}`);
  await owner.call('made, to the owner', `GET volume /volumes/${id}`);
  await stage.stranger.call('made, to a stranger', `GET volume /volumes/${id}`);
  const mark = encodeURIComponent('volume-migrate:run');
  await admin.call('its mark taken off', `DELETE volume /volumes/${id}/metadata/${mark}`);
  await admin.call('its mark taken off twice', `DELETE volume /volumes/${id}/metadata/${mark}`);
  await admin.call('metadata of an unknown volume', `DELETE volume /volumes/${UNKNOWN}/metadata/x`);
  await admin.call('an unknown volume', `GET volume /volumes/${UNKNOWN}`);
  await admin.call('an id that is none', 'GET volume /volumes/nothing');
}

async function refused({ admin, owner, name }: Stage): Promise<void> {
  const ask = async (title: string, fields: object) =>
    await owner.call(title, 'POST volume /volumes', { volume: { name, size: 1, ...fields } });
  await ask('of an unknown type', { volume_type: 'no-such-type' });
  await ask('of an unknown type, by id', { volume_type: UNKNOWN });
  await ask('of no size', { size: 0, volume_type: 'beta' });
  await ask('of a negative size', { size: -1, volume_type: 'beta' });
  await ask('of a size in words', { size: 'large', volume_type: 'beta' });
  await ask('in an unknown zone', { volume_type: 'beta', availability_zone: 'moon' });
  await ask('with an unknown key', { volume_type: 'beta', colour: 'red' });
  await ask('with metadata that is none', { volume_type: 'beta', metadata: 'x' });
  await ask('with metadata of a long key', { volume_type: 'beta', metadata: { ['x'.repeat(256)]: 'x' } });
  await owner.call('with nothing', 'POST volume /volumes', {});
  const url = owner.session.urls.volume.replace(owner.session.projectId, admin.session.projectId);
  await owner.call('in another project', 'POST volume /volumes', { volume: { name, size: 1 } }, { url });
  await admin.call('in another project, by the admin', 'GET volume /volumes', undefined, {
    url: owner.session.urls.volume,
  });
}

/** No backend has the type, or the backend fails: the volume is in error, and a message says why. */
async function failing(stage: Stage): Promise<void> {
  const { admin, owner, labels, name, world } = stage;
  const cases = [
    ['of a type that no back end has', 'nowhere'],
    ['on a back end that fails', 'beta'],
  ] as const;
  for (const [title, volume_type] of cases) {
    if (volume_type === 'beta') await world.putFault('*', 'create_volume', fails);
    const { volume } = await owner.must('POST volume /volumes', { volume: { name, size: 1, volume_type } });
    labels.add(volume.id, `volume ${volume_type}`);
    await stage.watch(title, [volume.id]);
    await world.clearFaults();
    for (const who of [owner, admin])
      await who.call(`${title}: the messages`, `GET volume /messages?resource_uuid=${volume.id}`);
    await admin.call(`${title}: the volume`, `GET volume /volumes/${volume.id}`);
    await owner.must(`DELETE volume /volumes/${volume.id}`);
    await gone(stage, volume.id);
  }
}

const gone = async ({ admin, until }: Stage, id: string) =>
  await until('the volume to go', async () => (await admin.send(`GET volume /volumes/${id}`)).status === 404);

async function deletion(stage: Stage): Promise<void> {
  const { owner, stranger, world, vm1 } = stage;
  const id = await stage.volume('volume', 'alpha');
  await stranger.call('by a stranger', `DELETE volume /volumes/${id}`);
  await owner.call('of an unknown volume', `DELETE volume /volumes/${UNKNOWN}`);
  const snapshot = await snapshotOf(stage, 'snapshot', id);
  await owner.call('with a snapshot', `DELETE volume /volumes/${id}`);
  await owner.must(`DELETE volume /snapshots/${snapshot}`);
  await stage.until('the snapshot to go', async () => {
    const { snapshots } = await owner.must(`GET volume /snapshots?volume_id=${id}`);
    return snapshots.length === 0;
  });
  await stage.attach(vm1, id);
  await owner.call('while attached', `DELETE volume /volumes/${id}`);
  await owner.must(`DELETE compute ${attachments(vm1)}/${id}`);
  await stage.watch('detaching', [id]);
  await world.putFault('node1@alpha', 'delete_volume', fails);
  await owner.call('the back end fails', `DELETE volume /volumes/${id}`);
  await stage.watch('deleting, in vain', [id]);
  await world.clearFaults();
  await owner.call('that could not be deleted', `DELETE volume /volumes/${id}`);
  await stage.admin.must(action(id), { 'os-reset_status': { status: 'error' } });
  await owner.call('in error', `DELETE volume /volumes/${id}`);
  await owner.call('while it is being deleted', `DELETE volume /volumes/${id}`);
  await stage.watch('deleting', []);
  await owner.call('when it is gone', `DELETE volume /volumes/${id}`);
}

/** What Nova's swap does not carry over. */
async function attributes(stage: Stage): Promise<void> {
  const { admin, owner, stranger, vm1 } = stage;
  const id = await stage.volume('volume', 'alpha');
  const ask = async (title: string, body: object) => await admin.call(title, action(id), body);
  await ask('bootable', { 'os-set_bootable': { bootable: true } });
  await ask('bootable, perhaps', { 'os-set_bootable': { bootable: 'perhaps' } });
  await ask('image metadata', { 'os-set_image_metadata': { metadata: { os_distro: 'debian' } } });
  await ask('image metadata that is none', { 'os-set_image_metadata': { metadata: 7 } });
  await ask('read-only', { 'os-update_readonly_flag': { readonly: true } });
  await ask('read-only, perhaps', { 'os-update_readonly_flag': { readonly: 'perhaps' } });
  await ask('no such action', { 'os-turn_round': {} });
  await ask('no action', {});
  await owner.call('bootable, by the owner', action(id), { 'os-set_bootable': { bootable: true } });
  await stranger.call('bootable, by a stranger', action(id), { 'os-set_bootable': { bootable: true } });
  await admin.call('of an unknown volume', action(UNKNOWN), { 'os-set_bootable': { bootable: true } });
  await admin.call('all that', `GET volume /volumes/${id}`);
  await stage.attach(vm1, id);
  await ask('read-only, in use', { 'os-update_readonly_flag': { readonly: false } });
  await ask('bootable, in use', { 'os-set_bootable': { bootable: false } });
  await admin.call('all that, in use', `GET volume /volumes/${id}`);
}

export const volumes: readonly Scenario[] = [
  { name: 'volume/made', run: create },
  { name: 'volume/refused', run: refused },
  { name: 'volume/not made', run: failing },
  { name: 'volume/deleted', run: deletion },
  { name: 'volume/attributes', run: attributes },
];
