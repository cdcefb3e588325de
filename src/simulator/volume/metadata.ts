// Cinder's calls on a volume's metadata.
import { badRequest, notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { save } from '../simulation.ts';
import { isFields, requireMetadata } from '../validate.ts';
import { findVolume } from './volumes.ts';

const answer = (metadata: Record<string, string>): Answer => ({
  status: 200,
  body: { metadata: { ...metadata } },
});

function readMetadata(call: AuthorizedCall): Record<string, string> {
  if (!isFields(call.body) || call.body['metadata'] === undefined)
    throw badRequest("'metadata' is a required property");
  return requireMetadata(call.body['metadata']);
}

/** GET /volumes/{id}/metadata: without the keys that `readonly` adds. */
export const showMetadata = (call: AuthorizedCall): Answer => ({
  ...answer(findVolume(call).metadata),
  // Seen on Zed: JSON declared as text/html, from the code that creates its Etag.
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
});

/** POST /volumes/{id}/metadata: adds to the existing keys. */
export function addMetadata(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const metadata = { ...volume.metadata, ...readMetadata(call) };
  save(call.sim, volume, { metadata });
  return answer(metadata);
}

/** PUT /volumes/{id}/metadata: replaces the existing keys. */
export function replaceMetadata(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const metadata = readMetadata(call);
  save(call.sim, volume, { metadata });
  return answer(metadata);
}

const noKey = (id: string, key: string) => notFound(`Volume ${id} has no metadata with key ${key}.`);

/** GET /volumes/{id}/metadata/{key} */
export function showMetadataItem(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const key = param(call, 'key');
  const value = volume.metadata[key];
  if (value === undefined) throw noKey(volume.id, key);
  return { status: 200, body: { meta: { [key]: value } } };
}

/** PUT /volumes/{id}/metadata/{key} */
export function replaceMetadataItem(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const key = param(call, 'key');
  const meta = requireMetadata(isFields(call.body) ? call.body['meta'] : undefined, 'meta');
  if (!(key in meta)) throw badRequest('Request body and URI mismatch');
  save(call.sim, volume, { metadata: { ...volume.metadata, ...meta } });
  return { status: 200, body: { meta } };
}

/** DELETE /volumes/{id}/metadata/{key} */
export function deleteMetadataItem(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const key = param(call, 'key');
  const { [key]: gone, ...metadata } = volume.metadata;
  if (gone === undefined) throw noKey(volume.id, key);
  save(call.sim, volume, { metadata });
  return { status: 200 };
}
