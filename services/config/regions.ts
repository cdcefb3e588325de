// Chooses one of a cloud's regions, and finds the values that apply to it only.
import { findKey, isObject, type Layer, layerOf } from './layers.ts';
import { typeName } from './reader.ts';

/** The region that was named outside the file, and how: by `--region`, by `OS_REGION_NAME`. */
export interface WantedRegion {
  readonly name: string;
  readonly by: string;
}

export interface ChosenRegion {
  readonly name: string | null;
  /** Where it was named, for people; null if it was not. */
  readonly from: string | null;
  /** The file's values for this region only; they take precedence over everything else. */
  readonly layer: Layer | null;
  readonly faults: readonly string[];
}

interface KnownRegion {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Chooses as openstack/config/loader.py does (_get_known_regions, _get_region): if none is named, the first
 * one of the list.
 * One difference: several regions without values, none of them chosen, are an error here. A first region with
 * values of its own, such as an address to sign in at, is the one that the file is written for; of mere names
 * any may be meant, and each has volumes of its own.
 *
 * @param own The cloud's own layers, lowest precedence first.
 * @param profile The layer of its profile, whose regions count if the cloud names none.
 */
export function chooseRegion(
  own: readonly Layer[],
  profile: Layer | null,
  wanted: WantedRegion | null,
): ChosenRegion {
  const found = findKey(own, KEYS) ?? findKey(profile === null ? [] : [profile], KEYS);
  const by = wanted?.by ?? null;
  if (found === null) return { name: wanted?.name ?? null, from: by, layer: null, faults: [] };
  const { key, value, place } = found;
  const { regions, faults } = knownRegions(value, place);
  const named = ownRegionName(own);
  if (regions.length === 0) return { name: wanted?.name ?? named, from: by, layer: null, faults };
  const choice = pick(regions, place, wanted, key === 'regions' ? named : null);
  const { name, values } = choice.region;
  const where = `${place}.${name}.`;
  const ofRegion = key === 'regions' ? layerOf(values, where) : null;
  const from = by ?? findKey(own, ['region_name'])?.place ?? place;
  return { name, from, layer: ofRegion, faults: [...faults, ...choice.faults, ...(ofRegion?.faults ?? [])] };
}

// A list of regions takes precedence over a single name, wherever it is in the cloud's own layers.
const KEYS = ['regions', 'region_name'] as const;

function ownRegionName(own: readonly Layer[]): string | null {
  const value = findKey(own, ['region_name'])?.value;
  return typeof value === 'string' ? value.trim() : null;
}

function pick(
  regions: readonly KnownRegion[],
  place: string,
  wanted: WantedRegion | null,
  named: string | null,
): { readonly region: KnownRegion; readonly faults: readonly string[] } {
  const names = regions.map(({ name }) => name).join(', ');
  const first = regions[0] as KnownRegion;
  const name = wanted?.name ?? named;
  if (name === null) {
    if (regions.length === 1 || saysMoreThanItsName(first)) return { region: first, faults: [] };
    const how = 'select one with --region, OS_REGION_NAME or region_name';
    return { region: first, faults: [`${place}: the cloud has several regions (${names}); ${how}`] };
  }
  const region = regions.find((one) => one.name === name);
  if (region !== undefined) return { region, faults: [] };
  const by = wanted === null ? 'region_name' : wanted.by;
  return {
    region: first,
    faults: [`${place}: the cloud has no region ${name} (set by ${by}). Its regions: ${names}`],
  };
}

const saysMoreThanItsName = ({ values }: KnownRegion): boolean => Object.keys(values).length > 0;

// `regions: [A, {name: B, values: {…}}]`, or the older `region_name: A,B`.
function knownRegions(
  value: unknown,
  place: string,
): { readonly regions: readonly KnownRegion[]; readonly faults: readonly string[] } {
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list)) {
    return { regions: [], faults: [`${place}: expected names of regions, got ${typeName(value)}`] };
  }
  const faults: string[] = [];
  const regions = list.flatMap((one: unknown, index) => {
    const region = regionOf(one);
    if (region === null) {
      faults.push(`${place}: region ${index + 1} is neither a name nor a map of name and values`);
    }
    return region ?? [];
  });
  return { regions, faults };
}

function regionOf(value: unknown): KnownRegion | null {
  if (typeof value === 'string' && value.trim() !== '') return { name: value.trim(), values: {} };
  if (!isObject(value)) return null;
  const { name, values = null, ...others } = value;
  if (typeof name !== 'string' || name.trim() === '' || Object.keys(others).length > 0) return null;
  return values === null || isObject(values) ? { name: name.trim(), values: values ?? {} } : null;
}
