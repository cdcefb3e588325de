// Cinder's services: their states, and a frozen backend.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, migrateTo } from './actions.ts';

async function services(stage: Stage): Promise<void> {
  const { admin } = stage;
  const plain = ({ services: all }: Json) =>
    all
      .map((one: Json) => ({ ...one, disabled_reason: null }))
      .toSorted((left: Json, right: Json) =>
        `${left.binary}${left.host}` < `${right.binary}${right.host}` ? -1 : 1,
      );
  await admin.call('all', 'GET volume /os-services', undefined, { pick: plain });
  await admin.call('all, before 3.7', 'GET volume /os-services', undefined, {
    ...{ pick: plain, version: 'volume 3.6' },
  });
  await admin.call('schedulers', 'GET volume /os-services?binary=cinder-scheduler');
  await admin.call('of a host', 'GET volume /os-services?host=node2@beta', undefined, { pick: plain });
}

async function frozen(stage: Stage): Promise<void> {
  const { admin, owner, afterwards } = stage;
  const host = 'node2@tier9';
  const service = `GET volume /os-services?host=${host}` as const;
  const id = await stage.volume('volume', 'alpha');
  await admin.must(action(id), migrateTo(`${host}#alpha`));
  await stage.until('the move', async () => {
    const { volume } = await admin.must(`GET volume /volumes/${id}`);
    return volume.migration_status === 'success' && volume['os-vol-host-attr:host'] === `${host}#alpha`;
  });
  const other = await stage.volume('other', 'alpha');
  afterwards(async () => await admin.send('PUT volume /os-services/thaw', { host }));
  await owner.call('by the owner', 'PUT volume /os-services/freeze', { host });
  await admin.call('an unknown host', 'PUT volume /os-services/freeze', { host: 'node9@beta' });
  await admin.call('with a binary', 'PUT volume /os-services/freeze', { host, binary: 'cinder-volume' });
  await admin.call('frozen', 'PUT volume /os-services/freeze', { host });
  await admin.call('the service, frozen', service);
  await admin.call('moved to it', action(other), migrateTo(`${host}#alpha`));
  await owner.call('deleted on it', `DELETE volume /volumes/${id}`);
  await admin.call('thawed', 'PUT volume /os-services/thaw', { host });
  await admin.call('the service, thawed', service);
}

export const cinderServices: readonly Scenario[] = [
  { name: 'services/listed', run: services },
  { name: 'services/frozen', run: frozen },
];
