// Cinder's volume services, read once for the checks of one decision.
import { z } from 'zod';
import type { VolumeService } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { optionalText, wireBoolean } from '../schema.ts';

const servicesSchema = z.object({
  services: z.array(
    z
      .object({
        host: z.string(),
        status: z.string(),
        state: z.string(),
        zone: optionalText,
        cluster: optionalText,
        disabled_reason: optionalText,
        frozen: wireBoolean,
      })
      .transform(
        (wire): VolumeService => ({
          host: wire.host,
          cluster: wire.cluster,
          availabilityZone: wire.zone,
          isUp: wire.state === 'up',
          isEnabled: wire.status === 'enabled',
          disabledReason: wire.disabled_reason || null,
          isFrozen: wire.frozen,
        }),
      ),
  ),
});

/** `GET /os-services?binary=cinder-volume`, for admins. Source: cinder/api/contrib/services.py (index). */
export async function listVolumeServices(
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly VolumeService[]> {
  const [path, query] = ['/os-services', { binary: 'cinder-volume' }];
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, query, expected: [200], schema: servicesSchema, isList: true },
    signal,
  );
  return body.services;
}

/** Lists the volume services of a cloud. */
export type ListVolumeServices = (signal?: AbortSignal) => Promise<readonly VolumeService[]>;

// The checks before a move take seconds. Cinder itself calls a dead service up for a minute.
const SAME_DECISION_MS = 30_000;

/** Lists the services for several checks: one request, and another once that is half a minute old. */
export function servicesForChecks(cloud: Cloud, { monotonic }: Pick<Clock, 'monotonic'>): ListVolumeServices {
  let last: { readonly at: number; readonly services: readonly VolumeService[] } | null = null;
  return async (signal) => {
    if (last !== null && monotonic() - last.at < SAME_DECISION_MS) return last.services;
    const services = await listVolumeServices(cloud, signal);
    last = { at: monotonic(), services };
    return services;
  };
}
