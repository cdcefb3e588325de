// What a volume type decides: who may use it, encryption, QoS, multi-attach; and what a refused retype leaves behind.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, retypeTo, snapshotOf, UNKNOWN } from './actions.ts';

interface OwnType {
  readonly id: string;
  readonly name: string;
}

/** A type of the scenario's own, written `type <label>`. */
export async function typeOf(
  stage: Stage,
  label: string,
  specs: object,
  more: object = {},
): Promise<OwnType> {
  const { admin, labels, afterwards } = stage;
  const name = `${stage.name}-${label}`;
  const body = { volume_type: { name, extra_specs: specs, ...more } };
  const { volume_type: type } = await admin.must('POST volume /types', body);
  labels.add(type.id, `type ${label}`);
  labels.add(name, `name of ${label}`);
  afterwards(async () => await admin.must(`DELETE volume /types/${type.id}`));
  return { id: type.id, name };
}

export const onBeta = { volume_backend_name: 'beta' };
export const multiattach = { multiattach: '<is> True' };
const nowhere = { volume_backend_name: 'no-such-backend' };

/** Waits for the end of a retype that never says whether it failed. */
export const retyped = async ({ admin, until }: Stage, id: string): Promise<unknown> =>
  await until('the retype to end', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    const idle = [null, 'success', 'error'].includes(volume.migration_status);
    return ['available', 'in-use'].includes(volume.status) && idle;
  });

const reservedOf = (names: readonly string[]) => ({
  pick: ({ quota_set }: Json) =>
    Object.fromEntries(
      names.flatMap((name) =>
        ['volumes', 'gigabytes', 'snapshots'].map((kind) => [
          `${kind}_${name}`,
          (({ in_use, reserved }) => ({ in_use, reserved }))(quota_set[`${kind}_${name}`]),
        ]),
      ),
    ),
});

async function access(stage: Stage): Promise<void> {
  const { admin, owner } = stage;
  const own = await typeOf(stage, 'private', onBeta, { 'os-volume-type-access:is_public': false });
  const { volume_types } = await admin.must('GET volume /types');
  const open = volume_types.find(({ name }: Json) => name === 'alpha').id;
  const accessOf = (id: string) => `GET volume /types/${id}/os-volume-type-access` as const;
  await admin.call('of a private type', accessOf(own.id));
  await admin.call('of a public type', accessOf(open));
  await admin.call('of an unknown type', accessOf(UNKNOWN));
  await owner.call('to the owner', accessOf(own.id));
  await owner.call('the type, to the owner', `GET volume /types/${own.id}`);
  const id = await stage.volume('volume', 'alpha');
  await owner.call('retyped by the owner', action(id), retypeTo(own.name));
  await admin.call('retyped by the admin', action(id), retypeTo(own.name));
  await stage.watch('retyping', [id]);
  await owner.call('shown to the owner', `GET volume /volumes/${id}`);
  await owner.call('extended by the owner', action(id), { 'os-extend': { new_size: 2 } });
  const clone = { volume: { name: stage.name, source_volid: id } };
  await owner.call('cloned by the owner', 'POST volume /volumes', clone);
  const snapshot = { snapshot: { volume_id: id, name: stage.name } };
  await owner.call('a snapshot by the owner', 'POST volume /snapshots', snapshot);
  const project = owner.session.projectId;
  const change = `POST volume /types/${own.id}/action` as const;
  await owner.call('granted by the owner', change, { addProjectAccess: { project } });
  await admin.call('granted to nobody', change, { addProjectAccess: {} });
  await admin.call('an action that is none', change, { colour: {} });
  await admin.call('granted', change, { addProjectAccess: { project } });
  await admin.call('granted again', change, { addProjectAccess: { project } });
  await admin.call('granted for a public type', `POST volume /types/${open}/action`, {
    addProjectAccess: { project },
  });
  await admin.call('with access', accessOf(own.id));
  await owner.call('the type, to the owner with access', `GET volume /types/${own.id}`);
  await owner.call('extended by the owner with access', action(id), { 'os-extend': { new_size: 2 } });
  await stage.until('the extension', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    return volume.status === 'available' && volume.size === 2;
  });
  await admin.call('taken away', change, { removeProjectAccess: { project } });
  await admin.call('taken away again', change, { removeProjectAccess: { project } });
}

