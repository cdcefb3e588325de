// A cloud of 10,000 volumes in 40 pools answers and moves quickly enough for tests of plans.
import { expect, test } from 'vitest';
import {
  createSimulatedCloud,
  createVirtualClock,
  mostAtOnce,
  moveSpans,
  type SimulatedCloud,
  type WorldSeed,
} from '../../src/simulator/index.ts';

const POOLS = Array.from({ length: 40 }, (_, index) => `node${index}@backend#pool`);
const VOLUMES = 10_000;
const MOVES = 1000;
const AT_ONCE = 80;
// Of CPU time, so that a busy machine does not matter; measured: 1 s to build and list, 1 s to move.
const CPU_LIMIT_S = 15;

const poolAt = (index: number): string => POOLS[index % POOLS.length] ?? '';

/** Every third volume is on a server of its own. */
const world = (): WorldSeed => {
  const own = { project: 'demo', user: 'alice' };
  const volumes = Array.from({ length: VOLUMES }, (_, index) => ({
    ...{ ...own, name: `v${index}`, type: 'any', host: poolAt(index), sizeGib: 1 + (index % 80) },
  }));
  return {
    projects: ['admin', 'demo', 'service'],
    users: [
      { name: 'admin', password: 'labadmin', roles: { admin: ['admin'] } },
      { name: 'alice', password: 'labuser', roles: { demo: ['member'] } },
      { name: 'cinder', password: 'service', roles: { service: ['admin'] } },
    ],
    pools: POOLS.map((name, index) => ({ name, totalGib: 100_000, assistedMigration: index % 2 === 0 })),
    types: [{ name: 'any' }],
    defaultType: 'any',
    volumes,
    servers: volumes
      .filter((_, index) => index % 3 === 0)
      .map(({ name }) => ({ ...own, name: `s-${name}`, volumes: [name] })),
  };
};

const client = (cloud: SimulatedCloud) => {
  const headers = { 'X-Auth-Token': cloud.token('admin', 'admin') };
  const base = `/volume/v3/${cloud.world.projects['admin']}`;
  return {
    list: async (path: string) => {
      const { body } = await cloud.handle({ method: 'GET', path: base + path, headers });
      return body as { volumes: unknown[]; volumes_links?: { href: string }[] };
    },
    migrate: async (index: number) => {
      const path = `${base}/volumes/${cloud.world.volumes[`v${index}`]}/action`;
      const body = { 'os-migrate_volume': { host: poolAt(index + 1) } };
      expect((await cloud.handle({ method: 'POST', path, headers, body })).status).toBe(202);
    },
  };
};

test('lists 10,000 volumes page by page, and plays 1000 moves, 80 at once, within the limit of CPU time', {
  timeout: 300_000,
}, async () => {
  const before = process.cpuUsage();
  const clock = createVirtualClock();
  const options = { copyRates: { pools: { '*': 0.4 } }, createPollMs: 1000, statsPollMs: 60_000 };
  const cloud = createSimulatedCloud({ seed: world(), clock, ...options });
  const { list, migrate } = client(cloud);
  let listed = 0;
  for (let path: string | undefined = '/volumes/detail?all_tenants=1'; path; ) {
    const page: Awaited<ReturnType<typeof list>> = await list(path);
    listed += page.volumes.length;
    path = page.volumes_links?.[0]?.href.replace(/.*(\/volumes\/detail)/, '$1');
  }
  expect(listed).toBe(VOLUMES);

  let [started, freed, read] = [0, 0, 0];
  do {
    for (; read < cloud.moves.length; read++) if (cloud.moves[read]?.event === 'freed') freed++;
    while (started < MOVES && started - freed < AT_ONCE) await migrate(started++);
  } while (clock.step());
  const spans = moveSpans(cloud.moves);
  expect(spans.filter(({ result }) => result === 'success')).toHaveLength(MOVES);
  expect(mostAtOnce(spans, () => ['all']).get('all')).toBe(AT_ONCE);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(CPU_LIMIT_S);
});
