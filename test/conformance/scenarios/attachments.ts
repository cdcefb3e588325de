// Cinder's attachment rows: lists, filters, a second row of one server, and a move of a volume that has one.
import type { Json } from '../http.ts';
import { LostRace } from '../lostRace.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, attachments, retypeTo, swapTo, UNKNOWN } from './actions.ts';

const pathOf = (id: string, form: '' | '/detail' = '') =>
  `GET volume /attachments${form}?volume_id=${id}&all_tenants=1` as const;

// Rows of one second come in any order.
const sorted = (body: Json) => ({
  ...body,
  attachments: body.attachments.toSorted((left: Json, right: Json) => (left.status < right.status ? -1 : 1)),
});

/** Reserves a second row for the server, as a failed live migration leaves it. */
async function reserve({ owner, labels }: Stage, volumeId: string, serverId: string): Promise<string> {
  const body = { attachment: { volume_uuid: volumeId, instance_uuid: serverId } };
  const { attachment } = await owner.must('POST volume /attachments', body);
  labels.add(attachment.id, 'reserved');
  return attachment.id;
}

async function rows(stage: Stage): Promise<void> {
  const { admin, owner, stranger, labels, vm1, vm2 } = stage;
  const id = await stage.volume('volume', 'alpha');
  await admin.call('none', pathOf(id));
  await stage.attach(vm1, id);
  const { attachments: own } = await admin.must(pathOf(id));
  labels.add(own[0].id, 'attachment');
  await admin.call('one', pathOf(id));
  await admin.call('one, in detail', pathOf(id, '/detail'));
  await admin.call('one, in detail at 3.27', pathOf(id, '/detail'), undefined, { version: 'volume 3.27' });
  await admin.call('before 3.27', pathOf(id), undefined, { version: 'volume 3.26' });
  await admin.call('of the admin’s own project', `GET volume /attachments?volume_id=${id}`);
  await owner.call('to the owner', pathOf(id, '/detail'));
  await stranger.call('to a stranger', pathOf(id));
  const body = (more = {}) => ({ attachment: { volume_uuid: id, instance_uuid: vm1, ...more } });
  const { body: made } = await owner.call('reserved again', 'POST volume /attachments', body());
  labels.add(made.attachment.id, 'reserved');
  await admin.call('two', pathOf(id), undefined, { pick: sorted });
  await admin.call('two, in detail', pathOf(id, '/detail'), undefined, { pick: sorted });
  await admin.call('the volume', `GET volume /volumes/${id}`);
  const counted = ({ attachments: some, ...more }: Json) => ({ ...more, count: some.length });
  await admin.call('a page', `${pathOf(id)}&limit=1`, undefined, { pick: counted });
  await admin.call('no page', `${pathOf(id)}&limit=0`);
  await admin.call('after nothing', `${pathOf(id)}&marker=${UNKNOWN}`);
  await admin.call('by attach_status', `${pathOf(id)}&attach_status=reserved`);
  await admin.call('by status', `${pathOf(id)}&status=reserved`);
  await admin.call('by an unknown filter', `${pathOf(id)}&colour=red`);
  await owner.call('by an unknown filter, to the owner', 'GET volume /attachments?colour=red');
  await admin.call('sorted by status', `${pathOf(id)}&sort=status:asc`);
  const ofVolume = ({ attachments: some }: Json) =>
    sorted({ attachments: some.filter((row: Json) => row.volume_id === id) });
  await admin.call('by server', `GET volume /attachments?all_tenants=1&instance_id=${vm1}`, undefined, {
    pick: ofVolume,
  });
  const one = `GET volume /attachments/${made.attachment.id}` as const;
  await admin.call('shown', one);
  await owner.call('shown to the owner', one);
  await stranger.call('shown to a stranger', one);
  await admin.call('shown, attached', `GET volume /attachments/${own[0].id}`);
  await admin.call('shown, unknown', `GET volume /attachments/${UNKNOWN}`);
  await owner.call('for another server', 'POST volume /attachments', body({ instance_uuid: vm2 }));
  await owner.call('for no server', 'POST volume /attachments', { attachment: { volume_uuid: id } });
  await owner.call('for nothing', 'POST volume /attachments', {});
  await owner.call('of no volume', 'POST volume /attachments', body({ volume_uuid: 'nothing' }));
  await owner.call('of an unknown volume', 'POST volume /attachments', body({ volume_uuid: UNKNOWN }));
  await owner.call('with an unknown field', 'POST volume /attachments', body({ colour: 'red' }));
  await stranger.call('by a stranger', 'POST volume /attachments', body());
  const gone = (rowId: string) => `DELETE volume /attachments/${rowId}` as const;
  await stranger.call('deleted by a stranger', gone(made.attachment.id));
  await owner.call('deleted while Nova uses it', gone(own[0].id));
  await owner.call('deleted', gone(made.attachment.id));
  await owner.call('deleted again', gone(made.attachment.id));
  await admin.call('the volume, after it', `GET volume /volumes/${id}`);
}

