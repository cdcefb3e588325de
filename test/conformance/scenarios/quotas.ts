// Quotas: what is refused when they are used up, and whose quota a retype uses.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, migrateTo, ownType, retypeTo } from './actions.ts';

/** Limits for the scenario; then those of the seed again. */
async function limit(stage: Stage, projectId: string, limits: Record<string, number>): Promise<void> {
  const path = `/os-quota-sets/${projectId}` as const;
  const { quota_set: before } = await stage.admin.must(`GET volume ${path}`);
  const back = Object.fromEntries(Object.keys(limits).map((key) => [key, before[key]]));
  stage.afterwards(async () => await stage.admin.must(`PUT volume ${path}`, { quota_set: back }));
  await stage.admin.must(`PUT volume ${path}`, { quota_set: limits });
}

const CREATED = [
  ['volumes', { volumes: 0 }],
  ['gigabytes', { gigabytes: 0 }],
  ['volumes of its type', { volumes_beta: 0 }],
  ['gigabytes of its type', { gigabytes_beta: 0 }],
  ['gigabytes for one volume', { per_volume_gigabytes: 1 }],
] as const;

async function creation(stage: Stage, limits: Record<string, number>): Promise<void> {
  const { stranger, name } = stage;
  await limit(stage, stranger.session.projectId, limits);
  const body = { volume: { name, size: 2, volume_type: 'beta' } };
  await stranger.call('asked', 'POST volume /volumes', body);
}

async function retype(stage: Stage): Promise<void> {
  const { admin, owner, name } = stage;
  const id = await stage.volume('volume', 'alpha');
  await ownType(stage, 'beta');
  await limit(stage, owner.session.projectId, { [`volumes_${name}`]: 0 });
  await owner.call('asked by the owner', action(id), retypeTo(name));
  await admin.call('asked by the admin', action(id), retypeTo(name));
  await admin.call('asked in vain', `GET volume /volumes/${id}`);
}

/** A migration needs no quota: its temporary row does not count. */
async function migration(stage: Stage): Promise<void> {
  const { admin, owner } = stage;
  const id = await stage.volume('volume', 'alpha');
  const path = `GET volume /os-quota-sets/${owner.session.projectId}?usage=True` as const;
  const { quota_set: usage } = await admin.must(path);
  await limit(stage, owner.session.projectId, { volumes: usage.volumes.in_use });
  await admin.call('asked', action(id), migrateTo('node2@tier9#alpha', true));
  await stage.watch('migrating', [id]);
}

export const quotas: readonly Scenario[] = [
  ...CREATED.map(([name, limits]) => ({
    name: `quota/creation, ${name}`,
    run: async (stage: Stage) => await creation(stage, limits),
  })),
  { name: 'quota/retype', run: retype },
  { name: 'quota/migration', run: migration },
];
