// How long after its end a migration is noticed, and how many requests it needs.

import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { migrateVolume } from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

/** A host copy of one GiB that takes that many seconds. */
async function coldMigration(copySeconds: number) {
  await using running = await startSimulatedCloud({ gibPerSecond: 1 / copySeconds, stageMs: 30 });
  const { cloud } = running;
  const id = cloud.world.volumes['free2'] ?? '';
  const begun = performance.now();
  let endedAt = Number.NaN;
  let noticedAt = Number.NaN;
  const watch = setInterval(() => {
    const volume = cloud.state.volumes.get(id);
    if (Number.isNaN(endedAt) && volume?.migrationStatus === 'success') endedAt = performance.now();
  }, 2);
  const outcome = await migrateVolume(
    { resource_id: id, migration_type: 'cold', destination_node: 'node2@beta#beta' },
    {
      cloud: running.cloudsYaml.clouds.simulated,
      store: createMemoryStore(),
      onProgress: ({ state }) => {
        if (state.startsWith('verifying') && Number.isNaN(noticedAt)) noticedAt = performance.now();
      },
    },
  );
  clearInterval(watch);
  if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome));
  return { lengthMs: endedAt - begun, afterMs: noticedAt - endedAt, requests: [...cloud.requests], id };
}

export async function noticed(copySeconds: number) {
  const { lengthMs, afterMs, requests, id } = await coldMigration(copySeconds);
  const polls =
    requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/volumes/${id}`)).length - 1;
  return {
    'length s': (lengthMs / 1000).toFixed(1),
    'noticed after s': (afterMs / 1000).toFixed(2),
    'allowed s': Math.max(0.5, lengthMs / 10_000).toFixed(2),
    polls,
  };
}

export async function requestsOfColdMigration() {
  const { requests, id } = await coldMigration(1);
  const isRead = ({ method, path }: { method: string; path: string }): boolean =>
    method === 'GET' && path.endsWith(`/volumes/${id}`);
  const firstRead = requests.find(isRead);
  const others = requests.filter((request) => request === firstRead || !isRead(request));
  const rows = others.map(({ method, path, status }, index) => ({
    '#': index + 1,
    request: `${method} ${path.replace(/^\/[0-9a-f]{32}/, '')}`,
    status,
  }));
  return [...rows, { '#': '', request: 'polls of the volume', status: requests.length - others.length }];
}
