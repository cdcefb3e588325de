// A volume's metadata, read by itself: without what the read-only flag adds when a volume is shown.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { UNKNOWN } from './actions.ts';

async function read({ admin, owner, stranger, labels, name, watch }: Stage): Promise<void> {
  const metadata = { purpose: 'ledger', empty: '' };
  const volume = { name, size: 1, volume_type: 'beta', metadata };
  const made = await owner.call('asked', 'POST volume /volumes', { volume });
  const id: string = made.body.volume.id;
  labels.add(id, 'volume');
  await watch('making', [id]);
  const path = `/volumes/${id}`;
  await admin.call('made read-only', `POST volume ${path}/action`, {
    'os-update_readonly_flag': { readonly: true },
  });
  await admin.call('metadata, to the admin', `GET volume ${path}/metadata`);
  await owner.call('metadata, to the owner', `GET volume ${path}/metadata`);
  await stranger.call('metadata, to a stranger', `GET volume ${path}/metadata`);
  await admin.call('metadata of an unknown volume', `GET volume /volumes/${UNKNOWN}/metadata`);
}

export const volumeMetadata: readonly Scenario[] = [{ name: 'volume/metadata', run: read }];
