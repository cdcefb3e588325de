// Rejects, by name, keys that would change where or how requests are sent and that are not supported.
import type { Reader } from './reader.ts';

const REFUSED: Readonly<Record<string, string>> = {
  trust_id:
    'signing in with a trust is not supported; sign in to a project as a user or with an application credential',
  system_scope: 'system scope is not supported; a migration requires a project',
  passcode: 'multi-factor sign-in is not supported; use an application credential',
  auth_methods: 'multi-factor sign-in is not supported; use an application credential',
  endpoint_override:
    'does not name a service; use compute_endpoint_override or block_storage_endpoint_override',
  bypass_url: 'is not read by the OpenStack clients; use compute_endpoint_override',
};

// `cinder_endpoint_override` looks right, but no OpenStack client reads it.
const WRONG_PREFIX =
  /^(cinder(?:v\d)?|volumev1|block_storagev\d|blockstorage|nova|computev\d+|keystone)_(endpoint_override|endpoint|interface|endpoint_type|region_name)$/;

function rightPrefix(wrong: string): string {
  if (wrong === 'nova' || wrong.startsWith('compute')) return 'compute';
  return wrong === 'keystone' ? 'identity' : 'block_storage';
}

/** Whether `refuseUnsupported` rejects the key. */
export const isRefused = (key: string): boolean => Object.hasOwn(REFUSED, key) || WRONG_PREFIX.test(key);

/** Records an error for each unsupported key. */
export function refuseUnsupported(reader: Reader, keys: readonly string[]): void {
  for (const key of keys.filter(reader.has)) {
    const why = REFUSED[key];
    if (why !== undefined && Object.hasOwn(REFUSED, key)) reader.fault(key, why);
    const [, prefix = '', ending] = WRONG_PREFIX.exec(key) ?? [];
    if (prefix === '') continue;
    const right = reader.key(`${rightPrefix(prefix)}_${ending}`);
    reader.fault(key, `is not read by the OpenStack clients; use ${right}`);
  }
}
