// Swaps in the simulated Nova: refused, done, failed.
import { describe, expect, test } from 'vitest';
import type { SimulatedCloudServerOptions } from '../../src/simulator/index.ts';
import { linesOf, type OpenCloud, openCloud, type Who, watch } from './support.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const to = (volumeId: string, more = {}) => ({ volumeAttachment: { volumeId, ...more } });

const swap = (
  open: OpenCloud,
  old: string,
  young: string,
  who: Who = 'admin',
  server = 'vm1',
  version = '2.84',
) =>
  open.compute(
    who,
    'PUT',
    `/servers/${open.id(server)}/os-volume_attachments/${open.id(old)}`,
    to(open.id(young)),
    version,
  );

interface Refused {
  clause: string;
  status: number;
  text: string;
  old?: string;
  young?: string;
  who?: Who;
  server?: string;
  options?: SimulatedCloudServerOptions;
  prepare?: (open: OpenCloud) => void;
}

const guarded = { release: '2025.1' } as const;
const NOT_MIGRATING = 'volume {data1} is not migrating this api should only be called by Cinder';

const REFUSED: Refused[] = [
  {
    clause: 'an unknown server',
    server: NOBODY,
    status: 404,
    text: `Instance ${NOBODY} could not be found.`,
  },
  { clause: 'another project’s server', who: 'bob', status: 404, text: 'Instance {vm1} could not be found.' },
  {
    clause: 'a server’s owner',
    who: 'alice',
    status: 403,
    text: "Policy doesn't allow os_compute_api:os-volumes-attachments:swap to be performed.",
  },
  {
    clause: 'the policy, before the old volume',
    who: 'alice',
    old: NOBODY,
    status: 403,
    text: "Policy doesn't allow os_compute_api:os-volumes-attachments:swap to be performed.",
  },
  { clause: 'an unknown old volume', old: NOBODY, status: 404, text: `Volume ${NOBODY} could not be found.` },
  {
    clause: 'an unknown new volume: what the probe asks',
    young: NOBODY,
    status: 400,
    text: `Volume ${NOBODY} could not be found.`,
  },
  {
    clause: 'an old volume that is not attached here',
    old: 'free2',
    status: 400,
    text: 'Invalid volume: Old volume is attached to a different instance.',
  },
  {
    clause: 'a new volume that is attached',
    young: 'data2',
    status: 400,
    text: 'Invalid volume: New volume must be detached in order to swap.',
  },
  {
    clause: 'a volume for itself',
    young: 'data1',
    status: 400,
    text: 'Invalid volume: New volume must be detached in order to swap.',
  },
  {
    clause: 'a smaller new volume',
    prepare: ({ cloud, id }) => cloud.setVolume(id('data1'), { sizeGib: 2 }),
    status: 400,
    text: 'Invalid volume: New volume must be the same size or larger.',
  },
  {
    clause: 'a volume on two servers',
    prepare: ({ cloud, id }) => void cloud.attach(id('vm2'), id('data1')),
    status: 400,
    text: 'Swapping multi-attach volumes with more than one read/write attachment is not supported.',
  },
  ...['stopped', 'error', 'suspended'].map((vmState) => ({
    clause: `a server that is ${vmState}`,
    prepare: ({ cloud, id }: OpenCloud) => cloud.setServer(id('vm1'), { vmState }),
    status: 409,
    text: `Cannot 'swap_volume' instance {vm1} while it is in vm_state ${vmState}`,
  })),
  {
    clause: 'a server with a task',
    prepare: ({ cloud, id }) => cloud.setServer(id('vm1'), { taskState: 'migrating' }),
    status: 409,
    text: "Cannot 'swap_volume' instance {vm1} while it is in task_state migrating",
  },
  {
    clause: '2025.1: any swap that Cinder did not ask for',
    options: guarded,
    status: 409,
    text: NOT_MIGRATING,
  },
  { clause: '2025.1: the probe', options: guarded, young: NOBODY, status: 409, text: NOT_MIGRATING },
  {
    clause: '2025.1: the guard comes after the server',
    options: guarded,
    server: NOBODY,
    status: 404,
    text: `Instance ${NOBODY} could not be found.`,
  },
  {
    clause: '2025.1: and after the old volume',
    options: guarded,
    old: NOBODY,
    status: 404,
    text: `Volume ${NOBODY} could not be found.`,
  },
  ...['success', 'error', 'migrating'].map((migrationStatus) => ({
    clause: `2025.1: the probe says nothing where migration_status is ${migrationStatus}`,
    options: guarded,
    young: NOBODY,
    prepare: ({ cloud, id }: OpenCloud) => cloud.setVolume(id('data1'), { migrationStatus }),
    status: 400,
    text: `Volume ${NOBODY} could not be found.`,
  })),
  {
    clause: 'zed with the guard speaks as the later branches do',
    options: { nova: { guard: true } },
    status: 409,
    text: 'volume {data1} is not migrating; this API should only be called by Cinder',
  },
];

