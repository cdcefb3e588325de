// Cases: what is found that no run of this journal has left, and what is none.
import { expect, test } from 'vitest';
import { connect, findLeftovers, parseCloudConfig } from '../../../src/index.ts';
import { getVolume, makeAttachedVolume, makeVolume } from '../bench.ts';
import { until } from '../client.ts';
import { cloudOf } from '../world.ts';
import { type At, verdicts } from './leftoversBench.ts';

export function describeOtherFindings(at: At): void {
  test('volumes and servers in order are no leftovers', async () => {
    const bench = at();
    await bench.own(makeVolume(bench, 'alpha'));
    await bench.own(makeAttachedVolume(bench, 'alpha'));
    expect(await bench.find(0)).toEqual([]);
  });

  test("users of a run that this journal does not know, and of Watcher's, are told and kept", async () => {
    const bench = at();
    const { projectId } = bench.owner;
    const { roles } = await bench.admin.must('identity', 'GET', '/roles?name=admin');
    const make = async (name: string): Promise<string> => {
      const user = {
        name,
        domain_id: 'default',
        default_project_id: projectId,
        password: crypto.randomUUID(),
      };
      return (await bench.admin.must('identity', 'POST', '/users', { user })).user.id;
    };
    const runId = crypto.randomUUID();
    const [unknown, watchers] = [await make(`volume-migrate-${runId}`), await make('wAtcher4Us')];
    await bench.admin.must(
      'identity',
      'PUT',
      `/projects/${projectId}/users/${watchers}/roles/${roles[0].id}`,
    );
    // Each process of Keystone has its own memory of the assignments: one that did not make this one may not show it yet.
    const found = await until('Keystone to show the assignment', async () => {
      const now = await bench.find();
      return now.length > 1 ? now : null;
    });
    for (const id of [unknown, watchers]) await bench.deleteUser(id);
    expect(found).toMatchObject([
      { kind: 'temporary-user', id: unknown, runId, verdict: 'kept' },
      { kind: 'watcher-user', id: watchers, name: 'wAtcher4Us', verdict: 'kept' },
    ]);
    expect(found[0]?.missing[0]).toContain(`run ${runId} is not in this journal`);
    expect(found[1]?.evidence.join('\n')).toContain(`(${projectId})`);
  });

  test('while Cinder copies, only a time without change tells what is stuck', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    await bench.world.putFault('node2@tier9', 'create_volume', { delay: 3, count: 1 });
    const body = { host: 'node2@tier9#alpha', force_host_copy: true, lock_volume: true };
    await bench.admin.must('volumev3', 'POST', `/volumes/${id}/action`, { 'os-migrate_volume': body });
    const found = await until('the target to be made', async () => {
      const now = await bench.find(0);
      return now.length === 2 ? now : null;
    });
    // Nobody's run follows it: it is listed, and nothing of it is left.
    expect(await bench.find()).toMatchObject([{ kind: 'move', id, runId: null, verdict: 'moving' }]);
    expect(verdicts(found).toSorted()).toEqual([
      ['stuck-volume', 'kept'],
      ['target-volume', 'kept'],
    ]);
    const stuck = found.find(({ kind }) => kind === 'stuck-volume');
    expect(stuck?.evidence.join('\n')).toContain('status maintenance, migration_status migrating');
    const target = found.find(({ kind }) => kind === 'target-volume');
    expect(target?.evidence.join('\n')).toContain(`volume ${id}: status maintenance`);
    await until('the migration to end', async () => {
      return (await getVolume(bench, id)).migration_status === 'success';
    });
  });

  test('a volume that somebody has set to maintenance is told after a while', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const reset = (status: string) =>
      bench.admin.must('volumev3', 'POST', `/volumes/${id}/action`, { 'os-reset_status': { status } });
    await reset('maintenance');
    const found = await bench.find(0);
    await reset('available');
    expect(found).toMatchObject([{ kind: 'stuck-volume', id, verdict: 'kept' }]);
  });

  test('a user without the admin role is told what was not looked at', async () => {
    const bench = at();
    const owner = await connect(parseCloudConfig(cloudOf(bench.world, bench.world.owner)));
    const { found, notLookedAt } = await findLeftovers(owner, bench.store);
    expect(found).toEqual([]);
    expect(notLookedAt.map(({ what }) => what)).toEqual([
      'volumes',
      'temporary users',
      "Watcher's temporary users",
    ]);
  });
}
