// Validates the configuration that an embedding application passes.
import process from 'node:process';
import { ConfigurationError } from '../faults.ts';
import type { CloudConfig } from './cloudConfig.ts';
import { isObject, layerOf } from './layers.ts';
import { typeName } from './reader.ts';
import { isResolved, resolveCloud } from './resolve.ts';

/**
 * Validates a configuration that an embedding application passes: the keys of a cloud in clouds.yaml, in that
 * spelling or in camel case (`authUrl`, `auth: {username, password, projectName …}`, `regionName`).
 * Secrets may be strings or `Secret`s. Returns a configuration that was already validated unchanged. Throws
 * ConfigurationError, which lists every problem.
 */
export function parseCloudConfig(object: unknown): CloudConfig {
  if (isResolved(object)) return object;
  if (!isObject(object)) throw new ConfigurationError([`expected an object, got ${typeName(object)}`]);
  return resolveCloud({
    layers: [layerOf(snakeCased(object), '')],
    publicClouds: null,
    region: null,
    env: process.env,
    ownName: null,
    from: { cloud: null },
  });
}

// `auth` and the values of regions contain keys as well.
function snakeCased(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (['auth', 'values'].includes(name) && isObject(value)) return [name, snakeCased(value)];
    const isList = name === 'regions' && Array.isArray(value);
    return [name, isList ? value.map((one) => (isObject(one) ? snakeCased(one) : one)) : value];
  });
  return Object.fromEntries(entries);
}
