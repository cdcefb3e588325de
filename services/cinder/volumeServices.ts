// Cinder's volume services: whether each is up, enabled and not frozen.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { optionalText, wireBoolean } from '../schema.ts';

/** A cinder-volume service: one backend of a host. */
export interface VolumeService {
  /** `host@backend`. */
  readonly host: string;
  /** `enabled` or `disabled`. */
  readonly status: string;
  /** `up` or `down`. */
  readonly state: string;
  readonly zone: string | null;
  readonly cluster: string | null;
  readonly disabledReason: string | null;
  /** A frozen service accepts no new volumes; it is disabled as well. */
  readonly isFrozen: boolean;
}

const serviceSchema = z.object({
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
        ({ disabled_reason, frozen, ...wire }): VolumeService => ({
          ...wire,
          disabledReason: disabled_reason || null,
          isFrozen: frozen,
        }),
      ),
  ),
});

/** `GET /os-services?binary=cinder-volume`. Source: cinder/api/contrib/services.py (index). */
export async function listVolumeServices(
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly VolumeService[]> {
  const query = { binary: 'cinder-volume' };
  const { body } = await cloud.request(
    {
      service: 'volume',
      method: 'GET',
      path: '/os-services',
      query,
      expected: [200],
      schema: serviceSchema,
      isList: true,
    },
    signal,
  );
  return body.services;
}
