// Which proxy a request goes through, according to HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY in either case.
import { BlockList, isIP } from 'node:net';
import type { Environment } from '../config/environment.ts';
import { ConfigurationError } from '../faults.ts';

/** A proxy, and the variable that names it. */
export interface ProxyServer {
  readonly url: URL;
  readonly variable: string;
}

/**
 * The proxy for an address; null if the request goes directly. As for the OpenStack clients, the lower-case
 * variable takes precedence, even if it is empty; NO_PROXY accepts names with their subdomains, addresses,
 * CIDR ranges, ports and `*`.
 * Throws ConfigurationError for a proxy that is not an http or https address. Its message shows neither user
 * nor password.
 * Source: requests/utils.py (should_bypass_proxies) and urllib/request.py (getproxies_environment), which
 * keystoneauth uses.
 */
export function proxyFor(address: string, env: Environment): ProxyServer | null {
  const url = new URL(address);
  const scheme = url.protocol.slice(0, -1);
  const variable = nameOf(env, `${scheme}_proxy`) ?? nameOf(env, 'all_proxy');
  if (variable === null || isBypassed(url, env[nameOf(env, 'no_proxy') ?? ''] ?? '')) return null;
  return { url: readProxy(env[variable] ?? '', variable), variable };
}

// The variable of that name that is set; null if it is empty, which disables the proxy.
function nameOf(env: Environment, lower: string): string | null {
  const name = env[lower] === undefined ? lower.toUpperCase() : lower;
  return (env[name] ?? '').trim() === '' ? null : name;
}

function readProxy(value: string, variable: string): URL {
  const text = value.trim();
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new ConfigurationError([
    `${variable}: expected the http or https address of a proxy; other kinds of proxy are not supported`,
  ]);
}

function isBypassed(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [name, ownPort] = withoutPort(entry);
  if (ownPort !== null && ownPort !== port) return false;
  const [address = '', prefix] = name.split('/');
  if (isIP(address) > 0) return isInRange(host, address, prefix);
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function withoutPort(entry: string): readonly [name: string, port: string | null] {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? '', bracketed[2] ?? null];
  const [name = '', port, ...more] = entry.split(':');
  return port === undefined || more.length > 0 ? [entry, null] : [name, port];
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function isInRange(host: string, address: string, prefix: string | undefined): boolean {
  if (isIP(host) === 0) return false;
  const range = new BlockList();
  const family = familyOf(address);
  const most = family === 'ipv6' ? 128 : 32;
  const bits = prefix === undefined ? most : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return false;
  range.addSubnet(address, bits, family);
  return range.check(host, familyOf(host));
}
