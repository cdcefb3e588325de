import type { Source } from './reader.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const KEYS = [
  'auth_url',
  'auth_type',
  'username',
  'user_name',
  'user_id',
  'password',
  'token',
  'project_id',
  'project_name',
  'tenant_id',
  'tenant_name',
  'user_domain_id',
  'user_domain_name',
  'project_domain_id',
  'project_domain_name',
  'domain_id',
  'domain_name',
  'default_domain_id',
  'default_domain_name',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
  'region_name',
  'interface',
  'endpoint_type',
  'cacert',
  'verify',
  'insecure',
  'block_storage_endpoint_override',
  'volume_endpoint_override',
  'compute_endpoint_override',
];

// These say that the variables are meant to be a cloud; the others may only adorn one.
const SPEAKING = ['auth_url', 'username', 'user_id', 'password', 'token', 'application_credential_id'];

const variable = (key: string) => `OS_${key.toUpperCase()}`;

/** `OS_*` variables as a source of configuration. */
export function environmentSource(env: Environment): Source {
  return {
    values: Object.fromEntries(KEYS.map((key) => [key, env[variable(key)]])),
    label: variable,
    key: variable,
  };
}

/** True where variables describe a cloud. */
export function describesCloud(env: Environment): boolean {
  return SPEAKING.some((key) => (env[variable(key)] ?? '') !== '');
}
