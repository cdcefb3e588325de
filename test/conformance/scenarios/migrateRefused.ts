// os-migrate_volume, refused at once.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, migrateTo, snapshotOf, UNKNOWN } from './actions.ts';

const options = { force_host_copy: false, lock_volume: false };

async function refusals(stage: Stage): Promise<void> {
  const { admin, owner, stranger } = stage;
  const id = await stage.volume('volume', 'alpha');
  const ask = async (title: string, fields: object, version?: string) =>
    await admin.call(
      title,
      action(id),
      { 'os-migrate_volume': fields },
      version === undefined ? {} : { version },
    );
  await ask('an unknown host', { host: 'node9@alpha#alpha', ...options });
  await ask('a host without a back end', { host: 'node2', ...options });
  await ask('the host that it is on', { host: 'node1@alpha#alpha', ...options });
  await ask('an empty host', { host: '', ...options });
  await ask('no host', options);
  await ask('a host and a cluster', { host: 'node2@alpha#alpha', cluster: 'c@alpha', ...options });
  await ask('an unknown cluster', { cluster: 'node2@alpha', ...options });
  await ask('a cluster before 3.16', { cluster: 'node2@alpha', ...options }, 'volume 3.15');
  await ask('an unknown key', { host: 'node2@alpha#alpha', urgent: true, ...options });
  await ask('a number for a flag', { host: 'node2@alpha#alpha', force_host_copy: 7 });
  await admin.call('an unknown volume', action(UNKNOWN), migrateTo('node2@alpha#alpha'));
  await owner.call('by the owner', action(id), migrateTo('node2@alpha#alpha'));
  await stranger.call('by a stranger', action(id), migrateTo('node2@alpha#alpha'));
}

async function withSnapshot(stage: Stage): Promise<void> {
  const id = await stage.volume('volume', 'alpha');
  await snapshotOf(stage, 'snapshot', id);
  await stage.admin.call('asked', action(id), migrateTo('node2@alpha#alpha'));
}

async function disabled(stage: Stage): Promise<void> {
  const { admin } = stage;
  const id = await stage.volume('volume', 'alpha');
  const service = { host: 'node2@tier9', binary: 'cinder-volume' };
  const reason = { ...service, disabled_reason: 'of a test' };
  await admin.must('PUT volume /os-services/disable-log-reason', reason);
  stage.afterwards(async () => await admin.must('PUT volume /os-services/enable', service));
  await admin.call('asked', action(id), migrateTo('node2@tier9#alpha'));
  const list = 'GET volume /os-services?binary=cinder-volume';
  const pick = (body: Json) => body.services.filter(({ host }: Json) => host === 'node2@tier9');
  await admin.call('its service', list, undefined, { pick });
  await admin.must('PUT volume /os-services/enable', service);
  await admin.call('its service, enabled again', list, undefined, { pick });
}

export const migrateRefused: readonly Scenario[] = [
  { name: 'migrate refused/what is asked', run: refusals },
  { name: 'migrate refused/a volume with a snapshot', run: withSnapshot },
  { name: 'migrate refused/a service that is disabled', run: disabled },
];
