// Keys that would change where or how requests go, and that cannot be honoured: they are refused by name.
import type { Reader } from './reader.ts';

const REFUSED: Readonly<Record<string, string>> = {
  trust_id:
    'a sign-in by trust is not supported; sign in to a project as a user or by an application credential',
  system_scope: 'a system scope is not supported; a migration needs a project',
  passcode: 'a sign-in with several factors is not supported; use an application credential',
  auth_methods: 'a sign-in with several factors is not supported; use an application credential',
  endpoint_override: 'names no service; write compute_endpoint_override or block_storage_endpoint_override',
  bypass_url: 'is not read by the OpenStack clients; write compute_endpoint_override',
};

// `cinder_endpoint_override` looks right, and no OpenStack client reads it.
const WRONG_PREFIX =
  /^(cinder(?:v\d)?|volumev1|block_storagev\d|blockstorage|nova|computev\d+|keystone)_(endpoint_override|endpoint|interface|endpoint_type|region_name)$/;

function rightPrefix(wrong: string): string {
  if (wrong === 'nova' || wrong.startsWith('compute')) return 'compute';
  return wrong === 'keystone' ? 'identity' : 'block_storage';
}

/** Is the key one that `refuseUnsupported` refuses? */
export const isRefused = (key: string): boolean => Object.hasOwn(REFUSED, key) || WRONG_PREFIX.test(key);

/** Notes a fault for each key that cannot be honoured. */
export function refuseUnsupported(reader: Reader, keys: readonly string[]): void {
  for (const key of keys.filter(reader.has)) {
    const why = REFUSED[key];
    if (why !== undefined && Object.hasOwn(REFUSED, key)) reader.fault(key, why);
    const [, prefix = '', ending] = WRONG_PREFIX.exec(key) ?? [];
    if (prefix === '') continue;
    const right = reader.key(`${rightPrefix(prefix)}_${ending}`);
    reader.fault(key, `is not read by the OpenStack clients; write ${right}`);
  }
}
