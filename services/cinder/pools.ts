// Cinder's scheduler pools, and the services that run them.
import { z } from 'zod';
import { destinationServiceReasons } from '../../machines/serviceReasons.ts';
import type { Pool } from '../../machines/types.ts';
import { backendOf } from '../../machines/volumeRules.ts';
import type { Cloud } from '../connect.ts';
import { ServiceError } from '../faults.ts';
import { orNull } from '../orNull.ts';
import { poolSchema } from './schemas.ts';
import { type ListVolumeServices, listVolumeServices } from './volumeServices.ts';

const poolsSchema = z.object({ pools: z.array(poolSchema) });

/**
 * `GET /scheduler-stats/get_pools?detail=true`: pools of down, disabled and frozen services are absent.
 * Without `volume_type`, which fails for pools with a numeric name. Source:
 * cinder/api/contrib/scheduler_stats.py.
 */
export async function listPools(cloud: Cloud, signal?: AbortSignal): Promise<readonly Pool[]> {
  const path = '/scheduler-stats/get_pools';
  const query = { detail: 'true' };
  const answer = await cloud.request(
    { service: 'volume', method: 'GET', path, query, expected: [200], schema: poolsSchema, isList: true },
    signal,
  );
  return answer.body.pools;
}

/** All pools, each with the availability zone of its service if Cinder shows that. */
export async function listPoolsWithZones(
  cloud: Cloud,
  signal?: AbortSignal,
  listServices: ListVolumeServices = (given) => listVolumeServices(cloud, given),
): Promise<readonly Pool[]> {
  const pools = await listPools(cloud, signal);
  const services = await orNull(() => listServices(signal));
  const zones = new Map(
    (services ?? []).flatMap(({ host, cluster, availabilityZone }) => [
      [host, availabilityZone],
      [cluster ?? host, availabilityZone],
    ]),
  );
  return pools.map((pool) => ({ ...pool, availabilityZone: zones.get(backendOf(pool.name)) ?? null }));
}

/**
 * The pools that `host@backend#pool` names, or all of `host@backend`.
 * Rejects with ServiceError `PoolNotFound`; its reasons name the existing pools and the state of the node's
 * service.
 */
export async function getPools(
  cloud: Cloud,
  destinationNode: string,
  signal?: AbortSignal,
  listServices: ListVolumeServices = (given) => listVolumeServices(cloud, given),
): Promise<readonly Pool[]> {
  const pools = await listPools(cloud, signal);
  const found = pools.filter(
    (pool) => pool.name === destinationNode || pool.name.startsWith(`${destinationNode}#`),
  );
  if (found.length > 0) return found;
  const services = await orNull(() => listServices(signal));
  const known = pools.map((pool) => pool.name).join(', ') || 'none';
  throw new ServiceError({
    code: 'PoolNotFound',
    message: `Pool ${destinationNode} not found`,
    reasons: [
      `known pools: ${known}`,
      // Why an expected pool is missing: its service is down, or was disabled.
      ...(services === null ? [] : destinationServiceReasons(destinationNode, services)),
    ],
  });
}
