// A simulated cloud behind a proxy whose nodes lag behind: after each change the next readings show the state before it.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  type CloudEntry,
  type SimulatedCloud,
  type SimulatedCloudOptions,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

export interface LaggingCloud extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly entry: CloudEntry;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

const NOT_FOUND = { headers: { 'content-type': 'application/json' }, status: 404 } as const;
const notYet: Reply = { ...NOT_FOUND, body: '{"itemNotFound":{"code":404,"message":"not found"}}' };
const unknownUser: Reply = { ...NOT_FOUND, body: '{"error":{"code":404,"message":"Could not find user."}}' };
const denied: Reply = {
  ...notYet,
  status: 401,
  body: '{"error":{"code":401,"message":"requires authentication"}}',
};

/**
 * `reads`: that many readings of each address are stale after each change, and that many first uses of a new
 * user fail.
 */
export async function startLaggingCloud(
  reads: number,
  options: SimulatedCloudOptions = {},
): Promise<LaggingCloud> {
  const running = await startSimulatedCloud({ stageMs: 10, ...options });
  const lag = createLag(reads);
  let self = '';
  const server = createServer((incoming, response) => void answer(incoming, response));
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const { method = 'GET', url = '/' } = incoming;
    const refusal = lag.refuse(method, url, body.toString());
    const reply = refusal ?? lag.see(method, url, await forward(running.url, incoming, body, self));
    const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...headers } = reply.headers;
    response.writeHead(reply.status, headers as Record<string, string>).end(reply.body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  self = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { simulated } = running.cloudsYaml.clouds;
  const auth = { ...simulated.auth, auth_url: simulated.auth.auth_url.replace(running.url, self) };
  return {
    cloud: running.cloud,
    entry: { ...simulated, auth },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await running.stop();
    },
  };
}

function createLag(reads: number) {
  const shown = new Map<string, Reply>();
  const stale = new Map<string, number>();
  const used = new Map<string, number>();
  let changes = 0;
  const first = (use: string): boolean => {
    const times = used.get(use) ?? 0;
    used.set(use, times + 1);
    return times < reads;
  };
  return {
    /** The first uses of a newly created user. */
    refuse: (method: string, url: string, body: string): Reply | null => {
      if (method === 'PUT' && /\/users\/[^/]+\/roles\//.test(url) && first(url)) return unknownUser;
      const isOwnSignIn = method === 'POST' && url.endsWith('/auth/tokens') && /"user":\{"id":/.test(body);
      return isOwnSignIn && first('sign-in') ? denied : null;
    },
    /** What is shown instead of the reply. */
    see: (method: string, url: string, reply: Reply): Reply => {
      if (method !== 'GET') {
        if (!url.endsWith('/auth/tokens') && reply.status < 300) {
          changes += 1;
          stale.clear();
        }
        return reply;
      }
      const served = stale.get(url) ?? 0;
      if (changes > 0 && served < reads && /\/volumes\/[0-9a-f-]{36}$/.test(url)) {
        stale.set(url, served + 1);
        return shown.get(url) ?? notYet;
      }
      shown.set(url, reply);
      return reply;
    },
  };
}

async function forward(
  to: string,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer,
  self: string,
): Promise<Reply> {
  const { host: _, 'content-length': __, 'transfer-encoding': ___, ...rest } = headers;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${to}${url}`, { method, headers: { ...rest, 'content-length': body.length } }, resolve)
    .on('error', reject)
    .end(body);
  const answered = await promise;
  const text = (await buffer(answered)).toString().replaceAll(to, self);
  return { status: answered.statusCode ?? 0, headers: answered.headers, body: text };
}