describe('a swap is refused for', () => {
  test.each(REFUSED)('$clause', async ({ old, young, who, server, options, prepare, status, text }) => {
    await using open = await openCloud(options);
    prepare?.(open);
    const reply = await swap(open, old ?? 'data1', young ?? 'free1', who, server);
    const [fault] = Object.values(reply.body) as { message: string }[];
    expect([reply.status, fault?.message]).toEqual([
      status,
      text.replace(/\{(\w+)\}/, (_, name) => open.id(name)),
    ]);
    expect(open.cloud.state.volumes.get(open.id('data1'))?.status).toBe('in-use');
    expect(open.cloud.state.volumes.get(open.id('free1'))?.status).toBe('available');
  });

  test('a new volume that cannot be reserved: a 500, and the old one is left in detaching', async () => {
    await using open = await openCloud();
    open.cloud.setVolume(open.id('free1'), { status: 'maintenance' });
    const { status, body } = await swap(open, 'data1', 'free1');
    expect([status, body.computeFault.message]).toEqual([
      500,
      expect.stringContaining('nova.exception.InvalidInput'),
    ]);
    open.clock.runAll();
    expect(open.cloud.state.volumes.get(open.id('data1'))?.status).toBe('detaching');
  });
});

const names = (open: OpenCloud) => ({ [open.id('data1')]: 'old', [open.id('free1')]: 'new' });
const old = 'old: detaching null @node1@alpha#alpha type=alpha attached=1 name_id=null';
const young = 'new: reserved null @node1@alpha#alpha type=alpha attached=0 name_id=null';

