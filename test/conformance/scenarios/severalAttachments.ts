// A volume on two servers at once.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, attachments, migrateTo, ownType, retypeTo, setMigrationStatus, swapTo } from './actions.ts';

async function several(stage: Stage): Promise<void> {
  const { admin, name, vm1, vm2 } = stage;
  await ownType(stage, 'alpha', { multiattach: '<is> True' });
  const id = await stage.volume('volume', name);
  const other = await stage.volume('other', 'alpha');
  await stage.attach(vm1, id);
  await stage.attach(vm2, id);
  await stage.until('both attachments', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    return volume.attachments.length === 2;
  });
  await admin.call('the volume', `GET volume /volumes/${id}`);
  await admin.call('retype asked', action(id), retypeTo('beta'));
  await admin.call('migration asked', action(id), migrateTo('node2@alpha#alpha'));
  await stage.watch('migrating', [id, other]);
  await admin.call('migrated', `GET volume /volumes/${id}`);
  await setMigrationStatus(stage, id, 'success');
  await admin.call('swap asked', `PUT compute ${attachments(vm1)}/${id}`, swapTo(other));
  await stage.watch('after the swap', [id, other]);
}

export const severalAttachments: readonly Scenario[] = [{ name: 'several attachments', run: several }];
