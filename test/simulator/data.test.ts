// What happens to the bytes of volumes in the simulated cloud.
import { describe, expect, test } from 'vitest';
import { createSimulatedCloud, createVirtualClock } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const migrate = (host: string, more = {}) => ({ 'os-migrate_volume': { host, ...more } });
const toBeta = { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } };
const act = (open: OpenCloud, name: string, body: unknown) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, body);

describe('the bytes of a volume', () => {
  test.each([
    ['assisted', 'free1', migrate('node2@alpha#alpha')],
    ['host copy', 'free1', migrate('node2@tier9#alpha', { force_host_copy: true })],
    ['in use', 'data1', migrate('node2@alpha#alpha')],
    ['retype in use', 'data1', toBeta],
    ['retype', 'free1', toBeta],
  ])('move with it: %s', async (_, name, body) => {
    await using open = await openCloud();
    const before = open.cloud.data(open.id(name));
    await act(open, name, body);
    open.clock.runAll();
    expect(before).toContain(`data of ${name}`);
    expect(open.cloud.data(open.id(name))).toBe(before);
    const left = Object.values(open.cloud.disks('node1@alpha')).filter(({ data }) => data === before);
    expect(left).toEqual([]);
  });

  test('survive a chain of moves, in use and not', async () => {
    await using open = await openCloud();
    const before = open.cloud.data(open.id('data1'));
    for (const body of [toBeta, migrate('node2@beta#beta'), migrate('node1@beta#beta')]) {
      await act(open, 'data1', body);
      open.clock.runAll();
    }
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
    await open.compute('alice', 'DELETE', path);
    open.clock.runAll();
    await act(open, 'data1', migrate('node2@beta#beta', { force_host_copy: true }));
    open.clock.runAll();
    expect(open.cloud.state.volumes.get(open.id('data1'))).toMatchObject({
      status: 'available',
      host: 'node2@beta#beta',
    });
    expect(open.cloud.data(open.id('data1'))).toBe(before);
  });

  test('of a copy under way are not complete', async () => {
    await using open = await openCloud({ gibPerSecond: 0.001 });
    await act(open, 'free1', migrate('node2@tier9#alpha', { force_host_copy: true }));
    open.clock.advance(10_000);
    const disks = Object.values(open.cloud.disks('node2@tier9'));
    expect(disks).toEqual([{ data: expect.stringContaining('incomplete copy of'), complete: false }]);
    open.clock.advance(1_000_000);
    expect(open.cloud.data(open.id('free1'))).toContain('data of free1');
  });

  test('stay with the source if Nova fails, and the failed target’s are gone', async () => {
    await using open = await openCloud();
    open.cloud.faults.set('nova', 'swap_volume', { raise: 'boom' });
    await act(open, 'data1', toBeta);
    open.clock.runAll();
    expect(open.cloud.data(open.id('data1'))).toContain('data of data1');
    expect(Object.keys(open.cloud.disks('node1@beta'))).toHaveLength(3);
  });

  test('are lost with the wrong volume', async () => {
    await using open = await openCloud();
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
    const before = open.cloud.data(open.id('data1'));
    await open.compute('admin', 'PUT', path, { volumeAttachment: { volumeId: open.id('free1') } });
    open.clock.runAll();
    open.cloud.writeData(open.id('free1'), 'written after the swap');
    await open.volume('alice', 'DELETE', `/volumes/${open.id('data1')}`);
    open.clock.runAll();
    const all = Object.values(open.cloud.disks('node1@alpha')).map(({ data }) => data);
    expect(all).not.toContain(before);
    expect(all).toContain('written after the swap');
  });
});

test('a thousand moves in virtual time, without a socket, all alike', async () => {
  const ends = new Set<string>();
  for (let run = 0; run < 1000; run++) {
    const clock = createVirtualClock();
    let count = 0;
    const randomUUID = () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}` as const;
    const cloud = createSimulatedCloud({ clock, randomUUID, stageMs: 1000, gibPerSecond: 0.01 });
    const id = cloud.world.volumes['data1'] ?? '';
    const headers = { 'X-Auth-Token': cloud.token('admin', 'admin') };
    const path = `/volume/v3/${cloud.world.projects['admin']}/volumes/${id}`;
    await cloud.handle({ method: 'POST', path: `${path}/action`, headers, body: toBeta });
    clock.runAll();
    const { body } = await cloud.handle({ method: 'GET', path, headers });
    ends.add(JSON.stringify(body));
  }
  expect(ends.size).toBe(1);
  expect([...ends][0]).toContain('"migration_status":"success"');
});
