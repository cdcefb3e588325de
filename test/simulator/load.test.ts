// What a cloud under load does: timeouts after the copy, errors of the database, changes between plan and start.
import { describe, expect, test } from 'vitest';
import { moveSpans } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const TIER = 'node2@tier9#alpha';
const act = (open: OpenCloud, name: string, body: unknown) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, body);
const copy = { 'os-migrate_volume': { host: TIER, force_host_copy: true } };
const volume = (open: OpenCloud, name: string) => open.cloud.state.volumes.get(open.id(name));
const busy = { whenMovesExceed: 1, delayMs: 60_000, raise: 'MessagingTimeout' };

describe('a destination that is busy with more moves than it can answer', () => {
  test('lets one alone succeed', async () => {
    await using open = await openCloud();
    open.cloud.faults.set('node2@tier9', 'update_migrated_volume', busy);
    await act(open, 'free1', copy);
    open.clock.runAll();
    expect(volume(open, 'free1')).toMatchObject({ migrationStatus: 'success', host: TIER });
  });

  test('fails the last step of two: one in use is stuck, of the other both copies are left', async () => {
    await using open = await openCloud();
    open.cloud.faults.set('*', 'update_migrated_volume', busy);
    await act(open, 'free1', copy);
    await act(open, 'data1', copy);
    open.clock.advance(59_000);
    expect(volume(open, 'free1')?.migrationStatus).toBe('completing');
    open.clock.advance(10 * 3_600_000);
    expect(volume(open, 'data1')).toMatchObject({ status: 'in-use', migrationStatus: 'completing' });
    expect(open.cloud.state.attachments.ofVolume(open.id('data1'))).toEqual([]);
    const rows = [...open.cloud.state.volumes.values()];
    const target = rows.find(({ migrationStatus }) => migrationStatus === `target:${open.id('data1')}`);
    expect(target?.status).toBe('in-use');
    expect(open.cloud.state.attachments.ofVolume(target?.id ?? '')).toMatchObject([
      { status: 'attached', serverId: open.id('vm1') },
    ]);
    expect(volume(open, 'free1')).toMatchObject({ status: 'available', migrationStatus: 'error' });
    const orphans = rows.filter(({ name, id }) => name === 'free1' && id !== open.id('free1'));
    expect(orphans).toMatchObject([{ status: 'available', migrationStatus: null, host: TIER }]);
    expect(moveSpans(open.cloud.moves).map(({ result }) => result)).toEqual(['error', 'stuck']);
    for (const body of [copy, { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } }])
      expect((await act(open, 'data1', body)).status).toBe(400);
  });
});

describe('an error of the database', () => {
  test.each([
    ['before anything is done', false, null],
    ['after it is done', true, 'starting'],
  ])('on an action: 500 in Cinder’s words, %s', async (_, applied, migrationStatus) => {
    await using open = await openCloud();
    open.cloud.faults.database({ count: 1, applied, match: { path: /\/action$/ } });
    expect((await open.volume('admin', 'GET', '/volumes')).status).toBe(200);
    const reply = await act(open, 'free1', copy);
    expect([reply.status, reply.body.computeFault.message]).toEqual([
      500,
      'The server has either erred or is incapable of performing the requested operation.',
    ]);
    expect(volume(open, 'free1')?.migrationStatus).toBe(migrationStatus);
    open.clock.runAll();
    expect((await act(open, 'free2', { 'os-migrate_volume': { host: 'node2@beta#beta' } })).status).toBe(202);
  });
});

describe('between a plan and its start', () => {
  const own = { project: 'demo', user: 'alice', type: 'alpha', host: 'node1@alpha#alpha' };
  const changes: [clause: string, change: (open: OpenCloud) => unknown, status: number][] = [
    ['a volume is deleted: 404', ({ cloud, id }) => cloud.state.volumes.delete(id('free1')), 404],
    ['a snapshot is taken: 400', ({ cloud, id }) => cloud.addSnapshot(id('free1')), 400],
    ['it is attached: accepted', ({ cloud, id }) => cloud.attach(id('vm1'), id('free1')), 202],
    ['it is in error: 400', ({ cloud, id }) => cloud.setVolume(id('free1'), { status: 'error' }), 400],
    [
      'it has moved to the destination: 400',
      ({ cloud, id }) => cloud.setVolume(id('free1'), { host: TIER }),
      400,
    ],
  ];
  test.each(changes)('%s', async (_, change, status) => {
    await using open = await openCloud();
    change(open);
    expect((await act(open, 'free1', copy)).status).toBe(status);
  });

  test('new volumes arrive in the pool that is emptied, and count in its figures', async () => {
    await using open = await openCloud();
    open.clock.after(10_000, () => void open.cloud.addVolume({ ...own, name: 'new', sizeGib: 7 }));
    const list = async () => {
      const query = `all_tenants=1&host=${encodeURIComponent('node1@alpha#alpha')}`;
      return (await open.volume('admin', 'GET', `/volumes?${query}`)).body.volumes.map(
        ({ name }: { name: string }) => name,
      );
    };
    expect(await list()).not.toContain('new');
    open.clock.advance(10_000);
    expect(await list()).toContain('new');
    const { body } = await open.volume('admin', 'GET', '/scheduler-stats/get_pools?detail=true');
    expect(body.pools[0].capabilities).toMatchObject({ free_capacity_gb: 1990 });
  });
});
