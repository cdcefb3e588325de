// A migration on an API node that lags behind: for a moment it shows the volume as it was before the request.
import { z } from 'zod';
import type { ApiCall, ApiResponse } from '../../services/http/apiCall.ts';
import type { Cloud, MigrateVolumeParameters, Outcome } from '../../src/index.ts';
import { type Bench, migrateThrough } from './bench.ts';

const STALE_READS = 3;

/** Migrates a volume; the first reads of it after os-migrate_volume was accepted show its last state before. */
export async function migrateOnStaleNode(
  bench: Bench,
  parameters: MigrateVolumeParameters,
): Promise<Outcome> {
  const stale = staleAfterMigrate(parameters.resource_id);
  const outcome = await migrateThrough(bench, parameters, stale.wrap);
  if (stale.served() === 0) throw new Error('the run has met no stale state');
  return outcome;
}

function staleAfterMigrate(volumeId: string) {
  const path = `/volumes/${volumeId}`;
  let shown: ApiResponse<unknown> | undefined;
  let isMigrating = false;
  let left = STALE_READS;
  const wrap = (inner: Cloud): Cloud => {
    // Unparsed: the calls that read the volume parse it differently.
    const read = async (call: ApiCall, signal?: AbortSignal): Promise<ApiResponse<unknown>> => {
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
    return { ...inner, request };
  };
  return { wrap, served: () => STALE_READS - left };
}