async function reservations(stage: Stage): Promise<void> {
  const { admin, owner, labels, vm1, vm2 } = stage;
  const id = await stage.volume('volume', 'alpha');
  const of = (server: string, more = {}) => ({
    attachment: { volume_uuid: id, instance_uuid: server, ...more },
  });
  const { body: first } = await owner.call('reserved', 'POST volume /attachments', of(vm1, { mode: 'ro' }));
  labels.add(first.attachment.id, 'first');
  await admin.call('the volume', `GET volume /volumes/${id}`);
  const { body: second } = await owner.call('reserved twice', 'POST volume /attachments', of(vm1));
  labels.add(second.attachment.id, 'second');
  await owner.call('for another server', 'POST volume /attachments', of(vm2));
  await owner.call('deleted', `DELETE volume /attachments/${first.attachment.id}`);
  await admin.call('the volume, with one left', `GET volume /volumes/${id}`);
  await owner.call('the last deleted', `DELETE volume /attachments/${second.attachment.id}`);
  await admin.call('the volume, with none left', `GET volume /volumes/${id}`);
}

/**
 * Cinder calls Nova once for each row: the second time Nova refuses, and Cinder ends the move while Nova
 * copies. If the second call arrives before Nova has reserved the new volume, Nova accepts it too, and the
 * move succeeds.
 */
async function moved(stage: Stage): Promise<void> {
  const { admin, world, vm1, until } = stage;
  const id = await stage.volume('volume', 'alpha');
  await stage.attach(vm1, id);
  await reserve(stage, id, vm1);
  await world.putFault('nova', 'swap_volume', { delay: 3 });
  await admin.call('asked', action(id), retypeTo('beta'));
  await until('the error', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    if (volume.migration_status === 'success') throw new LostRace('Nova has accepted the second call');
    return volume.status === 'in-use' && volume.migration_status === 'error';
  });
  const swap = async () => {
    const path = `/servers/${vm1}/os-instance-actions` as const;
    const { instanceActions } = await admin.must(`GET compute ${path}`);
    const { request_id } = instanceActions.find((one: Json) => one.action === 'swap_volume');
    return `${path}/${request_id}` as const;
  };
  const nova = await swap();
  await admin.call('Nova, while it copies', `GET compute ${nova}`);
  await until('Nova to end', async () => (await admin.must(`GET compute ${nova}`)).instanceAction.message);
  await admin.call('Nova, after it', `GET compute ${nova}`);
  await admin.call('the volume', `GET volume /volumes/${id}`);
  await admin.call('its rows', pathOf(id), undefined, { pick: sorted });
  const { volumes } = await admin.must(`GET volume /volumes/detail?all_tenants=1&name=${stage.name}`);
  if (volumes.length !== 1) throw new Error('the row that Nova copied to is still there');
}

/**
 * A swap by attachment: the source keeps the second row, so it stays reserved. Nova 31 rejects such swaps.
 */
async function swapped(stage: Stage): Promise<void> {
  const { admin, vm1, until } = stage;
  const id = await stage.volume('volume', 'alpha');
  const other = await stage.volume('other', 'alpha');
  await stage.attach(vm1, id);
  const reserved = await reserve(stage, id, vm1);
  const answer = await admin.call('asked', `PUT compute ${attachments(vm1)}/${id}`, swapTo(other));
  if (answer.status === 202) {
    await until('the swap', async () => {
      const { volume } = await admin.must(`GET volume /volumes/${id}`);
      return volume.status === 'reserved';
    });
    await admin.call('the source', `GET volume /volumes/${id}`);
    await admin.call('its rows', pathOf(id));
  }
  await admin.must(`DELETE volume /attachments/${reserved}`);
}

export const attachmentRows: readonly Scenario[] = [
  { name: 'attachments/rows', run: rows },
  { name: 'attachments/reservations', run: reservations },
  { name: 'attachments/a move with a second row', run: moved },
  { name: 'attachments/a swap with a second row', run: swapped },
];
