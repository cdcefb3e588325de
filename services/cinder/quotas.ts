// A project's quotas in Cinder.
import { z } from 'zod';
import type { Quota } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { wireNumber } from '../schema.ts';

const usageSchema = z.object({ limit: wireNumber, in_use: wireNumber, reserved: wireNumber });

// Besides the quotas, the set has the project's ID.
const quotasSchema = z.object({ quota_set: z.record(z.string(), z.unknown()) });

/**
 * `GET /os-quota-sets/{project}?usage=True`: every quota of the project, by name. -1 means no limit.
 * Source: cinder/api/contrib/quotas.py (show).
 */
export async function listQuotas(
  cloud: Cloud,
  projectId: string,
  signal?: AbortSignal,
): Promise<readonly Quota[]> {
  const path = `/os-quota-sets/${encodeURIComponent(projectId)}`;
  const { body } = await cloud.request(
    {
      service: 'volume',
      method: 'GET',
      path,
      query: { usage: 'True' },
      expected: [200],
      schema: quotasSchema,
    },
    signal,
  );
  return Object.entries(body.quota_set).flatMap(([name, value]) => {
    const usage = usageSchema.safeParse(value);
    if (!usage.success) return [];
    const { limit, in_use: inUse, reserved } = usage.data;
    return [{ name, limit: limit < 0 ? null : limit, inUse, reserved }];
  });
}

/** The quotas that a volume of this type counts against. */
export async function getQuotas(
  cloud: Cloud,
  { projectId, typeName }: { projectId: string; typeName: string },
  signal?: AbortSignal,
): Promise<readonly Quota[]> {
  const names = [
    'volumes',
    'gigabytes',
    'per_volume_gigabytes',
    `volumes_${typeName}`,
    `gigabytes_${typeName}`,
    `snapshots_${typeName}`,
  ];
  return (await listQuotas(cloud, projectId, signal)).filter(({ name }) => names.includes(name));
}
