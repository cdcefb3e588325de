// Cinder's volume services.
import { z } from 'zod';
import type { VolumeService } from '../../machines/types.ts';
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
