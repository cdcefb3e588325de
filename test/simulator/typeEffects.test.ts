// What a volume gets from its type: the multi-attach flag after a retype, encryption, and its zones.
import { describe, expect, test } from 'vitest';
import { defaultWorld } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud, type Who } from './support.ts';
import { act, onBeta, reserved, retype, show, typeId } from './typeCalls.ts';

describe('multi-attach after a retype that succeeds', () => {
  const shared = { multiattach: '<is> True' };
  const at = (name: string) => ({ volume_backend_name: name });
  const TYPES = [
    { name: 'plain-alpha', extraSpecs: at('alpha') },
    { name: 'many-alpha', extraSpecs: { ...at('alpha'), ...shared } },
    { name: 'many-beta', extraSpecs: { ...at('beta'), ...shared } },
  ];

  test.each([
    { from: 'plain-alpha', to: 'many-beta', asked: true, flag: false },
    { from: 'many-beta', to: 'plain-alpha', asked: false, flag: true },
    { from: 'many-alpha', to: 'many-beta', asked: true, flag: true },
    { from: 'plain-alpha', to: 'many-alpha', asked: true, flag: true },
    { from: 'many-alpha', to: 'plain-alpha', asked: false, flag: false },
  ])('$from to $to: $asked while it is retyping, $flag at the end', async ({ from, to, asked, flag }) => {
    const seed = defaultWorld();
    seed.types.push(...TYPES);
    seed.volumes.push({ name: 'volume', project: 'demo', user: 'alice', type: from });
    await using open = await openCloud({ seed });
    await act(open, 'volume', { 'os-retype': { new_type: to, migration_policy: 'on-demand' } });
    expect(await show(open, 'volume')).toMatchObject({ status: 'retyping', multiattach: asked });
    open.clock.runAll();
    expect(await show(open, 'volume')).toMatchObject({
      ...{ status: 'available', volume_type: to, multiattach: flag },
    });
  });
});

describe('encryption of a volume', () => {
  const encryption = async (open: OpenCloud, name: string, who: Who = 'alice', key = '') =>
    await open.volume(who, 'GET', `/volumes/${open.id(name)}/encryption${key}`);

  test.each([
    { encrypted: false, type: 'alpha', shown: {} },
    { encrypted: true, type: 'alpha', shown: {} },
    { encrypted: false, type: 'luks', shown: { provider: 'luks', control_location: 'front-end' } },
    { encrypted: true, type: 'luks', shown: { provider: 'luks', control_location: 'front-end' } },
  ])('encrypted: $encrypted, of type $type: the key is its own, the rest its type’s', async ({
    encrypted,
    type,
    shown,
  }) => {
    await using open = await openCloud();
    open.cloud.addType({ name: 'luks', extraSpecs: onBeta, encrypted: true });
    open.cloud.setVolume(open.id('free1'), { encrypted, typeId: typeId(open, type) });
    const { status, body } = await encryption(open, 'free1');
    const luks = type === 'luks' ? { cipher: 'aes-xts-plain64', key_size: 256 } : {};
    const key = encrypted ? expect.stringMatching(/^[0-9a-f-]{36}$/) : null;
    expect([status, body]).toEqual([200, { encryption_key_id: key, ...shown, ...luks }]);
    expect((await show(open, 'free1')).encryption_key_id).toEqual(
      encrypted ? body.encryption_key_id : undefined,
    );
    const old = await open.volume('alice', 'GET', `/volumes/${open.id('free1')}`, undefined, '3.63');
    expect(old.body.volume).not.toHaveProperty('encryption_key_id');
  });

  test('one item is a bare text, or nothing; a missing one is a 500', async () => {
    await using open = await openCloud();
    const key = await encryption(open, 'free1', 'alice', '/encryption_key_id');
    expect([key.status, key.text]).toEqual([200, '']);
    expect((await encryption(open, 'free1', 'alice', '/provider')).status).toBe(500);
    open.cloud.setVolume(open.id('free1'), { encrypted: true });
    const { body } = await encryption(open, 'free1');
    const item = await encryption(open, 'free1', 'alice', '/encryption_key_id');
    expect(item.text).toBe(body.encryption_key_id);
  });

  test('another project’s volume is not found', async () => {
    await using open = await openCloud();
    expect((await encryption(open, 'free1', 'bob')).status).toBe(404);
  });
});

describe('the zones that a type names', () => {
  const world = (names: string) => {
    const seed = defaultWorld();
    seed.pools.push({ name: 'node3@beta#beta', availabilityZone: 'mars', capabilities: onBeta });
    seed.types.push({ name: 'zoned', extraSpecs: { ...onBeta, 'RESKEY:availability_zones': names } });
    return { seed };
  };
  const make = async (open: OpenCloud, more: object = {}) => {
    const volume = { size: 1, volume_type: 'zoned', ...more };
    const answer = await open.volume('alice', 'POST', '/volumes', { volume });
    open.clock.runAll();
    const id = answer.body.volume?.id;
    return { ...answer, made: id === undefined ? undefined : await show(open, id) };
  };

  test('place a new volume, for which none was requested', async () => {
    await using open = await openCloud(world('mars, venus'));
    const { made } = await make(open);
    expect(made).toMatchObject({
      ...{ status: 'available', availability_zone: 'mars', 'os-vol-host-attr:host': 'node3@beta#beta' },
    });
  });

  test('are not zones of the cloud: a new volume is refused, and a retype leaves the volume as it is', async () => {
    await using open = await openCloud(world('venus,pluto'));
    const { status, body } = await make(open);
    expect([status, body.badRequest.message]).toEqual([
      400,
      "Volume type is only supported in these availability zones: ['venus', 'pluto']",
    ]);
    expect((await retype(open, 'free1', 'zoned')).status).toBe(202);
    expect(await show(open, 'free1')).toMatchObject({ status: 'available', volume_type: 'alpha' });
    expect(await reserved(open, 'zoned')).toEqual([1, 1, 0]);
  });

  test('exclude another requested zone', async () => {
    await using open = await openCloud(world('mars'));
    const { status, body } = await make(open, { availability_zone: 'nova' });
    expect([status, body.badRequest.message]).toEqual([400, "Availability zone 'nova' is invalid."]);
  });

  test.each([
    ['mars', 'node3@beta#beta', 'mars'],
    ['nova,venus', expect.stringMatching(/^node[12]@beta#beta$/), 'nova'],
    ['', expect.stringMatching(/^node[12]@beta#beta$/), 'nova'],
  ])('decide where a retype leads: %j', async (names, host, zone) => {
    await using open = await openCloud(world(names));
    await retype(open, 'free1', 'zoned');
    expect(await show(open, 'free1')).toMatchObject({
      ...{ volume_type: 'zoned', 'os-vol-host-attr:host': host, availability_zone: zone },
    });
  });
});
