// Cases: a swap by attachment creates a new volume; a warning names what the new one lacks.
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/index.ts';
import {
  attach,
  deleteSnapshot,
  getVolume,
  makeSnapshot,
  makeVolume,
  makeVolumeOn,
  migrate,
  NO_DIRECT_SWAP,
} from './bench.ts';
import { signIn, until } from './client.ts';
import type { At, UnusualBench } from './unusualBench.ts';

const byAttachment = async (bench: UnusualBench, id: string): Promise<Outcome> =>
  await migrate(bench, { resource_id: id, destination_type: 'beta', swap_method: 'attachment' });

const warningsOf = ({ warnings }: Outcome): string => warnings.join('\n');

/** A volume created by a member of the owner's project who is deleted afterwards. */
async function makeOfDeletedUser(bench: UnusualBench): Promise<{ id: string; userId: string }> {
  const { admin, owner, world } = bench;
  const user = { username: `leaver-${randomUUID()}`, password: randomUUID() };
  const { user: made } = await admin.must('identity', 'POST', '/users', {
    user: { name: user.username, password: user.password, domain_id: 'default' },
  });
  const { roles } = await admin.must('identity', 'GET', '/roles?name=member');
  const grant = `/projects/${owner.projectId}/users/${made.id}/roles/${roles[0].id}`;
  await admin.must('identity', 'PUT', grant);
  const leaver = await signIn(world.authUrl, { ...user, project_name: world.owner.project_name });
  const id = await makeVolume({ ...bench, owner: leaver }, 'alpha');
  await admin.must('identity', 'DELETE', `/users/${made.id}`);
  return { id, userId: made.id };
}

export function describeWarnings(at: At): void {
  test('the new ID', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const outcome = await byAttachment(bench, id);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(warningsOf(outcome)).toMatch(/new ID/);
    expect(warningsOf(outcome)).toContain(id);
  });

  test('the creator, who is deleted', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const { id, userId } = await makeOfDeletedUser(bench);
    expect(await getVolume(bench, id)).toMatchObject({ user_id: userId });
    await attach(bench, bench.vm1, id);
    const outcome = await byAttachment(bench, id);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(warningsOf(outcome)).toMatch(/user_id/);
  });

  test('the snapshot that it was created from', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const origin = await makeVolume(bench, 'alpha');
    const snapshot = await makeSnapshot(bench, origin);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha', { snapshot_id: snapshot });
    expect(await getVolume(bench, id)).toMatchObject({ snapshot_id: snapshot });
    const outcome = await byAttachment(bench, id);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(warningsOf(outcome)).toMatch(/snapshot_id/);
    expect(await getVolume(bench, outcome.volumeId)).toMatchObject({ snapshot_id: null });
    await deleteSnapshot(bench, snapshot);
  });

  test('the volume that it was cloned from', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const origin = await makeVolume(bench, 'alpha');
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha', { source_volid: origin });
    const outcome = await byAttachment(bench, id);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(warningsOf(outcome)).toMatch(/source_volid/);
  });

  test('its backups', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    await bench.world.addBackup(id);
    const outcome = await byAttachment(bench, id);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(warningsOf(outcome)).toMatch(/[Bb]ackups/);
  });

  test('a retype keeps all of it, and gives no warning', async () => {
    const bench = at();
    const origin = await makeVolume(bench, 'alpha');
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha', { source_volid: origin });
    await bench.world.addBackup(id);
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'retype',
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', volumeId: id, warnings: [], leftovers: [] });
    expect(await getVolume(bench, id)).toMatchObject({ source_volid: origin });
  });

  describe('a locked server', () => {
    test.for(['attachment', 'retype'] as const)('is a warning, by %s', async (swap_method, { skip }) => {
      const bench = at();
      skip(swap_method === 'attachment' && bench.world.guard === 'always', NO_DIRECT_SWAP);
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const lock = async (action: object) =>
        await bench.owner.must('compute', 'POST', `/servers/${bench.vm1}/action`, action);
      await lock({ lock: null });
      await until('the lock', async () => {
        const { server } = await bench.admin.must('compute', 'GET', `/servers/${bench.vm1}`);
        return server.locked;
      });
      const parameters = { resource_id: id, destination_type: 'beta', swap_method };
      const outcome = await migrate(bench, parameters).finally(async () => await lock({ unlock: null }));
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
      expect(warningsOf(outcome)).toMatch(/locked/);
      expect(warningsOf(outcome)).toContain(bench.vm1);
    });
  });
}
