// Merges what several places say about a cloud, lowest precedence first, and knows where each value comes from.
import { nearest } from '../spelling.ts';
import { misspelt } from './misspelt.ts';
import { isGiven, type Source, typeName } from './reader.ts';

/**
 * One place that describes a cloud: its profile, its entry in clouds.yaml or secure.yaml, its region, or
 * variables.
 */
export interface Layer {
  /** Keys with underscores, without `auth`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The keys below `auth`. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** Problems of the place itself. */
  readonly faults: readonly string[];
  /** Problems of keys below `auth` that no supported sign-in has. */
  readonly strays: readonly string[];
  /** How an error names a key of this place. */
  readonly label: (key: string, inAuth?: boolean) => string;
  /** How an error names another key, beside the one that its label names. */
  readonly key: (key: string) => string;
}

/** The keys for the sign-in. They belong below `auth`; openstacksdk also accepts them beside it. */
const AUTH_KEYS: ReadonlySet<string> = new Set([
  ...['auth_url', 'username', 'user_name', 'user_id', 'password', 'passcode', 'token', 'auth_token'],
  ...['project_id', 'project_name', 'tenant_id', 'tenant_name', 'trust_id', 'system_scope', 'auth_methods'],
  ...['user_domain_id', 'user_domain_name', 'project_domain_id', 'project_domain_name'],
  ...['domain_id', 'domain_name', 'default_domain_id', 'default_domain_name', 'default_domain'],
  ...['application_credential_id', 'application_credential_name', 'application_credential_secret'],
]);

/** A cloud's entry as a layer. `where` is the prefix of its keys: `clouds.yaml: clouds.lab.` */
export function layerOf(entry: Readonly<Record<string, unknown>>, where: string): Layer {
  const { auth = null, ...values } = underscored(entry);
  const inner = isObject(auth) ? underscored(auth) : {};
  const label = (key: string, inAuth = AUTH_KEYS.has(key)) => `${where}${inAuth ? 'auth.' : ''}${key}`;
  return {
    values,
    auth: inner,
    faults: [
      ...(auth === null || isObject(auth) ? [] : [`${where}auth: expected a map, got ${typeName(auth)}`]),
      ...misspelt(values, label),
    ],
    // Openstacksdk itself fails with a TypeError on such a key.
    strays: Object.keys(inner)
      .filter((key) => isGiven(inner[key]) && !AUTH_KEYS.has(key))
      .map((key) => {
        if (!NAME.test(key)) return `${where}auth: one of its keys: ${NOT_IN_AUTH}`;
        const near = nearest(key, [...AUTH_KEYS]);
        return `${label(key, true)}: ${near === null ? NOT_IN_AUTH : `is not an auth key; use ${near}`}`;
      }),
    label,
    key: (key) => key,
  };
}

const NOT_IN_AUTH = 'is not an auth key. If it belongs to the cloud, move it out of auth';

// A typing error may turn a password into a key: only what looks like the name of a key is shown.
const NAME = /^[a-z]+(_[a-z]+)*$/;

/**
 * Several layers as one source; `main` names the missing keys. Higher layers take precedence, and `auth`
 * takes precedence over keys beside it.
 */
export function sourceOf(layers: readonly Layer[], main: Layer): Source {
  const beside = new Map<string, Found>();
  const below = new Map<string, Found>();
  for (const layer of layers) {
    put(beside, layer.values, layer, false);
    put(below, layer.auth, layer, true);
  }
  const found = new Map([...beside, ...[...below].filter(([key]) => AUTH_KEYS.has(key))]);
  return {
    values: Object.fromEntries([...found].map(([key, { value }]) => [key, value])),
    label: (key) => {
      const place = found.get(key);
      return place === undefined ? main.label(key) : place.layer.label(key, place.inAuth);
    },
    key: main.key,
  };
}

interface Found {
  readonly value: unknown;
  readonly layer: Layer;
  readonly inAuth: boolean;
}

function put(
  target: Map<string, Found>,
  values: Readonly<Record<string, unknown>>,
  layer: Layer,
  inAuth: boolean,
): void {
  for (const [key, value] of Object.entries(values)) {
    if (isGiven(value)) target.set(key, { value, layer, inAuth });
  }
}

/**
 * The first of the keys that any layer has, with the value of the highest such layer. `layers`: lowest
 * precedence first.
 */
export function findKey<Key extends string>(
  layers: readonly Layer[],
  keys: readonly Key[],
): { readonly key: Key; readonly value: unknown; readonly place: string } | null {
  for (const key of keys) {
    const layer = layers.toReversed().find(({ values }) => isGiven(values[key]));
    if (layer !== undefined) return { key, value: layer.values[key], place: layer.label(key) };
  }
  return null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// `auth-url` is the same as `auth_url`, as in openstack/config/_util.py (normalize_keys).
function underscored(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.replaceAll('-', '_'), value]));
}
