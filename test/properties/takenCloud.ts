// A cloud's configuration that is read, or rejected.
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { type CloudConfig, ConfigurationError } from '../../services/index.ts';
import { CANARY } from './cloudEntries.ts';

// Of the right types, and nothing in the place of something else.
function check(config: CloudConfig): void {
  expect(config.authUrl).toMatch(/^https?:\/\/.*\/v3$/);
  expect(['password', 'token', 'application_credential']).toContain(config.auth.method);
  expect(typeof config.verify).toBe('boolean');
  expect(config.timeoutMs === null || config.timeoutMs > 0).toBe(true);
  for (const endpoint of Object.values(config.endpoints)) {
    const { interfaces, ...texts } = endpoint;
    expect(interfaces.length).toBeGreaterThan(0);
    for (const one of interfaces) expect(['public', 'internal', 'admin']).toContain(one);
    expectTexts(Object.values(texts));
  }
  expectTexts([config.cacert, config.regionName]);
}

function expectTexts(values: readonly unknown[]): void {
  for (const text of values) expect(text === null || typeof text === 'string').toBe(true);
}

const shown = (thing: unknown): string =>
  inspect(thing, { depth: 9, showHidden: true }) + JSON.stringify(thing);

function checkRefusal(error: unknown, place: RegExp): void {
  if (!(error instanceof ConfigurationError)) throw error;
  expect(error.faults.length).toBeGreaterThan(0);
  for (const fault of error.faults) expect(fault).toMatch(place);
  expect(shown(error) + error.stack).not.toContain(CANARY);
}

/**
 * Reads it; true if it was accepted. A rejection names each problem with a place, and neither shows a
 * password.
 */
export async function taken(read: () => CloudConfig | Promise<CloudConfig>, place: RegExp): Promise<boolean> {
  let config: CloudConfig;
  try {
    config = await read();
  } catch (error) {
    checkRefusal(error, place);
    return false;
  }
  check(config);
  expect(shown(config)).not.toContain(CANARY);
  return true;
}
