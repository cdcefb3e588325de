// A migration asked of an API node that lags behind: for a moment it shows the volume as it was before the request.
import { randomUUID } from 'node:crypto';
import {
  type Cloud,
  connect,
  createMemoryStore,
  type MigrateVolumeParameters,
  type Outcome,
  parseCloudConfig,
  parseParameters,
} from '../../src/index.ts';
import { startRunOn } from '../../src/run/runOnCloud.ts';
import type { Bench } from './bench.ts';
import { cloudOf } from './world.ts';

const STALE_READS = 3;

/** Migrates a volume; the first reads of it after os-migrate_volume was accepted show its last state before. */
export async function migrateOnStaleNode(
  { world }: Bench,
  parameters: MigrateVolumeParameters,
): Promise<Outcome> {
  const cloud = await connect(parseCloudConfig(cloudOf(world, world.admin)));
  const stale = staleAfterMigrate(cloud.forRun(randomUUID()), parameters.resource_id);
  const run = await startRunOn(stale.cloud, createMemoryStore(), parseParameters(parameters), {
    pollMinMs: world.pollMinMs,
  });
  const outcome = await run.outcome;
  if (stale.readsLeft() > 0)
    throw new Error('the run has not read the volume often enough to meet a stale state');
  return outcome;
}

function staleAfterMigrate(inner: Cloud, volumeId: string) {
  const path = `/volumes/${volumeId}`;
  let shown: unknown;
  let isMigrating = false;
  let left = STALE_READS;
  const request: Cloud['request'] = async (call, signal) => {
    const isRead = call.method === 'GET' && call.path === path;
    if (isRead && isMigrating && left > 0) {
      left -= 1;
      return shown as Awaited<ReturnType<typeof inner.request<never>>>;
    }
    const answer = await inner.request(call, signal);
    if (isRead) shown = answer;
    if (call.action === 'os-migrate_volume') isMigrating = true;
    return answer;
  };
  return { cloud: { ...inner, request }, readsLeft: () => left };
}
