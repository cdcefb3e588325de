// Addresses in a configuration, which may contain placeholders for other keys.
import type { Reader } from './reader.ts';

/**
 * The address under a key, with `{region_name}` and other placeholders filled in, as
 * openstack/config/loader.py does (str.format in get_one). Null if there is none; records an error if the
 * value cannot be an address.
 */
export function readAddress(reader: Reader, key: string): string | null {
  const text = reader.text(key);
  if (text === null) return null;
  const url = filledIn(reader, key, text);
  if (url === null) return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:\/\//.test(url)) {
    reader.fault(key, 'expected an http or https address');
  } else if (parsed.username !== '' || parsed.password !== '') {
    reader.fault(key, 'must not contain a user or password');
  }
  return url;
}

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]*)\}/g;

function filledIn(reader: Reader, key: string, text: string): string | null {
  const missing: string[] = [];
  const url = text.replace(PLACEHOLDER, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    const value = FILLABLE.test(name) ? reader.text(name) : null;
    if (value === null) missing.push(name);
    return value ?? '';
  });
  if (missing.length === 0) return url;
  reader.fault(key, `contains {${missing.join('}, {')}}, which the configuration does not define`);
  return null;
}

// Secrets must not become part of an address.
const FILLABLE = /^(?!.*(password|secret|token|passcode))[a-z][a-z0-9_]*$/;