describe('a direct swap', () => {
  test('shows the new volume in-use before the old one is available, and the server’s list last', async () => {
    await using open = await openCloud();
    const reply = await swap(open, 'data1', 'free1');
    expect([reply.status, reply.text]).toEqual([202, '']);
    const lines = await watch(open, names(open));
    expect(lines.filter((line) => !line.includes(':')).slice(-2)).toEqual([
      'new in-use',
      'old available attached=0',
    ]);
    expect(linesOf(lines, 'old')).toEqual([old, 'old available attached=0']);
    expect(linesOf(lines, 'new')).toEqual([young, 'new attaching', 'new attached=1', 'new in-use']);
    const list = await open.compute('admin', 'GET', `/servers/${open.id('vm1')}/os-volume_attachments`);
    expect(list.body.volumeAttachments[1]).toMatchObject({ volumeId: open.id('free1'), device: '/dev/sdb' });
  });

  test.each([
    ['nova', 'swap_volume', ['new attaching', 'new available']],
    ['node1@alpha', 'initialize_connection', ['new available']],
  ] as const)('that fails in %s %s is reverted', async (where, operation, after) => {
    await using open = await openCloud();
    open.cloud.faults.set(where, operation, { raise: 'boom', count: 1 });
    const { headers } = await swap(open, 'data1', 'free1');
    const lines = await watch(open, names(open));
    expect(linesOf(lines, 'old')).toEqual([old, 'old in-use']);
    expect(linesOf(lines, 'new')).toEqual([young, ...after]);
    const id = headers.get('x-openstack-request-id');
    const { body } = await open.compute(
      'admin',
      'GET',
      `/servers/${open.id('vm1')}/os-instance-actions/${id}`,
    );
    expect(body.instanceAction).toMatchObject({
      action: 'swap_volume',
      message: 'Error',
      events: [{ event: 'compute_swap_volume', result: 'Error' }],
    });
    expect(open.cloud.data(open.id('data1'))).toMatch(/^data of data1/);
  });

  test('is not stopped by a backend that fails to disconnect the old volume', async () => {
    await using open = await openCloud();
    open.cloud.faults.set('node1@alpha', 'terminate_connection', { raise: 'boom' });
    await swap(open, 'data1', 'free1');
    expect(linesOf(await watch(open, names(open)), 'old')).toEqual([old, 'old available attached=0']);
  });

  test.each(['paused', 'resized'])('works while the server is %s', async (vmState) => {
    await using open = await openCloud();
    open.cloud.setServer(open.id('vm1'), { vmState });
    expect((await swap(open, 'data1', 'free1')).status).toBe(202);
  });

  test('passes a lock, because it is an admin’s', async () => {
    await using open = await openCloud();
    await open.compute('alice', 'POST', `/servers/${open.id('vm1')}/action`, { lock: null });
    expect((await swap(open, 'data1', 'free1')).status).toBe(202);
  });

  test('a second one of the same volume is refused while the first runs', async () => {
    await using open = await openCloud();
    await swap(open, 'data1', 'free1');
    const { status, body } = await swap(open, 'data1', 'free2');
    expect([status, body.badRequest.message]).toEqual([
      400,
      expect.stringContaining('Unable to detach volume.'),
    ]);
  });

  test('2025.1 lets one through on a volume with an old success', async () => {
    await using open = await openCloud(guarded);
    open.cloud.setVolume(open.id('data1'), { migrationStatus: 'success' });
    expect((await swap(open, 'data1', 'free1')).status).toBe(202);
    open.clock.runAll();
    expect(open.cloud.data(open.id('free1'))).toMatch(/^data of data1/);
  });

  test('2025.1 lets Cinder’s own through: a retype in use works', async () => {
    await using open = await openCloud(guarded);
    await open.volume('alice', 'POST', `/volumes/${open.id('data1')}/action`, {
      'os-retype': { new_type: 'beta', migration_policy: 'on-demand' },
    });
    open.clock.runAll();
    expect(open.cloud.state.volumes.get(open.id('data1'))).toMatchObject({
      status: 'in-use',
      migrationStatus: 'success',
    });
  });

  test.each([
    'zed',
    '2025.1',
  ] as const)('%s: one that comes while Cinder moves the volume runs after it', async (release) => {
    await using open = await openCloud({ release });
    const path = `/volumes/${open.id('data1')}/action`;
    await open.volume('admin', 'POST', path, {
      'os-retype': { new_type: 'beta', migration_policy: 'on-demand' },
    });
    const isCopying = () =>
      [...open.cloud.state.volumes.values()].some(({ status }) => status === 'attaching');
    while (!isCopying() && open.clock.step());
    expect((await swap(open, 'data1', 'free1')).status).toBe(202);
    open.clock.runAll();
    const { volumes } = open.cloud.state;
    expect(volumes.get(open.id('data1'))).toMatchObject({ status: 'available', migrationStatus: 'success' });
    expect(volumes.get(open.id('free1'))).toMatchObject({ status: 'in-use', migrationStatus: null });
    expect(open.cloud.data(open.id('free1'))).toMatch(/^data of data1/);
    expect(open.cloud.state.servers.get(open.id('vm1'))?.devices[1]?.volumeId).toBe(open.id('free1'));
  });

  test('from 2.85 on, the same id only changes delete_on_termination', async () => {
    await using open = await openCloud();
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
    const { status } = await open.compute(
      'alice',
      'PUT',
      path,
      to(open.id('data1'), { delete_on_termination: true }),
      '2.85',
    );
    const { body } = await open.compute('alice', 'GET', path, undefined, '2.79');
    expect([status, body.volumeAttachment.delete_on_termination]).toEqual([202, true]);
  });
});

describe('the events of an instance action', () => {
  test.each([
    ['admin', '2.50', ['event', 'start_time', 'finish_time', 'result', 'traceback']],
    ['alice', '2.50', undefined],
    ['alice', '2.51', ['event', 'start_time', 'finish_time', 'result']],
    ['alice', '2.62', ['event', 'start_time', 'finish_time', 'result', 'hostId']],
    [
      'admin',
      '2.84',
      ['event', 'start_time', 'finish_time', 'result', 'traceback', 'host', 'hostId', 'details'],
    ],
  ] as const)('%s at %s sees %j', async (who, version, keys) => {
    await using open = await openCloud();
    const { headers } = await swap(open, 'data1', 'free1');
    open.clock.runAll();
    const path = `/servers/${open.id('vm1')}/os-instance-actions/${headers.get('x-openstack-request-id')}`;
    const { body } = await open.compute(who, 'GET', path, undefined, version);
    expect(body.instanceAction.events?.map(Object.keys)[0]).toEqual(keys);
  });

  test('while the swap runs the result is null', async () => {
    await using open = await openCloud();
    const { headers } = await swap(open, 'data1', 'free1');
    open.clock.step();
    const path = `/servers/${open.id('vm1')}/os-instance-actions/${headers.get('x-openstack-request-id')}`;
    const { body } = await open.compute('admin', 'GET', path);
    expect(body.instanceAction).toMatchObject({
      message: null,
      events: [{ result: null, finish_time: null }],
    });
  });
});
