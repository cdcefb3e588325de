// Cases: tokens that expire during a run, and users that may not do everything that a run requests.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemoryStore, migrateVolume, resumeRun } from '../../src/index.ts';
import { getVolume, makeVolumeOn, migrate, NO_DIRECT_SWAP } from './bench.ts';
import { signIn, type User } from './client.ts';
import { pictureOf, rowsOf } from './picture.ts';
import type { At, UnusualBench } from './unusualBench.ts';
import { cloudOf } from './world.ts';

interface Boss {
  readonly id: string;
  readonly user: User;
}

/** An admin of the case's own, so that revoking its tokens affects no other's. */
async function makeBoss({ admin, owner, world }: UnusualBench): Promise<Boss> {
  const username = `boss-${randomUUID()}`;
  const password = randomUUID();
  const { user } = await admin.must('identity', 'POST', '/users', {
    user: { name: username, domain_id: 'default', password },
  });
  const { roles } = await admin.must('identity', 'GET', '/roles?name=admin');
  const grant = `/projects/${owner.projectId}/users/${user.id}/roles/${roles[0].id}`;
  await admin.must('identity', 'PUT', grant);
  return { id: user.id, user: { username, password, project_name: world.owner.project_name } };
}

/** A login by a token alone: it cannot be renewed. */
const byToken = ({ world, owner }: UnusualBench, token: string) => ({
  region_name: 'RegionOne',
  auth_type: 'token',
  auth: { auth_url: world.authUrl, token, project_id: owner.projectId },
});

const WAYS = [
  { swap_method: 'attachment', at: 'watchingSwap' },
  { swap_method: 'retype', at: 'watchingRetype' },
] as const;

export function describeLogins(at: At): void {
  test.for(WAYS)(
    'a token that expires after the swap was requested, by $swap_method: the run stays open, and a new sign-in completes it',
    {
      timeout: 300_000,
    },
    async ({ swap_method, at: point }, { skip }) => {
      const bench = at();
      const { world } = bench;
      skip(swap_method === 'attachment' && world.guard === 'always', NO_DIRECT_SWAP);
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const checksum = await world.checksum(id);
      const boss = await makeBoss(bench);
      const login = await world.endingLogin(boss.id, boss.user);
      await world.putFault('nova', 'swap_volume', { delay: login.seconds + 5, count: 1 });
      const journal = createMemoryStore();
      const runId = randomUUID();
      let ended: Promise<void> | undefined;
      const outcome = await migrateVolume(
        { resource_id: id, destination_type: 'beta', swap_method },
        {
          cloud: byToken(bench, login.token),
          store: journal,
          runId,
          pollMinMs: world.pollMinMs,
          onProgress: ({ state }) => {
            if (state.endsWith(point)) ended ??= login.end();
          },
        },
      ).catch((error: unknown) => ({ status: 'OPEN', error }));
      await ended;
      expect(outcome.status).not.toBe('FAILED');
      expect(outcome.status).not.toBe('SUCCEEDED');
      expect((await journal.list()).find((run) => run.runId === runId)?.status).toBeNull();
      const resumed = await resumeRun(runId, {
        cloud: cloudOf(world, boss.user),
        store: journal,
        pollMinMs: world.pollMinMs,
      });
      await bench.admin.must('identity', 'DELETE', `/users/${boss.id}`);
      expect(resumed).toMatchObject({ status: 'SUCCEEDED', sourceVolumeId: id, leftovers: [] });
      expect(await rowsOf(bench, resumed.volumeId)).toMatchObject([
        { status: 'attached', instance: bench.vm1 },
      ]);
      expect(await world.checksum(resumed.volumeId)).toBe(checksum);
      if (swap_method === 'attachment') expect(await getVolume(bench, id)).toBeNull();
    },
  );

  test('a token that expired before the run: refused, and nothing changes', {
    timeout: 180_000,
  }, async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const before = await pictureOf(bench, id);
    const boss = await makeBoss(bench);
    const login = await bench.world.endingLogin(boss.id, boss.user);
    await login.end();
    const asked = migrate(
      bench,
      { resource_id: id, destination_type: 'beta' },
      { cloud: byToken(bench, login.token) },
    );
    await expect(asked).rejects.toThrow(/token/i);
    await bench.admin.must('identity', 'DELETE', `/users/${boss.id}`);
    expect(await pictureOf(bench, id)).toEqual(before);
  });

  test('an application credential with access rules: refused, and the access rules are named', async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const before = await pictureOf(bench, id);
    const boss = await makeBoss(bench);
    const login = await signIn(bench.world.authUrl, boss.user);
    const { application_credential: made } = await login.must(
      'identity',
      'POST',
      `/users/${boss.id}/application_credentials`,
      {
        application_credential: {
          name: 'readers',
          access_rules: [{ service: 'volumev3', method: 'GET', path: '/v3/**' }],
        },
      },
    );
    const asked = migrate(
      bench,
      { resource_id: id, destination_type: 'beta' },
      {
        cloud: {
          region_name: 'RegionOne',
          auth_type: 'v3applicationcredential',
          auth: {
            auth_url: bench.world.authUrl,
            application_credential_id: made.id,
            application_credential_secret: made.secret,
          },
        },
      },
    );
    const told = await asked.then(
      ({ error }) => [error?.message, ...(error?.reasons ?? [])].join('\n'),
      (error: Error) => error.message,
    );
    await bench.admin.must('identity', 'DELETE', `/users/${boss.id}`);
    expect(told).toMatch(/access rules/);
    expect(await pictureOf(bench, id)).toEqual(before);
  });
}
