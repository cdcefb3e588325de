// What the simulated Cinder and Nova refuse, in their own words.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud, type Who } from './support.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const CANNOT_DELETE =
  'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing ' +
  'and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated ' +
  'from snapshots after volume transfer.';
const CANNOT_MIGRATE =
  'Invalid volume: Volume {free1} status must be available or in-use, must not be migrating, have snapshots, be ' +
  'replicated, be part of a group and destination host/cluster must be different than the current one';
const CANNOT_RETYPE =
  'Invalid volume: Retype needs volume to be in available or in-use state, not be part of an active migration or a ' +
  'consistency group, requested type has to be different that the one from the volume, and for in-use volumes ' +
  'front-end qos specs cannot change.';

type Line = [
  clause: string,
  who: Who,
  method: string,
  path: string,
  body: unknown,
  status: number,
  key: string,
  text: string,
  version?: string,
];
const act = '/volumes/{free1}/action';
const migrate = (fields: unknown) => ({ 'os-migrate_volume': fields });
const retype = (fields: unknown) => ({ 'os-retype': fields });

const LINES: Line[] = [
  [
    'unknown host',
    'admin',
    'POST',
    act,
    migrate({ host: 'node9@alpha#alpha' }),
    400,
    'badRequest',
    "Invalid host: No available service named 'node9@alpha#alpha'",
  ],
  [
    'host without backend',
    'admin',
    'POST',
    act,
    migrate({ host: 'node2' }),
    400,
    'badRequest',
    "Invalid host: No available service named 'node2'",
  ],
  [
    'same host',
    'admin',
    'POST',
    act,
    migrate({ host: 'node1@alpha#alpha' }),
    400,
    'badRequest',
    CANNOT_MIGRATE,
  ],
  [
    'no host',
    'admin',
    'POST',
    act,
    migrate({}),
    400,
    'badRequest',
    'Invalid input received: One and only one of cluster and host must be set.',
  ],
  [
    'empty host',
    'admin',
    'POST',
    act,
    migrate({ host: '' }),
    400,
    'badRequest',
    'Invalid input received: One and only one of cluster and host must be set.',
  ],
  [
    'host and cluster',
    'admin',
    'POST',
    act,
    migrate({ host: 'h', cluster: 'c' }),
    400,
    'badRequest',
    'Invalid input received: One and only one of cluster and host must be set.',
  ],
  [
    'unknown cluster',
    'admin',
    'POST',
    act,
    migrate({ cluster: 'c@be' }),
    400,
    'badRequest',
    "Invalid host: No available service named 'c@be'",
  ],
  [
    'cluster before 3.16',
    'admin',
    'POST',
    act,
    migrate({ cluster: 'c@be' }),
    400,
    'badRequest',
    "Invalid input for field/attribute os-migrate_volume. Value: {'cluster': 'c@be'}. 'host' is a required property",
    '3.15',
  ],
  [
    'unknown key',
    'admin',
    'POST',
    act,
    migrate({ host: 'x', y: 1 }),
    400,
    'badRequest',
    "Invalid input for field/attribute os-migrate_volume. Value: {'host': 'x', 'y': 1}. Additional properties are not allowed ('y' was unexpected)",
  ],
  [
    'host that is no text',
    'admin',
    'POST',
    act,
    migrate({ host: 5 }),
    400,
    'badRequest',
    "Invalid input for field/attribute host. Value: 5. 5 is not of type 'string', 'null'",
  ],
  [
    'migrate by a member',
    'alice',
    'POST',
    act,
    migrate({ host: 'node2@alpha#alpha' }),
    403,
    'forbidden',
    "Policy doesn't allow volume_extension:volume_admin_actions:migrate_volume to be performed.",
  ],
  [
    'migrate by a stranger',
    'bob',
    'POST',
    act,
    migrate({ host: 'x' }),
    404,
    'itemNotFound',
    'Volume {free1} could not be found.',
  ],
  [
    'migrate of nothing',
    'alice',
    'POST',
    `/volumes/${NOBODY}/action`,
    migrate({ host: 'x' }),
    404,
    'itemNotFound',
    `Volume ${NOBODY} could not be found.`,
  ],
  [
    'retype to the same type',
    'alice',
    'POST',
    act,
    retype({ new_type: 'alpha' }),
    400,
    'badRequest',
    CANNOT_RETYPE,
  ],
  [
    'retype to an unknown name',
    'alice',
    'POST',
    act,
    retype({ new_type: 'no-such-type' }),
    404,
    'itemNotFound',
    'Volume type with name no-such-type could not be found.',
  ],
  [
    'retype to an unknown id',
    'alice',
    'POST',
    act,
    retype({ new_type: NOBODY }),
    404,
    'itemNotFound',
    `Volume type ${NOBODY} could not be found.`,
  ],
  [
    'retype by another policy',
    'alice',
    'POST',
    act,
    retype({ new_type: 'beta', migration_policy: 'sometimes' }),
    400,
    'badRequest',
    "Invalid input for field/attribute migration_policy. Value: sometimes. 'sometimes' is not one of ['on-demand', 'never']",
  ],
  [
    'retype without a type',
    'alice',
    'POST',
    act,
    retype({}),
    400,
    'badRequest',
    "Invalid input for field/attribute os-retype. Value: {}. 'new_type' is a required property",
  ],
  [
    'retype by a stranger',
    'bob',
    'POST',
    act,
    retype({ new_type: 'beta' }),
    404,
    'itemNotFound',
    'Volume {free1} could not be found.',
  ],
  [
    'an action nobody knows',
    'alice',
    'POST',
    act,
    { 'os-foo': {} },
    400,
    'badRequest',
    'There is no such action: os-foo. Verify the request body and Content-Type header and try again.',
  ],
  ['an action without a name', 'alice', 'POST', act, {}, 400, 'badRequest', 'Malformed request body'],
  [
    'a body that is no JSON',
    'alice',
    'POST',
    '/volumes',
    '{bad',
    400,
    'badRequest',
    'Malformed request body',
  ],
  ['delete in use', 'alice', 'DELETE', '/volumes/{data1}', undefined, 400, 'badRequest', CANNOT_DELETE],
  [
    'forced delete in use, by an admin',
    'admin',
    'DELETE',
    '/volumes/{data1}?force=true',
    undefined,
    400,
    'badRequest',
    CANNOT_DELETE.replace(/status must be .* and must/, ' must'),
  ],
  [
    'forced delete by a member',
    'alice',
    'DELETE',
    '/volumes/{free1}?force=true',
    undefined,
    403,
    'forbidden',
    "Policy doesn't allow volume:force_delete to be performed.",
  ],
  [
    'delete by a stranger',
    'bob',
    'DELETE',
    '/volumes/{free1}',
    undefined,
    404,
    'itemNotFound',
    'Volume {free1} could not be found.',
  ],
  [
    'create of an unknown type',
    'alice',
    'POST',
    '/volumes',
    { volume: { size: 1, volume_type: 'nope' } },
    404,
    'itemNotFound',
    'Volume type with name nope could not be found.',
  ],
  [
    'create in an unknown zone',
    'alice',
    'POST',
    '/volumes',
    { volume: { size: 1, availability_zone: 'mars' } },
    400,
    'badRequest',
    "Availability zone 'mars' is invalid.",
  ],
  [
    'create without a size',
    'alice',
    'POST',
    '/volumes',
    { volume: { name: 'n' } },
    400,
    'badRequest',
    'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  ],
  [
    'create with size 0',
    'alice',
    'POST',
    '/volumes',
    { volume: { size: 0 } },
    400,
    'badRequest',
    'Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1',
  ],
  [
    'read-only flag in use',
    'alice',
    'POST',
    '/volumes/{data1}/action',
    { 'os-update_readonly_flag': { readonly: true } },
    400,
    'badRequest',
    'Invalid volume: Volume {data1} status must be available to update readonly flag, but current status is: in-use.',
  ],
  [
    'reset by a member',
    'alice',
    'POST',
    act,
    { 'os-reset_status': { status: 'error' } },
    403,
    'forbidden',
    "Policy doesn't allow volume_extension:volume_admin_actions:reset_status to be performed.",
  ],
  [
    'pools to a member',
    'alice',
    'GET',
    '/scheduler-stats/get_pools?detail=true',
    undefined,
    403,
    'forbidden',
    "Policy doesn't allow scheduler_extension:scheduler_stats:get_pools to be performed.",
  ],
  [
    'services to a member',
    'alice',
    'GET',
    '/os-services',
    undefined,
    403,
    'forbidden',
    "Policy doesn't allow volume_extension:services:index to be performed.",
  ],
  [
    'another project’s quotas',
    'alice',
    'GET',
    '/os-quota-sets/elsewhere',
    undefined,
    403,
    'forbidden',
    "Policy doesn't allow volume_extension:quotas:show to be performed.",
  ],
  [
    'a filter that a member made up',
    'alice',
    'GET',
    '/volumes?foo=bar',
    undefined,
    400,
    'badRequest',
    'Invalid filters foo are found in query options.',
  ],
  [
    'a limit that is no number',
    'alice',
    'GET',
    '/volumes?limit=x',
    undefined,
    400,
    'badRequest',
    'limit param must be an integer',
  ],
  [
    'a negative limit',
    'alice',
    'GET',
    '/volumes?limit=-1',
    undefined,
    400,
    'badRequest',
    'limit param must be positive',
  ],
  [
    'a marker that is no volume',
    'alice',
    'GET',
    `/volumes?marker=${NOBODY}`,
    undefined,
    404,
    'itemNotFound',
    `Volume ${NOBODY} could not be found.`,
  ],
  [
    'a microversion too new',
    'alice',
    'GET',
    '/volumes',
    undefined,
    406,
    'computeFault',
    'Version 3.99 is not supported by the API. Minimum is 3.0 and maximum is 3.70.',
    '3.99',
  ],
  [
    'a microversion that is none',
    'alice',
    'GET',
    '/volumes',
    undefined,
    400,
    'badRequest',
    'API Version String bad is of invalid format. Must be of format MajorNum.MinorNum.',
    'bad',
  ],
  [
    'messages before 3.3',
    'alice',
    'GET',
    '/messages',
    undefined,
    404,
    'itemNotFound',
    'The resource could not be found.',
    '3.2',
  ],
  [
    'a type that exists',
    'admin',
    'POST',
    '/types',
    { volume_type: { name: 'alpha' } },
    409,
    'conflictingRequest',
    'Volume Type alpha already exists.',
  ],
];

const fill = (open: OpenCloud, text: string) => text.replace(/\{(\w+)\}/g, (_, name) => open.id(name));

describe('Cinder refuses, in its own words', () => {
  test.each(LINES)('%s', async (_, who, method, path, body, status, key, text, version) => {
    await using open = await openCloud();
    const reply = await open.volume(who, method, fill(open, path), body, version);
    expect({ status: reply.status, body: reply.body }).toEqual({
      status,
      body: { [key]: { code: status, message: fill(open, text) } },
    });
    expect(reply.headers.get('x-openstack-request-id')).toMatch(/^req-/);
  });

  test('another project in the URL, even for an admin', async () => {
    await using open = await openCloud();
    const path = `/volume/v3/${open.cloud.world.projects['demo']}/volumes/${open.id('free1')}`;
    const { status, body } = await open.call('admin', 'GET', path);
    expect([status, body.badRequest.message]).toEqual([400, 'Malformed request url']);
  });

  test.each([
    'starting',
    'migrating',
    'completing',
    'target:x',
  ])('migrate, retype, delete and snapshot while %s', async (migrationStatus) => {
    await using open = await openCloud();
    const id = open.id('free1');
    open.cloud.setVolume(id, { migrationStatus });
    const replies = [
      await open.volume('admin', 'POST', `/volumes/${id}/action`, migrate({ host: 'node2@alpha#alpha' })),
      await open.volume('alice', 'POST', `/volumes/${id}/action`, retype({ new_type: 'beta' })),
      await open.volume('alice', 'DELETE', `/volumes/${id}`),
      await open.volume('alice', 'POST', '/snapshots', { snapshot: { volume_id: id } }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  test.each([
    'success',
    'error',
    'deleting',
    null,
  ])('but a migrate after %s is accepted', async (migrationStatus) => {
    await using open = await openCloud();
    open.cloud.setVolume(open.id('free1'), { migrationStatus });
    const { status } = await open.volume(
      'admin',
      'POST',
      `/volumes/${open.id('free1')}/action`,
      migrate({ host: 'node2@alpha#alpha' }),
    );
    expect(status).toBe(202);
  });

  test('a migrate with a snapshot, or to a disabled service', async () => {
    await using open = await openCloud();
    const path = `/volumes/${open.id('free1')}/action`;
    await open.volume('admin', 'PUT', '/os-services/disable', {
      host: 'node2@alpha',
      binary: 'cinder-volume',
    });
    const disabled = await open.volume('admin', 'POST', path, migrate({ host: 'node2@alpha#alpha' }));
    open.cloud.addSnapshot(open.id('free1'));
    const snapshot = await open.volume('admin', 'POST', path, migrate({ host: 'node2@tier9#alpha' }));
    expect(disabled.body.badRequest.message).toBe(
      "Invalid host: No available service named 'node2@alpha#alpha'",
    );
    expect(snapshot.body.badRequest.message).toBe(fill(open, CANNOT_MIGRATE));
  });

  test('a retype that changes multiattach in use', async () => {
    await using open = await openCloud();
    open.cloud.addType({ name: 'multi', extraSpecs: { multiattach: '<is> True' } });
    const { body } = await open.volume(
      'alice',
      'POST',
      `/volumes/${open.id('data1')}/action`,
      retype({ new_type: 'multi' }),
    );
    expect(body.badRequest.message).toContain(
      'retypes affecting multiattach are only allowed on available volumes',
    );
  });
});

describe('Nova refuses, in its own words', () => {
  const lines: [string, Who, string, string, unknown, number, string][] = [
    ['a stranger', 'bob', 'GET', '/servers/{vm1}', undefined, 404, 'Instance {vm1} could not be found.'],
    [
      'all tenants to a member',
      'alice',
      'GET',
      '/servers?all_tenants=1',
      undefined,
      403,
      "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.",
    ],
    [
      'a volume that is not attached',
      'alice',
      'GET',
      '/servers/{vm1}/os-volume_attachments/{free1}',
      undefined,
      404,
      'Instance {vm1} is not attached to volume {free1}',
    ],
    [
      'to attach what is attached',
      'alice',
      'POST',
      '/servers/{vm2}/os-volume_attachments',
      { volumeAttachment: { volumeId: '{data1}' } },
      400,
      'Invalid volume: volume {data1} is already attached to instances: {vm1}',
    ],
    [
      'to detach the root',
      'alice',
      'DELETE',
      '/servers/{vm1}/os-volume_attachments/{boot1}',
      undefined,
      400,
      'Cannot detach a root device volume',
    ],
    [
      'to start what runs',
      'alice',
      'POST',
      '/servers/{vm1}/action',
      { 'os-start': null },
      409,
      "Cannot 'start' instance {vm1} while it is in vm_state active",
    ],
    [
      'an action nobody knows',
      'alice',
      'POST',
      '/servers/{vm1}/action',
      { foo: null },
      400,
      'There is no such action: foo',
    ],
    [
      'an action that never was',
      'alice',
      'GET',
      '/servers/{vm1}/os-instance-actions/req-nope',
      undefined,
      404,
      'Action req-nope not found',
    ],
    [
      'a volume id that is none',
      'admin',
      'PUT',
      '/servers/{vm1}/os-volume_attachments/{data1}',
      { volumeAttachment: { volumeId: 'abc' } },
      400,
      "Invalid input for field/attribute volumeId. Value: abc. 'abc' is not a 'uuid'",
    ],
  ];
  test.each(lines)('%s', async (_, who, method, path, body, status, text) => {
    await using open = await openCloud();
    const sent = body === undefined ? undefined : JSON.parse(fill(open, JSON.stringify(body)));
    const reply = await open.compute(who, method, fill(open, path), sent);
    const [fault] = Object.values(reply.body) as { message: string }[];
    expect([reply.status, fault?.message]).toEqual([status, fill(open, text)]);
  });

  test('a locked server’s owner', async () => {
    await using open = await openCloud();
    const path = `/servers/${open.id('vm1')}`;
    await open.compute('alice', 'POST', `${path}/action`, { lock: null });
    const { status, body } = await open.compute('alice', 'POST', `${path}/action`, { 'os-stop': null });
    expect([status, body.conflictingRequest.message]).toEqual([409, `Instance ${open.id('vm1')} is locked`]);
  });
});
