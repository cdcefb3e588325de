// The profile that a cloud names: what is common to all users of a public cloud.
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
 * The profile of `profile`, or of the older `cloud`: from clouds-public.yaml, else one that openstacksdk brings along.
 * One that is not found is a fault: openstacksdk warns and goes on without it.
 * Proved by openstack/config/loader.py (_expand_vendor_profile) and openstack/config/vendors.
 *
 * @param ownName The name of the variables' own cloud, which is no profile.
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

/** Whether any of the layers names a profile: only then clouds-public.yaml matters. */
export const namesProfile = (own: readonly Layer[]): boolean => namedProfile(own) !== null;

const namedProfile = (own: readonly Layer[]) => findKey(own, ['profile', 'cloud']);

function publicCloud({ file, clouds }: PublicClouds, name: string): Profile {
  const entry = clouds[name];
  const where = `${file}: public-clouds.${name}`;
  if (!isObject(entry)) return { layer: null, faults: [`${where}: expected a map, got ${typeName(entry)}`] };
  const layer = layerOf(entry, `${where}.`);
  const nested = isGiven(layer.values['profile'])
    ? [`${layer.label('profile')}: a profile cannot name another one`]
    : [];
  return { layer, faults: [...layer.faults, ...nested] };
}

function vendor(name: string): Layer {
  return layerOf(VENDORS[name] ?? {}, `profile ${name}: `);
}

function whyNot(name: string, found: PublicClouds | null): string {
  if (Object.hasOwn(SHUT_DOWN, name))
    return `the profile ${name} is of a cloud that is no more (${SHUT_DOWN[name]})`;
  const write = 'write what it holds, auth_url above all, into the cloud itself';
  const address = Object.hasOwn(FETCHED, name) ? FETCHED[name] : name;
  if (/^https?:/.test(address ?? '')) return `a profile is not fetched from an address, ${address}; ${write}`;
  const where = found === null ? 'there is no clouds-public.yaml' : `${found.file} does not have it`;
  return `there is no profile ${name}: ${where}, and it is none that openstacksdk brings along; ${write}`;
}
