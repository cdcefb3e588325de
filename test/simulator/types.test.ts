// What a volume's type gives and takes: rights, encryption, QoS, multi-attach, reservations; and metadata against flags.
import { describe, expect, test } from 'vitest';
import { defaultWorld } from '../../src/simulator/index.ts';
import { openCloud, type Who } from './support.ts';
import { act, onBeta, reserved, retype, show, typeId } from './typeCalls.ts';

describe('a private type', () => {
  const world = () => {
    const seed = defaultWorld();
    seed.types.push({ name: 'secret', extraSpecs: onBeta, isPublic: false, projects: ['other'] });
    return { seed };
  };

  test('is accepted in an admin’s retype, and its owner then cannot extend, clone or snapshot the volume', async () => {
    await using open = await openCloud(world());
    const text = `Volume type ${typeId(open, 'secret')} could not be found.`;
    expect((await retype(open, 'free1', 'secret', 'alice')).body.itemNotFound.message).toBe(text);
    expect((await retype(open, 'free1', 'secret')).status).toBe(202);
    expect((await show(open, 'free1')).volume_type).toBe('secret');
    const refusals = [
      await act(open, 'free1', { 'os-extend': { new_size: 2 } }, 'alice'),
      await open.volume('alice', 'POST', '/volumes', { volume: { source_volid: open.id('free1') } }),
      await open.volume('alice', 'POST', '/snapshots', { snapshot: { volume_id: open.id('free1') } }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.itemNotFound.message])).toEqual(
      refusals.map(() => [404, text]),
    );
    const grant = { addProjectAccess: { project: open.cloud.world.projects['demo'] } };
    expect(
      (await open.volume('admin', 'POST', `/types/${typeId(open, 'secret')}/action`, grant)).status,
    ).toBe(202);
    expect((await act(open, 'free1', { 'os-extend': { new_size: 2 } }, 'alice')).status).toBe(202);
  });

  test('lists its projects to an admin; a public type has no list', async () => {
    await using open = await openCloud(world());
    const list = (name: string, who: Who = 'admin') =>
      open.volume(who, 'GET', `/types/${typeId(open, name)}/os-volume-type-access`);
    expect((await list('secret')).body.volume_type_access).toEqual([
      { volume_type_id: typeId(open, 'secret'), project_id: open.cloud.world.projects['other'] },
    ]);
    expect((await list('alpha')).body.itemNotFound.message).toBe(
      'Access list not available for public volume types.',
    );
    expect((await list('secret', 'alice')).status).toBe(403);
  });

  test('is created from a public one by makeTypePrivate', async () => {
    await using open = await openCloud();
    open.cloud.makeTypePrivate('beta', ['other']);
    expect((await retype(open, 'free1', 'beta', 'alice')).status).toBe(404);
  });
});

describe('encryption', () => {
  test('is shown flat, without a wrapper, to an admin only', async () => {
    await using open = await openCloud();
    open.cloud.addType({ name: 'luks', extraSpecs: onBeta, encrypted: true });
    const of = (name: string, who: Who = 'admin') =>
      open.volume(who, 'GET', `/types/${typeId(open, name)}/encryption`);
    expect((await of('beta')).body).toEqual({});
    expect((await of('luks')).body).toMatchObject({ provider: 'luks', volume_type_id: typeId(open, 'luks') });
    expect((await of('luks', 'alice')).status).toBe(403);
  });

  test('is lost silently when an encrypted volume in use is retyped to a plain type', async () => {
    const seed = defaultWorld();
    seed.types.push({ name: 'luks', extraSpecs: { volume_backend_name: 'alpha' }, encrypted: true });
    seed.volumes.push({ name: 'safe', project: 'demo', user: 'alice', type: 'luks' });
    await using open = await openCloud({ seed });
    open.cloud.attach(open.id('vm1'), open.id('safe'));
    expect((await show(open, 'safe')).encrypted).toBe(true);
    expect((await retype(open, 'safe', 'beta')).status).toBe(202);
    expect(await show(open, 'safe')).toMatchObject({
      status: 'in-use',
      encrypted: false,
      volume_type: 'beta',
    });
  });
});

