// Lists, their filters and their pages; types, pools, services, clusters.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { snapshotOf, UNKNOWN } from './actions.ts';

async function volumes(stage: Stage): Promise<void> {
  const { admin, owner, stranger, name } = stage;
  await stage.volume('first', 'alpha');
  await stage.volume('second', 'beta');
  const detail = '/volumes/detail?all_tenants=1';
  await admin.call('by name', `GET volume ${detail}&name=${name}`);
  const own = (key: string) => (body: Json) => ({
    ...body,
    [key]: body[key].filter((row: Json) => row.name === name),
  });
  await admin.call('of a project', `GET volume ${detail}&project_id=${owner.session.projectId}`, undefined, {
    pick: own('volumes'),
  });
  await admin.call('of no project', `GET volume ${detail}&project_id=${UNKNOWN}`);
  await admin.call('that are being deleted', `GET volume ${detail}&migration_status=deleting`);
  await owner.call('that are being deleted, to the owner', `GET volume ${detail}&migration_status=deleting`);
  await owner.call('of all, to the owner', `GET volume ${detail}&name=${name}`);
  await stranger.call('of all, to a stranger', `GET volume ${detail}&name=${name}`);
  await admin.call('of its own project', `GET volume /volumes/detail?name=${name}`);
  await admin.call('by an unknown filter', `GET volume /volumes/detail?colour=red&name=${name}`);
  await admin.call('short', `GET volume /volumes?all_tenants=1&name=${name}`);
}

async function pages(stage: Stage): Promise<void> {
  const { admin, labels, name } = stage;
  await stage.volume('one', 'alpha');
  await stage.volume('other', 'alpha');
  const detail = `/volumes/detail?all_tenants=1&name=${name}`;
  // Within one second their order is random.
  const { volumes: rows } = await admin.must(`GET volume ${detail}`);
  const [first, last] = rows.map(({ id }: Json) => id);
  labels.add(first, 'first');
  labels.add(last, 'last');
  await admin.call('the first page', `GET volume ${detail}&limit=1`);
  await admin.call('the last page', `GET volume ${detail}&limit=1&marker=${first}`);
  await admin.call('after the last page', `GET volume ${detail}&limit=1&marker=${last}`);
  await admin.call('after nothing', `GET volume ${detail}&marker=${UNKNOWN}`);
  await admin.call('of no size', `GET volume ${detail}&limit=0`);
  await admin.call('of a size in words', `GET volume ${detail}&limit=many`);
  await admin.call('of a negative size', `GET volume ${detail}&limit=-1`);
}

async function types({ admin, owner }: Stage): Promise<void> {
  await admin.call('all', 'GET volume /types?is_public=None');
  await owner.call('all, to the owner', 'GET volume /types?is_public=None');
  // Which ones it shows is random: they are in the order of their times, to the second.
  await admin.call('a page', 'GET volume /types?is_public=None&limit=2', undefined, {
    pick: ({ volume_types, volume_type_links }) => ({
      types: volume_types.length,
      links: volume_type_links.map(({ rel, href }: Json) => `${rel} ${href.replace(/marker=.*/, 'marker')}`),
    }),
  });
  await admin.call('in no way public', 'GET volume /types?is_public=perhaps');
}

async function pools({ admin, owner }: Stage): Promise<void> {
  await admin.call('in detail', 'GET volume /scheduler-stats/get_pools?detail=true');
  await admin.call('names', 'GET volume /scheduler-stats/get_pools');
  await owner.call('to the owner', 'GET volume /scheduler-stats/get_pools?detail=true');
  // The reason of a service that was once disabled stays: see its own scenario.
  const plain = ({ services }: Json) => services.map((one: Json) => ({ ...one, disabled_reason: null }));
  await admin.call('services', 'GET volume /os-services?binary=cinder-volume', undefined, { pick: plain });
  await admin.call('no services', 'GET volume /os-services?binary=cinder-nothing');
  await owner.call('services, to the owner', 'GET volume /os-services?binary=cinder-volume');
  await admin.call('clusters', 'GET volume /clusters?name=node2@alpha');
  await admin.call('clusters before 3.7', 'GET volume /clusters?name=node2@alpha', undefined, {
    version: 'volume 3.6',
  });
  await owner.call('clusters, to the owner', 'GET volume /clusters?name=node2@alpha');
}

async function snapshots(stage: Stage): Promise<void> {
  const { admin, labels, owner, stranger } = stage;
  const id = await stage.volume('volume', 'alpha');
  const path = `GET volume /snapshots?all_tenants=1&volume_id=${id}` as const;
  await admin.call('none', path);
  await snapshotOf(stage, 'snapshot', id);
  await admin.call('one', path);
  await owner.call('one, to the owner', path);
  await stranger.call('none, to a stranger', path);
  await snapshotOf(stage, 'another snapshot', id);
  const { snapshots: rows } = await admin.must(path);
  for (const [at, row] of rows.entries()) labels.add(row.id, `snapshot ${at}`);
  await admin.call('a page of two', `${path}&limit=1`);
  await admin.call('of an unknown volume', `GET volume /snapshots?all_tenants=1&volume_id=${UNKNOWN}`);
}

async function messages({ admin, owner }: Stage): Promise<void> {
  await admin.call('none', `GET volume /messages?resource_uuid=${UNKNOWN}`);
  await owner.call('none, to the owner', `GET volume /messages?resource_uuid=${UNKNOWN}`);
  await admin.call('before 3.3', `GET volume /messages?resource_uuid=${UNKNOWN}`, undefined, {
    version: 'volume 3.2',
  });
}

export const lists: readonly Scenario[] = [
  { name: 'lists/volumes', run: volumes },
  { name: 'lists/pages', run: pages },
  { name: 'lists/types', run: types },
  { name: 'lists/pools', run: pools },
  { name: 'lists/snapshots', run: snapshots },
  { name: 'lists/messages', run: messages },
];
