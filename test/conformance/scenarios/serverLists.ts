// Nova's list of servers, which shows who has a volume attached: projects, filters, pages.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { UNKNOWN } from './actions.ts';

async function list(stage: Stage): Promise<void> {
  const { admin, owner, stranger, labels, vm1, vm2 } = stage;
  const newest = { version: 'compute 2.93' };
  const own = owner.session.projectId;
  const path = `GET compute /servers/detail?all_tenants=1&project_id=${own}` as const;
  const { servers } = await admin.must(path);
  for (const server of servers) labels.add(server.name, server.name);
  await admin.call('of a project', path);
  await admin.call('of a project, at the oldest version', path, undefined, { version: '' });
  await admin.call('of a project, at the newest of Zed', path, undefined, newest);
  const page = ({ servers: some, servers_links: links }: Json) => ({
    servers: some.map(({ id }: Json) => id),
    links: (links ?? []).map(({ rel }: Json) => rel),
  });
  const picked = { pick: page };
  await admin.call('its first page', `${path}&limit=1`, undefined, picked);
  await admin.call('its last page', `${path}&limit=1&marker=${vm2}`, undefined, picked);
  await admin.call('after its last page', `${path}&limit=1&marker=${vm1}`, undefined, picked);
  await admin.call('a page of no size', `${path}&limit=0`);
  await admin.call('a page of a size in words', `${path}&limit=many`);
  await admin.call('a page of a negative size', `${path}&limit=-1`);
  await admin.call('after nothing', `${path}&marker=${UNKNOWN}`);
  await admin.call('oldest first', `${path}&sort_key=created_at&sort_dir=asc`, undefined, picked);
  for (const filter of [
    `uuid=${vm1}`,
    `uuid=${vm2}&uuid=${vm1}`,
    'deleted=False',
    'deleted=True',
    'changes-since=2020-01-01T00:00:00Z',
    'status=ACTIVE',
    'vm_state=stopped',
    'host=nowhere',
    `user_id=${owner.session.userId}`,
    'availability_zone=nova',
  ])
    await admin.call(filter.split('=')[0] ?? '', `${path}&${filter}`, undefined, picked);
  await admin.call('locked', `${path}&locked=True`, undefined, { ...picked, ...newest });
  await admin.call('locked, before 2.73', `${path}&locked=True`, undefined, picked);
  await admin.call('by volume', `${path}&volume_id=${UNKNOWN}`, undefined, picked);
  await admin.call('by volume, from 2.75 on', `${path}&volume_id=${UNKNOWN}`, undefined, newest);
  await admin.call('without all_tenants', `GET compute /servers/detail?project_id=${own}`);
  await admin.call(
    'by tenant_id',
    `GET compute /servers/detail?all_tenants=1&tenant_id=${own}`,
    undefined,
    picked,
  );
  await admin.call('of no project', `GET compute /servers/detail?all_tenants=1&project_id=${UNKNOWN}`);
  await owner.call('of all, to the owner', 'GET compute /servers/detail?all_tenants=1');
  await owner.call('its own', 'GET compute /servers/detail', undefined, newest);
  const foreign = `GET compute /servers/detail?project_id=${stranger.session.projectId}` as const;
  await owner.call('of another project, to the owner', foreign, undefined, picked);
  await owner.call('by uuid, to the owner', `GET compute /servers/detail?uuid=${vm1}`, undefined, picked);
  await stranger.call('its own, to a stranger', 'GET compute /servers/detail?all_tenants=0');
}

export const serverLists: readonly Scenario[] = [{ name: 'servers/list', run: list }];