describe('a retype in use', () => {
  const seed = () => {
    const world = defaultWorld();
    world.qosSpecs = [
      { id: 'q-front', name: 'front', consumer: 'front-end', specs: { total_iops_sec: '100' } },
      { id: 'q-back', name: 'back', consumer: 'back-end' },
    ];
    world.types.push(
      { name: 'front', extraSpecs: onBeta, qosSpecsId: 'q-front' },
      { name: 'back', extraSpecs: onBeta, qosSpecsId: 'q-back' },
      { name: 'many', extraSpecs: { ...onBeta, multiattach: '<is> True' } },
    );
    return { seed: world };
  };

  test('is refused if front-end QoS changes, and done if the backend’s does', async () => {
    await using open = await openCloud(seed());
    const refused = await retype(open, 'data1', 'front');
    expect([refused.status, refused.body.badRequest.message]).toEqual([
      400,
      expect.stringContaining('for in-use volumes front-end qos specs cannot change'),
    ]);
    expect(await reserved(open, 'front')).toEqual([0, 0, 0]);
    expect((await retype(open, 'data1', 'back')).status).toBe(202);
    expect((await show(open, 'data1')).volume_type).toBe('back');
  });

  test('is refused if multi-attach changes', async () => {
    await using open = await openCloud(seed());
    const { status, body } = await retype(open, 'data1', 'many');
    expect(status).toBe(400);
    expect(body.badRequest.message).toContain('retypes affecting multiattach are only allowed on available');
  });

  test('QoS specs show an admin their consumer, and types name them', async () => {
    await using open = await openCloud(seed());
    const { body } = await open.volume('admin', 'GET', '/qos-specs/q-front');
    expect(body.qos_specs).toEqual({
      ...{ id: 'q-front', name: 'front', consumer: 'front-end', specs: { total_iops_sec: '100' } },
    });
    const type = (await open.volume('admin', 'GET', `/types/${typeId(open, 'front')}`)).body.volume_type;
    expect(type.qos_specs_id).toBe('q-front');
    expect((await open.volume('alice', 'GET', '/qos-specs/q-front')).status).toBe(403);
  });
});

describe('a retype that fails', () => {
  const world = () => {
    const seed = defaultWorld();
    const multiattach = { multiattach: '<is> True' };
    seed.types.push(
      { name: 'many-nowhere', extraSpecs: { volume_backend_name: 'nobody', ...multiattach } },
      { name: 'many', extraSpecs: { ...onBeta, ...multiattach } },
    );
    return { seed };
  };

  test('flips multiattach, and the volume can then be attached to two servers', async () => {
    await using open = await openCloud(world());
    await retype(open, 'free1', 'many-nowhere');
    expect(await show(open, 'free1')).toMatchObject({ volume_type: 'alpha', multiattach: true });
    for (const server of ['vm1', 'vm2']) {
      const path = `/servers/${open.id(server)}/os-volume_attachments`;
      await open.compute('alice', 'POST', path, { volumeAttachment: { volumeId: open.id('free1') } });
      open.clock.runAll();
    }
    expect((await show(open, 'free1')).attachments).toHaveLength(2);
  });

  test('flips multiattach off as well', async () => {
    await using open = await openCloud(world());
    const volume = open.cloud.addVolume({ name: 'shared', project: 'demo', user: 'alice', type: 'many' });
    await retype(open, 'shared', 'nowhere');
    expect(volume).toMatchObject({ status: 'available', multiattach: false });
  });

  test('keeps the owner’s reservation if an admin of another project requested it, until it is refused', async () => {
    await using open = await openCloud();
    open.cloud.setQuota('demo', { volumes_nowhere: 2 });
    await retype(open, 'free1', 'nowhere', 'alice');
    expect(await reserved(open, 'nowhere')).toEqual([0, 0, 0]);
    await retype(open, 'free1', 'nowhere');
    expect(await reserved(open, 'nowhere')).toEqual([1, 1, 0]);
    await retype(open, 'free1', 'nowhere');
    expect(await reserved(open, 'nowhere')).toEqual([2, 2, 0]);
    const third = await retype(open, 'free1', 'nowhere');
    expect([third.status, third.body.overLimit.message]).toEqual([
      413,
      "VolumeLimitExceeded: Maximum number of volumes allowed (2) exceeded for quota 'volumes_nowhere'.",
    ]);
  });

  test('reserves for the snapshots of the volume too', async () => {
    await using open = await openCloud();
    open.cloud.addSnapshot(open.id('free1'));
    await retype(open, 'free1', 'beta');
    expect(await show(open, 'free1')).toMatchObject({ volume_type: 'alpha', status: 'available' });
    expect(await reserved(open, 'beta')).toEqual([1, 2, 1]);
  });

  test('leaves what leaveReservation leaves', async () => {
    await using open = await openCloud();
    open.cloud.leaveReservation('demo', 'nowhere', 7);
    expect(await reserved(open, 'nowhere')).toEqual([1, 7, 0]);
  });
});

