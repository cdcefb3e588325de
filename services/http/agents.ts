// The connections that requests use: kept open for reads, fresh for changing calls, direct or through a proxy.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import process from 'node:process';
import { ConfigurationError } from '../faults.ts';
import type { ProxyServer } from './proxies.ts';

/** The agent for addresses of one scheme, under its name. */
export type Agents = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

// As in Node's own global agents.
const KEPT = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const;
// A service may close a kept connection just as it is used again: the response would seem lost.
const FRESH = { keepAlive: false } as const;

export interface Connections {
  readonly kind: 'kept' | 'fresh';
  /** How long a proxy may take to open a tunnel, in milliseconds. */
  readonly connectTimeoutMs: number;
}

const made = new Map<string, Agents>();

/**
 * The agents for an address, through a proxy or directly. Node itself talks to the proxy: http requests are
 * sent to it with their full address, https requests through a tunnel (CONNECT). Throws ConfigurationError if
 * this Node cannot use a proxy.
 */
export function agentsFor(
  address: string,
  proxy: ProxyServer | null,
  { kind, connectTimeoutMs }: Connections,
): Agents {
  if (proxy !== null) assertUsable(proxy);
  const href = proxy?.url.href;
  const isSecure = new URL(address).protocol === 'https:';
  const key = `${isSecure} ${kind} ${href === undefined ? 'direct' : `${connectTimeoutMs} ${href}`}`;
  const found = made.get(key);
  if (found !== undefined) return found;
  // An empty object rather than none: otherwise Node may read the environment by itself.
  const proxyEnv = href === undefined ? {} : { http_proxy: href, https_proxy: href };
  const options = {
    ...(kind === 'kept' ? KEPT : FRESH),
    ...(proxy === null ? {} : { timeout: connectTimeoutMs }),
    proxyEnv,
  };
  // Without https, nothing of TLS is loaded.
  const agents = isSecure ? { https: new HttpsAgent(options) } : { http: new HttpAgent(options) };
  made.set(key, agents);
  return agents;
}

function assertUsable({ variable }: ProxyServer): void {
  // Node introduced it together with the agents' option.
  if (process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) return;
  throw new ConfigurationError([
    `${variable}: Node ${process.versions.node} cannot use a proxy; run Node 22.21, 24.5 or later, or name the cloud's hosts in NO_PROXY`,
  ]);
}
