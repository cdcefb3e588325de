// Random clouds of clouds.yaml.
import fc from 'fast-check';

/** Replaces every password. */
export const CANARY = 'canary-7f31';

export const AUTH = {
  auth_url: 'http://keystone:5000/v3',
  username: 'admin',
  password: CANARY,
  project_name: 'admin',
  user_domain_id: 'default',
  project_domain_name: 'Default',
};

/** Other keys that have a meaning, and some that have none. */
export const KEYS = [
  'auth_type auth_plugin user_name user_id token project_id tenant_id tenant_name user_domain_name',
  'project_domain_id domain_id domain_name default_domain_id default_domain_name',
  'application_credential_id application_credential_name application_credential_secret region_name',
  'regions interface endpoint_type cacert verify insecure block_storage_endpoint_override',
  'volume_endpoint_override compute_endpoint_override profile __proto__ constructor',
  'default_domain auth_token trust_id cloud cert key api_timeout volumev3_interface compute_endpoint_type',
  'identity_endpoint block_storage_region_name volume_service_type compute_api_version nova_endpoint',
].flatMap((line) => line.split(' '));

const key = fc.constantFrom(...Object.keys(AUTH), ...KEYS);

/** Words that mean something somewhere, and names that every JavaScript object has. */
export const word = fc.constantFrom(
  ...[
    '',
    ' ',
    'public',
    'internalURL',
    'true',
    'no',
    'password',
    'token',
    'v3token',
    'v3applicationcredential',
  ],
  ...['toString', '__proto__', 'constructor', 'http://[', 'http://', 'ftp://k', 'http://u:p@k', '~/x', '/'],
);

const value = fc.oneof({ weight: 3, arbitrary: word }, fc.string(), fc.jsonValue({ maxDepth: 2 }));

const some = fc.dictionary(key, value, { maxKeys: 4 });

/** A cloud that could be signed in to, with some keys changed; or anything. */
export const entry = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(some, some)
      .map(([auth, beside]): unknown => ({ auth: { ...AUTH, ...auth }, ...beside })),
  },
  {
    weight: 1,
    arbitrary: some.map((beside): unknown => ({ auth: { ...AUTH }, ...beside, auth_url: undefined })),
  },
  { weight: 1, arbitrary: value },
);