async function encryption(stage: Stage): Promise<void> {
  const { admin, owner } = stage;
  const plain = await typeOf(stage, 'plain', onBeta);
  const luks = await typeOf(stage, 'encrypted', onBeta);
  const of = (id: string) => `GET volume /types/${id}/encryption` as const;
  await admin.call('of a plain type', of(plain.id));
  await admin.call('of an unknown type', of(UNKNOWN));
  await admin.call('made', `POST volume /types/${luks.id}/encryption`, {
    encryption: {
      ...{ provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64', key_size: 256 },
    },
  });
  await admin.call('of an encrypted type', of(luks.id));
  await admin.call('its provider', `GET volume /types/${luks.id}/encryption/provider`);
  await owner.call('to the owner', of(luks.id));
  await admin.call('the type', `GET volume /types/${luks.id}`);
  const id = await stage.volume('volume', 'beta');
  await admin.call('retyped to it, never to move', action(id), retypeTo(luks.name, 'never'));
  await retyped(stage, id);
  await admin.call('unchanged', `GET volume /volumes/${id}`);
}

async function qosOf(stage: Stage, consumer: string, type: OwnType): Promise<string> {
  const { admin, labels, afterwards } = stage;
  const name = `${stage.name}-${consumer}`;
  labels.add(name, `qos ${consumer}`);
  const { body } = await admin.call(`made, ${consumer}`, 'POST volume /qos-specs', {
    qos_specs: { name, consumer, limit: '100' },
  });
  const { id } = body.qos_specs;
  labels.add(id, `id of qos ${consumer}`);
  afterwards(async () => await admin.must(`DELETE volume /qos-specs/${id}?force=True`));
  await admin.call(`associated, ${consumer}`, `GET volume /qos-specs/${id}/associate?vol_type_id=${type.id}`);
  return id;
}

async function qos(stage: Stage): Promise<void> {
  const { admin, owner, vm1 } = stage;
  const front = await typeOf(stage, 'front', onBeta);
  const back = await typeOf(stage, 'back', onBeta);
  const frontQos = await qosOf(stage, 'front-end', front);
  await qosOf(stage, 'back-end', back);
  await admin.call('shown', `GET volume /qos-specs/${frontQos}`);
  await admin.call('unknown', `GET volume /qos-specs/${UNKNOWN}`);
  await owner.call('to the owner', `GET volume /qos-specs/${frontQos}`);
  await owner.call('all, to the owner', 'GET volume /qos-specs');
  await admin.call('its types', `GET volume /qos-specs/${frontQos}/associations`);
  await admin.call('the type', `GET volume /types/${front.id}`);
  await owner.call('the type, to the owner', `GET volume /types/${front.id}`);
  const id = await stage.volume('volume', 'alpha');
  await stage.attach(vm1, id);
  await admin.call('retyped to the front end’s in use', action(id), retypeTo(front.name));
  await admin.call('retyped to the back end’s in use', action(id), retypeTo(back.name));
  await stage.watch('retyping', [id]);
}

/** The API sets the flag when it accepts the request, and nothing resets it. */
async function flipped(stage: Stage): Promise<void> {
  const { admin, vm1, vm2, owner } = stage;
  const many = await typeOf(stage, 'many', { ...nowhere, ...multiattach });
  const shared = await typeOf(stage, 'shared', { ...onBeta, ...multiattach });
  const id = await stage.volume('volume', 'alpha');
  await admin.call('asked', action(id), retypeTo(many.name));
  await retyped(stage, id);
  await admin.call('refused', `GET volume /volumes/${id}`);
  await stage.attach(vm1, id);
  await admin.call('asked in use', action(id), retypeTo('beta'));
  await owner.call('attached twice', `POST compute /servers/${vm2}/os-volume_attachments`, {
    volumeAttachment: { volumeId: id },
  });
  await stage.until('both attachments', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    return volume.attachments.length === 2;
  });
  const other = await stage.volume('other', shared.name);
  await admin.call('asked the other way', action(other), retypeTo('nowhere'));
  await retyped(stage, other);
  await admin.call('refused the other way', `GET volume /volumes/${other}`);
}

