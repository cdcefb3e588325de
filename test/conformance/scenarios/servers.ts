// Servers, their attachments and their instance actions, as the product reads them.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { attachments, stopVm2, UNKNOWN } from './actions.ts';

async function shown(stage: Stage): Promise<void> {
  const { admin, owner, stranger, vm1, vm2 } = stage;
  await admin.call('to the admin', `GET compute /servers/${vm1}`);
  await owner.call('to the owner', `GET compute /servers/${vm1}`);
  await stranger.call('to a stranger', `GET compute /servers/${vm1}`);
  await admin.call('unknown', `GET compute /servers/${UNKNOWN}`);
  await admin.call('an id that is none', 'GET compute /servers/nothing');
  await admin.call('at the oldest version', `GET compute /servers/${vm1}`, undefined, { version: '' });
  await admin.call('at the newest of Zed', `GET compute /servers/${vm1}`, undefined, {
    version: 'compute 2.93',
  });
  await stopVm2(stage);
  await admin.call('when it is stopped', `GET compute /servers/${vm2}`);
}

async function attached(stage: Stage): Promise<void> {
  const { admin, owner, stranger, vm1 } = stage;
  const id = await stage.volume('volume', 'alpha');
  const body = { volumeAttachment: { volumeId: id } };
  await owner.call('asked', `POST compute ${attachments(vm1)}`, body);
  await stage.watch('attaching', [id], ([row]) => row.status === 'in-use');
  const own = (answer: Json) => ({
    volumeAttachments: answer.volumeAttachments.filter(({ volumeId }: Json) => volumeId === id),
  });
  await admin.call('listed', `GET compute ${attachments(vm1)}`, undefined, { pick: own });
  await owner.call('listed, to the owner', `GET compute ${attachments(vm1)}`, undefined, { pick: own });
  await stranger.call('listed, to a stranger', `GET compute ${attachments(vm1)}`);
  await admin.call('listed, of an unknown server', `GET compute ${attachments(UNKNOWN)}`);
  await admin.call('the volume', `GET volume /volumes/${id}`);
  await owner.call('the volume, to the owner', `GET volume /volumes/${id}`);
  await owner.call('attached twice', `POST compute ${attachments(vm1)}`, body);
  await owner.call('detached', `DELETE compute ${attachments(vm1)}/${id}`);
  await stage.watch('detaching', [id], ([row]) => row.status === 'available');
}

async function actions({ admin, owner, stranger, vm1 }: Stage): Promise<void> {
  const path = `/servers/${vm1}/os-instance-actions`;
  const created = ({ instanceActions }: Json) =>
    instanceActions.filter(({ action }: Json) => action === 'create');
  await admin.call('listed', `GET compute ${path}`, undefined, { pick: created });
  await owner.call('listed, to the owner', `GET compute ${path}`, undefined, { pick: created });
  await stranger.call('listed, to a stranger', `GET compute ${path}`);
  const { instanceActions } = await admin.must(`GET compute ${path}`);
  const first = instanceActions.find(({ action }: Json) => action === 'create').request_id;
  await admin.call('one', `GET compute ${path}/${first}`);
  await owner.call('one, to the owner', `GET compute ${path}/${first}`);
  await admin.call('unknown', `GET compute ${path}/req-${UNKNOWN}`);
  await admin.call('of an unknown server', `GET compute /servers/${UNKNOWN}/os-instance-actions`);
}

export const servers: readonly Scenario[] = [
  { name: 'server/shown', run: shown },
  { name: 'server/attachments', run: attached },
  { name: 'server/instance actions', run: actions },
];
