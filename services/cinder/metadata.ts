// A volume's metadata: values are read when they are needed, and kept in memory only.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { repeatable } from '../http/reconcile.ts';
import { textMap } from '../schema.ts';
import { MetadataValue } from '../secret.ts';

/**
 * Values by key. Owners keep passwords there: no value may reach an event, a journal, a message or a page.
 */
export type MetadataValues = Readonly<Record<string, MetadataValue>>;

const values = textMap.transform(
  (texts): MetadataValues =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, new MetadataValue(text)])),
);

const metadataSchema = z.object({ metadata: values });
const imageMetadataSchema = z.object({ volume: z.object({ volume_image_metadata: values }) });

const metadataPath = (volumeId: string): string => `/volumes/${encodeURIComponent(volumeId)}/metadata`;

/**
 * `GET /volumes/{id}/metadata`: the owner's own metadata, without the admin metadata (`readonly`,
 * `attached_mode`) that Cinder merges in when it shows a volume. Rejects with ServiceError `NotFound` if the
 * volume is gone.
 * Source: cinder/api/v3/volume_metadata.py (index).
 */
export async function getMetadata(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<MetadataValues> {
  const path = metadataPath(volumeId);
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: metadataSchema },
    signal,
  );
  return body.metadata;
}

/** `DELETE /volumes/{id}/metadata/{key}`, 200. */
export async function removeKey(
  cloud: Cloud,
  volumeId: string,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  const path = `${metadataPath(volumeId)}/${encodeURIComponent(key)}`;
  const call = { service: 'volume', method: 'DELETE', path, expected: [200] } as const;
  await repeatable(async () => await cloud.request(call, signal));
}

/** `POST /volumes/{id}/metadata`, 200: sets these keys and leaves the others unchanged. */
export async function setMetadata(
  cloud: Cloud,
  volumeId: string,
  metadata: MetadataValues,
  signal?: AbortSignal,
): Promise<void> {
  const path = metadataPath(volumeId);
  const call = { service: 'volume', method: 'POST', path, body: { metadata }, expected: [200] } as const;
  await repeatable(async () => await cloud.request(call, signal));
}

/**
 * `GET /volumes/{id}`: the metadata of the image that the volume was created from; empty if it has none.
 * Rejects with ServiceError `NotFound` if the volume is gone.
 * Source: cinder/api/contrib/volume_image_metadata.py.
 */
export async function getImageMetadata(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<MetadataValues> {
  const path = `/volumes/${encodeURIComponent(volumeId)}`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: imageMetadataSchema },
    signal,
  );
  return body.volume.volume_image_metadata;
}
