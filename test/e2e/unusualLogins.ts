// Cases: logins that end in the midst of a run, and logins that may not do all that a run asks.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemoryStore, migrateVolume, resumeRun } from '../../src/index.ts';
import { getVolume, migrate } from './bench.ts';
import { signIn } from './client.ts';
import { pictureOf, rowsOf } from './picture.ts';
import { type At, makeVolumeOn, NO_DIRECT_SWAP, type UnusualBench } from './unusualBench.ts';
import { cloudOf } from './world.ts';

/** The admin's login by a token alone: it cannot be renewed. */
const byToken = ({ world }: UnusualBench, token: string) => ({
  region_name: 'RegionOne',
  auth_type: 'token',
  auth: { auth_url: world.authUrl, token },
});

const WAYS = [
  { swap_method: 'attachment', at: 'watchingSwap' },
  { swap_method: 'retype', at: 'watchingRetype' },
] as const;

export function describeLogins(at: At): void {
  test.for(
    WAYS,
  )('a token that ends after the swap was asked, by $swap_method: the run stays open, and a new login ends it', async ({
    swap_method,
    at: point,
  }, { skip }) => {
    const bench = at();
    const { world } = bench;
    skip(swap_method === 'attachment' && world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const checksum = await world.checksum(id);
    await world.putFault('nova', 'swap_volume', { delay: 4, count: 1 });
    const login = await signIn(world.authUrl, world.admin);
    const journal = createMemoryStore();
    const runId = randomUUID();
    const outcome = await migrateVolume(
      { resource_id: id, destination_type: 'beta', swap_method },
      {
        cloud: byToken(bench, login.token),
        journal,
        runId,
        pollMinMs: world.pollMinMs,
        onProgress: ({ state }) => {
          if (state.endsWith(point)) void login.revoke();
        },
      },
    ).catch((error: unknown) => ({ status: 'OPEN', error }));
    expect(outcome.status).not.toBe('FAILED');
    expect(outcome.status).not.toBe('SUCCEEDED');
    expect((await journal.list()).find((run) => run.runId === runId)?.status).toBeNull();
    const resumed = await resumeRun(runId, {
      cloud: cloudOf(world, world.admin),
      journal,
      pollMinMs: world.pollMinMs,
    });
    expect(resumed).toMatchObject({ status: 'SUCCEEDED', sourceVolumeId: id, leftovers: [] });
    expect(await rowsOf(bench, resumed.volumeId)).toMatchObject([
      { status: 'attached', instance: bench.vm1 },
    ]);
    expect(await world.checksum(resumed.volumeId)).toBe(checksum);
    if (swap_method === 'attachment') expect(await getVolume(bench, id)).toBeNull();
  });

  test('a token that has ended before the run: refused, and nothing is asked', async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const before = await pictureOf(bench, id);
    const login = await signIn(bench.world.authUrl, bench.world.admin);
    await login.revoke();
    const asked = migrate(
      bench,
      { resource_id: id, destination_type: 'beta' },
      { cloud: byToken(bench, login.token) },
    );
    await expect(asked).rejects.toThrow(/token/i);
    expect(await pictureOf(bench, id)).toEqual(before);
  });
}
