// Reads the OS_* variables as a cloud of their own.
import type { Layer } from './layers.ts';
import { isGiven } from './reader.ts';

/** A process's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

// These variables show that a cloud is meant; the others may only add to one.
const SPEAKING = ['auth_url', 'username', 'user_id', 'password', 'token', 'application_credential_id'];

// They select a cloud or a file, and are not keys of a cloud. OS_CLOUD would be an old name for a profile.
const SELECTORS = ['cloud', 'cloud_name', 'client_config_file', 'client_secure_file'];

const variable = (key: string) => `OS_${key.toUpperCase()}`;

/**
 * Every `OS_*` variable as the key that it stands for, as in openstack/config/loader.py (_get_os_environ).
 */
export function environmentLayer(env: Environment): Layer {
  const keys = Object.keys(env)
    .filter((name) => /^OS_[A-Z0-9_]+$/.test(name))
    .map((name) => name.slice(3).toLowerCase())
    .filter((key) => !SELECTORS.includes(key));
  return {
    values: Object.fromEntries(keys.map((key) => [key, env[variable(key)]])),
    auth: {},
    faults: [],
    strays: [],
    label: variable,
    key: variable,
  };
}

/** Whether the variables describe a cloud. */
export function describesCloud(env: Environment): boolean {
  return SPEAKING.some((key) => isGiven(env[variable(key)]));
}

/** The name that selects the cloud of the variables, such as OS_CLOUD=envvars. */
export const nameOfVariables = (env: Environment): string => env['OS_CLOUD_NAME'] || 'envvars';
