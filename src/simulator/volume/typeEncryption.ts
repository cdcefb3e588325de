// Whether and how a volume type encrypts; cinder/api/contrib/volume_type_encryption.py.
import { cinderTime } from '../format.ts';
import type { TypeEncryption, VolumeType } from '../model.ts';
import { notFound, policyForbids } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { requireFields } from '../validate.ts';
import { findType } from './types.ts';

const view = (type: VolumeType, { id, provider, controlLocation, cipher, keySize }: TypeEncryption) => ({
  ...{ encryption_id: id, provider, control_location: controlLocation, cipher, key_size: keySize },
  volume_type_id: type.id,
});

/** The encryption as GET shows it, `{}` if there is none: neither has a wrapper. */
function shown(call: AuthorizedCall): Record<string, unknown> {
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_type_encryption:get');
  const type = findType(call);
  if (!type.encryption) return {};
  const createdAt = cinderTime(type.encryption.createdAt);
  return {
    ...view(type, type.encryption),
    ...{ deleted_at: null, deleted: false, created_at: createdAt, updated_at: null },
  };
}

/** GET /types/{id}/encryption */
export const showEncryption = (call: AuthorizedCall): Answer => ({ status: 200, body: shown(call) });

/** GET /types/{id}/encryption/{key} */
export function showEncryptionItem(call: AuthorizedCall): Answer {
  const key = param(call, 'key');
  const value = shown(call)[key];
  if (value === undefined) throw notFound('The resource could not be found.');
  return { status: 200, body: { [key]: value } };
}

/** POST /types/{id}/encryption */
export function createEncryption(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_type_encryption:create');
  const known = ['provider', 'control_location', 'cipher', 'key_size'];
  const fields = requireFields(call.body, 'encryption', known, ['provider', 'control_location']);
  const type = findType(call);
  const { cipher, key_size: keySize } = fields;
  type.encryption = {
    id: call.sim.newId(),
    provider: String(fields['provider']),
    controlLocation: String(fields['control_location']),
    cipher: typeof cipher === 'string' ? cipher : null,
    keySize: typeof keySize === 'number' ? keySize : null,
    createdAt: call.sim.now(),
  };
  return { status: 200, body: { encryption: view(type, type.encryption) } };
}
