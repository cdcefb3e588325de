// A migration asked of an API node that lags behind: for a moment it shows the volume as it was before the request.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer, ApiCall } from '../../services/http/apiCall.ts';
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
  if (stale.served() === 0) throw new Error('the run has met no stale state');
  return outcome;
}

function staleAfterMigrate(inner: Cloud, volumeId: string) {
  const path = `/volumes/${volumeId}`;
  let shown: Answer<unknown> | undefined;
  let isMigrating = false;
  let left = STALE_READS;
  // Unparsed: the calls that read the volume differ in what they make of it.
  const read = async (call: ApiCall, signal?: AbortSignal): Promise<Answer<unknown>> => {
    if (shown !== undefined && isMigrating && left > 0) {
      left -= 1;
      return shown;
    }
    shown = await inner.request<unknown>({ ...call, schema: z.unknown() }, signal);
    return shown;
  };
  const request: Cloud['request'] = async (call, signal) => {
    if (call.method === 'GET' && call.path === path && call.schema !== undefined) {
      const answer = await read(call as ApiCall, signal);
      return { ...answer, body: call.schema.parse(answer.body) };
    }
    const answer = await inner.request(call, signal);
    if (call.action === 'os-migrate_volume') isMigrating = true;
    return answer;
  };
  return { cloud: { ...inner, request }, served: () => STALE_READS - left };
}
