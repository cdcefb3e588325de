// Serves a simulated cloud over HTTP.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulatedCloud, type SimulatedCloud } from './cloud.ts';
import { ConnectionDropped, type SimulatedResponse } from './exchange.ts';
import { defaultWorld, type UserSeed } from './seed.ts';
import type { SimulatedCloudOptions } from './settings.ts';

/** A cloud's entry in clouds.yaml. */
export interface CloudEntry {
  auth: {
    auth_url: string;
    username: string;
    password: string;
    project_name: string;
    user_domain_id: string;
    project_domain_id: string;
  };
  region_name: string;
  identity_api_version: 3;
}

/** A simulated cloud that is served over HTTP. */
export interface SimulatedCloudServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** For `auth.auth_url`. */
  authUrl: string;
  cloud: SimulatedCloud;
  /** Content of a clouds.yaml: the first user of the seed, in its first project. */
  cloudsYaml: { clouds: { simulated: CloudEntry } };
  /** An entry for another user, by names; the password is the seed's. */
  cloudFor(user: string, project: string): CloudEntry;
  /** Closes the port and every open connection, and stops all work under way. */
  stop(): Promise<void>;
}

/** Options of `startSimulatedCloud`. */
export interface SimulatedCloudServerOptions extends SimulatedCloudOptions {
  /** @default 0: a free one */
  port?: number;
}

/**
 * Serves a simulated cloud on 127.0.0.1, its three services on one port. Rejects if the port is not
 * available.
 */
export async function startSimulatedCloud(
  options: SimulatedCloudServerOptions = {},
): Promise<SimulatedCloudServer> {
  const seed = options.seed ?? defaultWorld();
  const cloud = createSimulatedCloud({ ...options, seed });
  const server = createServer((request, response) => void serve(cloud, request, response));
  await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cloud.url = url;
  const authUrl = `${url}/identity/v3`;
  const cloudFor = (name: string, project: string) => entryFor(authUrl, seed.users, name, project);
  const first = seed.users[0];
  const stop = async () => {
    cloud.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url,
    authUrl,
    cloud,
    cloudsYaml: {
      clouds: { simulated: cloudFor(first?.name ?? '', Object.keys(first?.roles ?? {})[0] ?? '') },
    },
    cloudFor,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function entryFor(authUrl: string, users: UserSeed[], name: string, project: string): CloudEntry {
  const user = users.find((other) => other.name === name);
  return {
    auth: {
      auth_url: authUrl,
      username: name,
      password: user?.password ?? '',
      project_name: project,
      user_domain_id: user?.domain ?? 'default',
      project_domain_id: 'default',
    },
    region_name: 'RegionOne',
    identity_api_version: 3,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(
  cloud: SimulatedCloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
    const body = await readText(request);
    const headers = request.headers as Record<string, string>;
    send(response, await cloud.handle({ method: request.method ?? 'GET', path, query, headers, body }));
  } catch (error) {
    if (error instanceof ConnectionDropped || request.destroyed) return void request.socket.destroy();
    send(response, {
      status: 500,
      headers: { 'Content-Type': 'text/plain' },
      body: `simulator: ${String(error)}`,
    });
  }
}

function splitOnce(text: string, by: string): [string, string] {
  const index = text.indexOf(by);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body }: SimulatedResponse): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const length = status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(text)) };
  response.writeHead(status, { ...headers, ...length });
  response.end(text);
}
