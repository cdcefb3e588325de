// A volume's encryption key and its type's encryption; cinder/api/contrib/volume_encryption_metadata.py.
import { Refusal } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { encryptionKeyOf } from '../rows.ts';
import { findVolume } from './volumes.ts';

/**
 * The key is the volume's own, the rest is its type's: a plain volume of a type that encrypts shows the
 * type's provider, and an encrypted one of a plain type only its key. cinder/db/sqlalchemy/api.py
 * volume_encryption_metadata_get
 */
function shown(call: AuthorizedCall): Record<string, unknown> {
  const volume = findVolume(call);
  const key = { encryption_key_id: encryptionKeyOf(volume) };
  const encryption = call.sim.state.volumeTypes.get(volume.typeId ?? '')?.encryption;
  if (!encryption) return key;
  const { controlLocation, cipher, keySize, provider } = encryption;
  return { ...key, control_location: controlLocation, cipher, key_size: keySize, provider };
}

/** GET /volumes/{id}/encryption, also for the owner. */
export const showVolumeEncryption = (call: AuthorizedCall): Answer => ({ status: 200, body: shown(call) });

/** GET /volumes/{id}/encryption/{key}: the bare value. Seen on both releases: a missing one is a 500. */
export function showVolumeEncryptionItem(call: AuthorizedCall): Answer {
  const value = shown(call)[param(call, 'key')];
  if (value === undefined)
    throw new Refusal(
      500,
      'The server has either erred or is incapable of performing the requested operation.',
    );
  const headers = { 'Content-Type': 'application/json' };
  return value === null ? { status: 200, headers } : { status: 200, headers, body: value };
}
