// The profile of a cloud: what all users of a public cloud have in common.
import { findKey, isObject, type Layer, layerOf } from './layers.ts';
import { isGiven, typeName } from './reader.ts';
import { FETCHED, SHUT_DOWN, VENDORS } from './vendors.ts';

/** The clouds of clouds-public.yaml. */
export interface PublicClouds {
  readonly file: string;
  readonly clouds: Readonly<Record<string, unknown>>;
}

export interface Profile {
  readonly layer: Layer | null;
  readonly faults: readonly string[];
}

const NONE: Profile = { layer: null, faults: [] };

/**
 * The profile named by `profile`, or by the older `cloud`: from clouds-public.yaml, otherwise one that
 * openstacksdk includes.
 * An unknown profile is an error; openstacksdk only warns and continues without it.
 * Source: openstack/config/loader.py (_expand_vendor_profile) and openstack/config/vendors.
 *
 * @param ownName The name of the cloud of the variables, which is not a profile.
 */
export function profileOf(
  own: readonly Layer[],
  found: PublicClouds | null,
  ownName: string | null,
): Profile {
  const named = namedProfile(own);
  if (named === null || named.value === ownName) return NONE;
  const { place, value } = named;
  if (typeof value !== 'string') {
    return { layer: null, faults: [`${place}: expected text, got ${typeName(value)}`] };
  }
  const name = value.trim();
  if (found !== null && Object.hasOwn(found.clouds, name)) return publicCloud(found, name);
  if (Object.hasOwn(VENDORS, name)) return { layer: vendor(name), faults: [] };
  return { layer: null, faults: [`${place}: ${whyNot(name, found)}`] };
}

/** Whether any of the layers names a profile: only then is clouds-public.yaml needed. */
export const namesProfile = (own: readonly Layer[]): boolean => namedProfile(own) !== null;

const namedProfile = (own: readonly Layer[]) => findKey(own, ['profile', 'cloud']);

function publicCloud({ file, clouds }: PublicClouds, name: string): Profile {
  const entry = clouds[name];
  const where = `${file}: public-clouds.${name}`;
  if (!isObject(entry)) return { layer: null, faults: [`${where}: expected a map, got ${typeName(entry)}`] };
  const layer = layerOf(entry, `${where}.`);
  const nested = isGiven(layer.values['profile'])
    ? [`${layer.label('profile')}: a profile cannot refer to another profile`]
    : [];
  return { layer, faults: [...layer.faults, ...nested] };
}

function vendor(name: string): Layer {
  return layerOf(VENDORS[name] ?? {}, `profile ${name}: `);
}

function whyNot(name: string, found: PublicClouds | null): string {
  if (Object.hasOwn(SHUT_DOWN, name))
    return `the cloud of profile ${name} no longer exists (${SHUT_DOWN[name]})`;
  const write = 'copy its settings, above all auth_url, into the cloud itself';
  const address = Object.hasOwn(FETCHED, name) ? FETCHED[name] : name;
  if (/^https?:/.test(address ?? '')) return `profiles are not downloaded (${address}); ${write}`;
  const where = found === null ? 'there is no clouds-public.yaml' : `${found.file} does not have it`;
  return `there is no profile ${name}: ${where}, and openstacksdk does not include it; ${write}`;
}
