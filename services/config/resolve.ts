// Combines a cloud's layers, its profile and its region into one configuration.
import { ConfigurationError } from '../faults.ts';
import { readAddress } from './address.ts';
import { hasKnownMethod, readAuth } from './auth.ts';
import { readTrust } from './certificates.ts';
import type { CloudConfig } from './cloudConfig.ts';
import type { Environment } from './environment.ts';
import { type Layer, sourceOf } from './layers.ts';
import { type PublicClouds, profileOf } from './profile.ts';
import { createReader, type Reader } from './reader.ts';
import { chooseRegion, type WantedRegion } from './regions.ts';
import { readServices } from './services.ts';
import { refuseUnsupported } from './unsupported.ts';

export interface Given {
  /** The places that describe the cloud itself, lowest precedence first. */
  readonly layers: readonly [Layer, ...Layer[]];
  readonly publicClouds: PublicClouds | null;
  readonly region: WantedRegion | null;
  /** Variables that name certificates. */
  readonly env: Environment;
  /** The name of the cloud of the variables. */
  readonly ownName: string | null;
  readonly from: Pick<CloudConfig, 'cloud' | 'source'>;
}

/** Reads everything; throws ConfigurationError, which lists every problem at once. */
export function resolveCloud({ layers, publicClouds, region, env, ownName, from }: Given): CloudConfig {
  const profile = profileOf(layers, publicClouds, ownName);
  const chosen = chooseRegion(layers, profile.layer, region);
  const all = [profile.layer, ...layers, chosen.layer].filter((layer) => layer !== null);
  const { values, ...source } = sourceOf(all, layers[0]);
  const reader = createReader({ ...source, values: { ...values, region_name: chosen.name } });
  reader.faults.push(...layers.flatMap(({ faults }) => faults), ...profile.faults, ...chosen.faults);
  if (hasKnownMethod(reader)) reader.faults.push(...all.flatMap(({ strays }) => strays));
  refuseUnsupported(reader, Object.keys(values));
  const authUrl = readAuthUrl(reader);
  const auth = readAuth(reader);
  const config = {
    ...from,
    regionName: chosen.name,
    endpoints: readServices(reader, chosen),
    ...readTrust(reader, env),
    timeoutMs: readTimeout(reader),
  };
  if (reader.faults.length > 0 || authUrl === null || auth === null) {
    throw new ConfigurationError([...new Set(reader.faults)]);
  }
  const validated = { ...config, authUrl: versionedAuthUrl(authUrl), auth };
  parsed.add(validated);
  return validated;
}

const parsed = new WeakSet<object>();

/** Whether the object was created here. */
export function isResolved(object: unknown): object is CloudConfig {
  return typeof object === 'object' && object !== null && parsed.has(object);
}

// Keystone's address with exactly one /v3 at its end.
function versionedAuthUrl(authUrl: string): string {
  const bare = authUrl.replace(/\/+$/, '').replace(/\/v(2\.0|3)$/, '');
  return `${bare}/v3`;
}

function readAuthUrl(reader: Reader): string | null {
  if (!reader.has('auth_url')) reader.fault('auth_url', 'is missing');
  return readAddress(reader, 'auth_url');
}

// In seconds. The value of one service applies to all of them, as in openstack/config/loader.py
// (_fix_backwards_api_timeout).
function readTimeout(reader: Reader): number | null {
  const keys = ['block_storage', 'volumev3', 'volume', 'compute', 'identity'].flatMap((service) => [
    `${service}_api_timeout`,
    `${service}_timeout`,
  ]);
  const key = [...keys, 'api_timeout'].find(reader.has);
  if (key === undefined) return null;
  const seconds = Number(reader.value(key));
  if (typeof reader.value(key) !== 'object' && seconds > 0 && seconds < 1e6) return seconds * 1000;
  reader.fault(key, 'expected a number of seconds');
  return null;
}
