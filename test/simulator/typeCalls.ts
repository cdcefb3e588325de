// The calls that tests about volume types make.
import type { OpenCloud, Who } from './support.ts';

export const act = (open: OpenCloud, name: string, body: unknown, who: Who = 'admin') =>
  open.volume(who, 'POST', `/volumes/${open.id(name)}/action`, body);
export const retype = async (
  open: OpenCloud,
  name: string,
  type: string,
  who: Who = 'admin',
  policy = 'on-demand',
) => {
  const answer = await act(open, name, { 'os-retype': { new_type: type, migration_policy: policy } }, who);
  open.clock.runAll();
  return answer;
};
export const show = async (open: OpenCloud, name: string) =>
  (await open.volume('admin', 'GET', `/volumes/${open.id(name)}`)).body.volume;
export const typeId = (open: OpenCloud, name: string) => open.cloud.world.types[name] ?? '';
export const onBeta = { volume_backend_name: 'beta' };
export const reserved = async (open: OpenCloud, type: string) => {
  const path = `/os-quota-sets/${open.cloud.world.projects['demo']}?usage=True`;
  const { quota_set: set } = (await open.volume('admin', 'GET', path)).body;
  return [
    set[`volumes_${type}`].reserved,
    set[`gigabytes_${type}`].reserved,
    set[`snapshots_${type}`].reserved,
  ];
};
