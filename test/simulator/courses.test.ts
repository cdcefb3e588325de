// The states that an admin sees during migrations and retypes of the simulated cloud.
import { describe, expect, test } from 'vitest';
import type { SimulatedCloudServerOptions } from '../../src/simulator/index.ts';
import { linesOf, type OpenCloud, openCloud, watch } from './support.ts';

const action = (name: string, body: Record<string, unknown>) => ({ [name]: body });
const migrate = (host: string, more = {}) => action('os-migrate_volume', { host, ...more });
const retype = (type: string, policy = 'on-demand') =>
  action('os-retype', { new_type: type, migration_policy: policy });

interface Course {
  clause: string;
  volume: string;
  by?: 'admin' | 'alice';
  body: Record<string, unknown>;
  prepare?: (open: OpenCloud) => void;
  options?: SimulatedCloudServerOptions;
  source: string[];
  target?: string[];
}

const inUse = (end: string) => [
  'source migrating',
  'source attached=0',
  'source completing',
  'source name_id=target',
  end,
  'source success',
  'source attached=1',
];
const inUseTarget = (place: string) => [
  `target: creating target ${place} attached=0 name_id=null`,
  'target available',
  'target reserved',
  'target attaching',
  'target attached=1',
  'target in-use',
];

const COURSES: Course[] = [
  {
    clause: 'migrate by the driver: host and success in one step',
    volume: 'free1',
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source success @node2@alpha#alpha',
    ],
  },
  {
    clause:
      'migrate by host copy, locked: maintenance, completing, a moment of null, success; the source goes under the target’s id',
    volume: 'free1',
    body: migrate('node2@tier9#alpha', { force_host_copy: true, lock_volume: true }),
    source: [
      'source: maintenance starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source completing',
      'source available null @node2@tier9#alpha',
      'source success',
    ],
    target: [
      'target: creating target @node2@tier9#alpha type=alpha attached=0 name_id=null',
      'target available',
      'target deleting deleting @node1@alpha#alpha name_id=free1',
      'target gone',
    ],
  },
  {
    clause: 'a backend without assistance copies by host',
    volume: 'free2',
    prepare: ({ cloud, id }) => cloud.setVolume(id('free2'), { host: 'node2@beta#beta' }),
    body: migrate('node1@beta#beta'),
    source: [
      'source: available starting @node2@beta#beta type=beta attached=0 name_id=null',
      'source migrating',
      'source completing',
      'source null @node1@beta#beta',
      'source success',
    ],
  },
  {
    clause: 'migrate to host@backend without a pool: the scheduler fills it in',
    volume: 'free1',
    body: migrate('node2@alpha'),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source success @node2@alpha#alpha',
    ],
  },
  ...['node2@alpha#nopool', 'node1@beta#beta'].map((host) => ({
    clause: `migrate to ${host}, where the volume cannot live: error`,
    volume: 'free1',
    body: migrate(host),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source error',
    ],
  })),
  {
    clause: 'migrate, locked, that finds no host gives the status back',
    volume: 'free1',
    body: migrate('node1@beta#beta', { lock_volume: true }),
    source: [
      'source: maintenance starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available error',
    ],
  },
  {
    clause: 'retype never on the same backend: migration_status is never set',
    volume: 'free1',
    body: retype('alpha-gold', 'never'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available type=alpha-gold',
    ],
  },
  {
    clause: 'retype never to another backend: nothing but the status moves',
    volume: 'free1',
    body: retype('beta', 'never'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available',
    ],
  },
  {
    clause: 'retype to a type that no backend has: the same',
    volume: 'free1',
    body: retype('nowhere'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available',
    ],
  },
  {
    clause: 'retype with a snapshot, where data must move: silently unchanged',
    volume: 'free1',
    prepare: ({ cloud, id }) => void cloud.addSnapshot(id('free1')),
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available',
    ],
  },
  {
    clause: 'retype with a snapshot on the same backend works',
    volume: 'free1',
    prepare: ({ cloud, id }) => void cloud.addSnapshot(id('free1')),
    body: retype('alpha-gold', 'never'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available type=alpha-gold',
    ],
  },
  {
    clause: 'retype on-demand by the driver',
    volume: 'free1',
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source starting',
      'source migrating',
      'source available success @node1@beta#beta type=beta',
    ],
  },
  {
    clause: 'retype on-demand by host copy',
    volume: 'free1',
    prepare: ({ cloud, id }) => cloud.setVolume(id('free1'), { host: 'node2@tier9#alpha' }),
    body: retype('beta'),
    source: [
      'source: retyping null @node2@tier9#alpha type=alpha attached=0 name_id=null',
      'source starting',
      'source migrating',
      'source completing',
      'source available null @node1@beta#beta type=beta',
      'source success',
    ],
  },
  {
    clause: 'types that differ in more than the backend’s name are copied, not given to the driver',
    volume: 'free1',
    prepare: ({ cloud, id }) =>
      cloud.setVolume(id('free1'), { typeId: cloud.world.types['alpha-gold'] ?? null }),
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha-gold attached=0 name_id=null',
      'source starting',
      'source migrating',
      'source completing',
      'source available null @node1@beta#beta type=beta',
      'source success',
    ],
  },
  {
    clause: 'an old success stands during and after a retype that fails',
    volume: 'free1',
    prepare: ({ cloud, id }) => cloud.setVolume(id('free1'), { migrationStatus: 'success' }),
    body: retype('nowhere'),
    source: [
      'source: retyping success @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available',
    ],
  },
  ...(['admin', 'alice'] as const).map((by) => ({
    clause: `retype in use by ${by}: attachments [] while retyping, null with the new host, success before the attachment`,
    volume: 'data1',
    by,
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=1 name_id=null',
      'source starting',
      ...inUse('source in-use null @node1@beta#beta type=beta'),
    ],
    target: [
      ...inUseTarget('@node1@beta#beta type=beta'),
      'target deleting deleting @node1@alpha#alpha name_id=data1',
      'target attached=0',
      'target gone',
    ],
  })),
  {
    clause: 'migrate in use, the root volume: in-use throughout',
    volume: 'boot1',
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: in-use starting @node1@alpha#alpha type=alpha attached=1 name_id=null',
      ...inUse('source null @node2@alpha#alpha'),
    ],
  },
  {
    clause: 'migrate in use, second time: name_id becomes the new target’s, the old one’s goes with the row',
    volume: 'data1',
    prepare: ({ cloud, id }) =>
      cloud.setVolume(id('data1'), { nameId: id('free1').replace(/^./, 'f'), migrationStatus: 'success' }),
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: in-use starting @node1@alpha#alpha type=alpha attached=1 name_id=target',
      'source migrating',
      'source attached=0',
      'source completing',
      'source null @node2@alpha#alpha',
      'source success',
      'source attached=1',
    ],
  },
  {
    clause: 'the attachment race, lost: success without attachments for good',
    volume: 'data1',
    options: { attachmentRace: 'lost' },
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: in-use starting @node1@alpha#alpha type=alpha attached=1 name_id=null',
      ...inUse('source null @node2@alpha#alpha').slice(0, -1),
    ],
  },
  {
    clause: 'retype in use while the server is stopped: error, the target goes',
    volume: 'data1',
    prepare: ({ cloud, id }) => cloud.setServer(id('vm1'), { vmState: 'stopped' }),
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=1 name_id=null',
      'source starting',
      'source migrating',
      'source in-use error',
    ],
    target: [
      'target: creating target @node1@beta#beta type=beta attached=0 name_id=null',
      'target available',
      'target gone',
    ],
  },
  {
    clause: 'a volume on two servers is not moved',
    volume: 'data1',
    prepare: ({ cloud, id }) => void cloud.attach(id('vm2'), id('data1')),
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: in-use starting @node1@alpha#alpha type=alpha attached=2 name_id=null',
      'source migrating',
      'source error',
    ],
  },
  {
    clause: 'a volume whose attachment is lost is moved by the driver, under the running server',
    volume: 'data1',
    prepare: ({ cloud, id }) => cloud.loseAttachments(id('data1')),
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: in-use starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source success @node2@alpha#alpha',
    ],
  },
  {
    clause: 'the driver fails: error',
    volume: 'free1',
    prepare: ({ cloud }) => cloud.faults.set('node1@alpha', 'migrate_volume', { raise: 'boom' }),
    body: migrate('node2@alpha#alpha'),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source error',
    ],
  },
  {
    clause: 'the destination cannot make the target: the target goes by way of error',
    volume: 'free1',
    prepare: ({ cloud }) => cloud.faults.set('node2@alpha', 'create_volume', { raise: 'boom' }),
    body: migrate('node2@alpha#alpha', { force_host_copy: true }),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source error',
    ],
    target: [
      'target: creating target @node2@alpha#alpha type=alpha attached=0 name_id=null',
      'target error',
      'target gone',
    ],
  },
  ...(['initialize_connection', 'copy'] as const).map((operation) => ({
    clause: `${operation} fails on the destination: error, the target goes`,
    volume: 'free1',
    prepare: ({ cloud }: OpenCloud) => cloud.faults.set('node2@alpha', operation, { raise: 'boom' }),
    body: migrate('node2@alpha#alpha', { force_host_copy: true }),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source error',
    ],
    target: [
      'target: creating target @node2@alpha#alpha type=alpha attached=0 name_id=null',
      'target available',
      'target gone',
    ],
  })),
  {
    clause: 'update_migrated_volume fails: error, and the target stays as an orphan of the owner’s',
    volume: 'free1',
    prepare: ({ cloud }) => cloud.faults.set('node2@alpha', 'update_migrated_volume', { raise: 'boom' }),
    body: migrate('node2@alpha#alpha', { force_host_copy: true }),
    source: [
      'source: available starting @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source migrating',
      'source completing',
      'source error',
    ],
    target: [
      'target: creating target @node2@alpha#alpha type=alpha attached=0 name_id=null',
      'target available',
      'target null',
    ],
  },
  {
    clause: 'update_migrated_volume fails in use: stuck in completing, the attachment is the target’s',
    volume: 'data2',
    prepare: ({ cloud }) => cloud.faults.set('node2@beta', 'update_migrated_volume', { raise: 'boom' }),
    body: migrate('node2@beta#beta'),
    source: [
      'source: in-use starting @node1@beta#beta type=beta attached=1 name_id=null',
      'source migrating',
      'source attached=0',
      'source completing',
    ],
    target: inUseTarget('@node2@beta#beta type=beta'),
  },
  {
    clause: 'Nova fails to swap during a move: error, the target goes',
    volume: 'data1',
    prepare: ({ cloud }) => cloud.faults.set('nova', 'swap_volume', { raise: 'boom' }),
    body: retype('beta'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=1 name_id=null',
      'source starting',
      'source migrating',
      'source in-use error',
    ],
    target: [...inUseTarget('@node1@beta#beta type=beta').slice(0, 4), 'target gone'],
  },
  {
    clause: 'the new connection fails during a move: reserved is as far as the target comes',
    volume: 'data2',
    prepare: ({ cloud }) =>
      cloud.faults.set('node2@beta', 'initialize_connection', { raise: 'boom', count: 1 }),
    body: migrate('node2@beta#beta'),
    source: [
      'source: in-use starting @node1@beta#beta type=beta attached=1 name_id=null',
      'source migrating',
      'source error',
    ],
    target: [...inUseTarget('@node2@beta#beta type=beta').slice(0, 3), 'target gone'],
  },
  {
    clause: 'the driver’s retype fails, never: the type stays',
    volume: 'free1',
    prepare: ({ cloud }) => cloud.faults.set('node1@alpha', 'retype', { raise: 'boom' }),
    body: retype('alpha-gold', 'never'),
    source: [
      'source: retyping null @node1@alpha#alpha type=alpha attached=0 name_id=null',
      'source available',
    ],
  },
];