/** A reservation is searched for under the requester's project: an admin's stays for a day. */
async function reservations(stage: Stage): Promise<void> {
  const { admin, owner } = stage;
  const none = await typeOf(stage, 'none', nowhere);
  const other = await typeOf(stage, 'other', onBeta);
  const quotas = `/os-quota-sets/${owner.session.projectId}` as const;
  const limits = { [`volumes_${none.name}`]: 2, [`gigabytes_${none.name}`]: 20 };
  await admin.must(`PUT volume ${quotas}`, { quota_set: limits });
  const usage = `GET volume ${quotas}?usage=True` as const;
  const shown = reservedOf([none.name, other.name]);
  const id = await stage.volume('volume', 'alpha');
  await owner.call('asked by the owner', action(id), retypeTo(none.name));
  await retyped(stage, id);
  await admin.call('usage after the owner', usage, undefined, shown);
  for (const time of ['first', 'second']) {
    await admin.call(`asked by the admin, ${time} time`, action(id), retypeTo(none.name));
    await retyped(stage, id);
    await admin.call(`usage after the ${time} time`, usage, undefined, shown);
  }
  await owner.call('usage, to the owner', usage, undefined, shown);
  await stage.stranger.call('usage, to a stranger', usage);
  await admin.call('asked once more', action(id), retypeTo(none.name));
  await owner.call('asked once more by the owner', action(id), retypeTo(none.name));
  const held = await stage.volume('held', 'alpha');
  await snapshotOf(stage, 'snapshot', held);
  await admin.call('asked, with a snapshot', action(held), retypeTo(other.name));
  await retyped(stage, held);
  await admin.call('usage after the snapshot', usage, undefined, shown);
}

/** A user's own keys and the flags of the same name are two things; a volume shows them as one. */
async function metadata(stage: Stage): Promise<void> {
  const { admin, owner, vm1 } = stage;
  const own = { readonly: 'True', attached_mode: 'mine', colour: 'red' };
  const id = await stage.volume('volume', 'alpha', { metadata: own });
  const look = async (when: string) => {
    await admin.call(`${when}, the volume`, `GET volume /volumes/${id}`);
    await owner.call(`${when}, the volume to its owner`, `GET volume /volumes/${id}`);
    await owner.call(`${when}, the user’s own`, `GET volume /volumes/${id}/metadata`);
    await admin.call(`${when}, to the admin`, `GET volume /volumes/${id}/metadata`);
  };
  const mode = { pick: ({ attachments }: Json) => attachments.map((row: Json) => row.attach_mode) };
  const rows = `GET volume /attachments/detail?volume_id=${id}&all_tenants=1` as const;
  await look('made');
  await stage.attach(vm1, id);
  await admin.call('attached', rows, undefined, mode);
  await owner.call('set in use', action(id), { 'os-update_readonly_flag': { readonly: true } });
  await owner.must(`DELETE compute /servers/${vm1}/os-volume_attachments/${id}`);
  // Cinder shows available a moment before Nova forgets the volume.
  await stage.until('the volume to be free', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    const nova = await admin.send(`GET compute /servers/${vm1}/os-volume_attachments/${id}`);
    return volume.status === 'available' && nova.status === 404;
  });
  await owner.call('set to false', action(id), { 'os-update_readonly_flag': { readonly: false } });
  await look('set to false');
  await owner.call('set to true', action(id), { 'os-update_readonly_flag': { readonly: true } });
  await stage.attach(vm1, id);
  await admin.call('attached, read-only', rows, undefined, mode);
}

async function imageMetadata(stage: Stage): Promise<void> {
  const { owner } = stage;
  const id = await stage.volume('volume', 'alpha');
  const set = async (title: string, values: object) =>
    await owner.call(title, action(id), { 'os-set_image_metadata': { metadata: values } });
  await set('255 characters', { key: 'x'.repeat(255) });
  await set('256 characters', { key: 'x'.repeat(256) });
  await set('65536 characters', { key: 'x'.repeat(65_536) });
  await set('a key of 256 characters', { ['x'.repeat(256)]: 'value' });
  await set('an empty key', { '': 'value' });
  await set('a number', { key: 5 });
}

export const types: readonly Scenario[] = [
  { name: 'types/access', run: access },
  { name: 'types/encryption', run: encryption },
  { name: 'types/qos', run: qos },
  { name: 'types/multi-attach, refused', run: flipped },
  { name: 'types/reservations', run: reservations },
  { name: 'metadata/flags and keys', run: metadata },
  { name: 'metadata/of the image', run: imageMetadata },
];