describe('metadata', () => {
  test('a user’s own key readonly shows, hidden by the flag of that name, and does not set the flag', async () => {
    await using open = await openCloud();
    const metadata = { readonly: 'True', colour: 'red' };
    open.cloud.addVolume({ name: 'mine', project: 'demo', user: 'alice', metadata });
    const own = async () =>
      (await open.volume('admin', 'GET', `/volumes/${open.id('mine')}/metadata`)).body.metadata;
    expect((await show(open, 'mine')).metadata).toEqual(metadata);
    open.cloud.attach(open.id('vm1'), open.id('mine'));
    const rows = await open.volume('alice', 'GET', `/attachments/detail?volume_id=${open.id('mine')}`);
    expect(rows.body.attachments[0].attach_mode).toBe('rw');
    open.cloud.setVolume(open.id('mine'), { adminMetadata: { readonly: 'False' } });
    expect((await show(open, 'mine')).metadata).toEqual({ readonly: 'False', colour: 'red' });
    expect(await own()).toEqual(metadata);
  });

  test('the read-only flag makes attachments read-only', async () => {
    await using open = await openCloud();
    await act(open, 'free1', { 'os-update_readonly_flag': { readonly: true } }, 'alice');
    const path = `/servers/${open.id('vm1')}/os-volume_attachments`;
    await open.compute('alice', 'POST', path, { volumeAttachment: { volumeId: open.id('free1') } });
    open.clock.runAll();
    const rows = await open.volume('alice', 'GET', `/attachments/detail?volume_id=${open.id('free1')}`);
    expect(rows.body.attachments[0].attach_mode).toBe('ro');
  });

  test.each([
    ['zed', 255, 'is too long'],
    ['2025.1', 65_535, "is not a 'mysql_text'"],
  ] as const)('of the image accepts values on %s up to %i characters', async (release, longest, words) => {
    await using open = await openCloud({ release });
    const set = (characters: number) =>
      act(open, 'free1', { 'os-set_image_metadata': { metadata: { k: 'x'.repeat(characters) } } }, 'alice');
    expect((await set(longest)).status).toBe(200);
    const text = 'x'.repeat(longest + 1);
    const { status, body } = await set(longest + 1);
    expect([status, body.badRequest.message]).toEqual([
      400,
      `Invalid input for field/attribute k. Value: ${text}. '${text}' ${words}`,
    ]);
  });

  test('of the image may already hold a longer value', async () => {
    await using open = await openCloud();
    const imageMetadata = { signature: 'x'.repeat(300) };
    open.cloud.addVolume({ name: 'signed', project: 'demo', user: 'alice', imageMetadata });
    expect((await show(open, 'signed')).volume_image_metadata).toEqual(imageMetadata);
  });
});