describe('the states that an admin sees, in order', () => {
  test.each(COURSES)('$clause', async ({ volume, by, body, prepare, options, source, target }) => {
    await using open = await openCloud(options);
    prepare?.(open);
    const id = open.id(volume);
    const { status, text } = await open.volume(by ?? 'admin', 'POST', `/volumes/${id}/action`, body);
    expect([status, text]).toEqual([202, '']);
    const lines = await watch(open, { [id]: 'source' });
    expect(linesOf(lines, 'source')).toEqual(source);
    if (target) expect(linesOf(lines, 'target')).toEqual(target);
  });

  test('the target’s row shows where it comes from, and the volume keeps name, owner and ID', async () => {
    await using open = await openCloud();
    const id = open.id('free1');
    await open.volume(
      'admin',
      'POST',
      `/volumes/${id}/action`,
      migrate('node2@tier9#alpha', { force_host_copy: true }),
    );
    const during = [];
    while (open.clock.step()) {
      const { body } = await open.volume(
        'admin',
        'GET',
        '/volumes/detail?all_tenants=1&migration_status=deleting',
      );
      during.push(...body.volumes);
    }
    expect(during[0]).toMatchObject({
      name: 'free1',
      description: `migration src for ${id}`,
      consumes_quota: false,
    });
    const { body } = await open.volume('alice', 'GET', `/volumes/${id}`);
    expect(body.volume).toMatchObject({ id, name: 'free1', description: null, status: 'available' });
  });

  test('a moved volume has a new attachment, which the server lists under the same volume ID', async () => {
    await using open = await openCloud();
    const [vm, id] = [open.id('vm1'), open.id('data1')];
    const before = await open.compute(
      'admin',
      'GET',
      `/servers/${vm}/os-volume_attachments/${id}`,
      undefined,
      '2.90',
    );
    await open.volume('admin', 'POST', `/volumes/${id}/action`, retype('beta'));
    open.clock.runAll();
    const after = await open.compute(
      'admin',
      'GET',
      `/servers/${vm}/os-volume_attachments/${id}`,
      undefined,
      '2.90',
    );
    const { body } = await open.volume('admin', 'GET', `/volumes/${id}`);
    expect(after.body.volumeAttachment.attachment_id).not.toBe(before.body.volumeAttachment.attachment_id);
    expect(body.volume.attachments[0].attachment_id).toBe(after.body.volumeAttachment.attachment_id);
    expect(after.body.volumeAttachment).toMatchObject({
      device: '/dev/sdb',
      bdm_uuid: before.body.volumeAttachment.bdm_uuid,
    });
  });

  test('a lost attachment: Nova still lists the volume, its action says Error', async () => {
    await using open = await openCloud({ attachmentRace: 'lost' });
    const [vm, id] = [open.id('vm1'), open.id('data1')];
    await open.volume('admin', 'POST', `/volumes/${id}/action`, retype('beta'));
    open.clock.runAll();
    const attachments = await open.volume('admin', 'GET', `/attachments?all_tenants=1&volume_id=${id}`);
    const devices = await open.compute('admin', 'GET', `/servers/${vm}/os-volume_attachments`);
    const actions = await open.compute('admin', 'GET', `/servers/${vm}/os-instance-actions`);
    expect(attachments.body.attachments).toEqual([]);
    expect(devices.body.volumeAttachments.map(({ volumeId }: { volumeId: string }) => volumeId)).toContain(
      id,
    );
    expect(actions.body.instanceActions[0]).toMatchObject({ action: 'swap_volume', message: 'Error' });
  });
});
