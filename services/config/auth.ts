// The sign-in method and its credentials.
import type { AuthConfig, DomainReference, NamedReference } from './cloudConfig.ts';
import type { Reader } from './reader.ts';

type Method = AuthConfig['method'];

const METHODS: Readonly<Record<string, Method>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'application_credential',
};

/** Whether the configured sign-in method is supported. */
export const hasKnownMethod = (reader: Reader): boolean =>
  Object.hasOwn(METHODS, reader.text('auth_type', 'auth_plugin') ?? 'password');

/** The sign-in method and its credentials; null if an error was recorded. */
export function readAuth(reader: Reader): AuthConfig | null {
  const method = readMethod(reader);
  if (method === null) return null;
  if (method === 'password') return readPassword(reader);
  return method === 'token' ? readToken(reader) : readApplicationCredential(reader);
}

// Without an auth_type: the method that the keys suggest, as in openstacksdk.
function readMethod(reader: Reader): Method | null {
  const given = reader.text('auth_type', 'auth_plugin');
  if (given !== null) {
    const method = Object.hasOwn(METHODS, given) ? METHODS[given] : undefined;
    if (method === undefined) {
      const key = reader.has('auth_type') ? 'auth_type' : 'auth_plugin';
      reader.fault(key, `expected one of ${Object.keys(METHODS).join(', ')}`);
      return null;
    }
    return method;
  }
  if (reader.has('application_credential_id') || reader.has('application_credential_secret')) {
    return 'application_credential';
  }
  return ['token', 'auth_token'].some(reader.has) && !reader.has('password') ? 'token' : 'password';
}

function readPassword(reader: Reader): AuthConfig | null {
  const user = readUser(reader);
  const password = reader.secret('password');
  if (!reader.has('password')) reader.fault('password', 'is missing');
  const project = readProject(reader);
  if (!hasProject(reader)) reader.fault('project_name', `is missing (or ${reader.key('project_id')})`);
  if (user === null || password === null || project === null) return null;
  return { method: 'password', user, password, project };
}

function readToken(reader: Reader): AuthConfig | null {
  const token = reader.secret('token', 'auth_token');
  if (!['token', 'auth_token'].some(reader.has)) reader.fault('token', 'is missing');
  const project = readProject(reader);
  return token === null ? null : { method: 'token', token, project };
}

function readApplicationCredential(reader: Reader): AuthConfig | null {
  const secret = reader.secret('application_credential_secret');
  if (!reader.has('application_credential_secret')) {
    reader.fault('application_credential_secret', 'is missing');
  }
  for (const key of ['project_id', 'project_name', 'tenant_id', 'tenant_name'].filter(reader.has)) {
    reader.fault(key, 'an application credential has its own project; remove this key');
  }
  const id = reader.text('application_credential_id');
  if (id !== null) {
    return secret === null ? null : { method: 'application_credential', credential: { id }, secret };
  }
  const name = reader.text('application_credential_name');
  if (name === null) {
    reader.fault(
      'application_credential_id',
      `is missing (or ${reader.key('application_credential_name')} with a user)`,
    );
    return null;
  }
  const user = readUser(reader);
  if (secret === null || user === null) return null;
  return { method: 'application_credential', credential: { name, user }, secret };
}

function readUser(reader: Reader): NamedReference | null {
  const id = reader.text('user_id');
  if (id !== null) return { id };
  const name = reader.text('username', 'user_name');
  if (name === null) {
    if (!['username', 'user_name', 'user_id'].some(reader.has)) {
      reader.fault('username', `is missing (or ${reader.key('user_id')})`);
    }
    return null;
  }
  const domain = readDomain(reader, 'user');
  return domain === null ? null : { name, domain };
}

const hasProject = (reader: Reader) =>
  ['project_id', 'project_name', 'tenant_id', 'tenant_name'].some(reader.has);

function readProject(reader: Reader): NamedReference | null {
  const id = reader.text('project_id', 'tenant_id');
  if (id !== null) return { id };
  const name = reader.text('project_name', 'tenant_name');
  if (name === null) return null;
  const domain = readDomain(reader, 'project');
  return domain === null ? null : { name, domain };
}

// If no domain is named, it is the one with the ID `default`, as for the openstack command
// (osc_lib/clientmanager.py, _fallback_load_auth_plugin; openstackclient/common/clientmanager.py,
// --os-default-domain).
function readDomain(reader: Reader, of: 'user' | 'project'): DomainReference | null {
  for (const prefix of [`${of}_domain`, 'domain', 'default_domain']) {
    for (const form of ['id', 'name'] as const) {
      const key = `${prefix}_${form}`;
      if (!reader.has(key)) continue;
      const text = reader.text(key);
      return text === null ? null : form === 'id' ? { id: text } : { name: text };
    }
  }
  if (!reader.has('default_domain')) return { id: 'default' };
  const id = reader.text('default_domain');
  return id === null ? null : { id };
}
