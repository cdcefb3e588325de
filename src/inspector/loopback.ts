// An HTTP server for this machine only, which responds to GET requests with its token.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorWords } from '../errorWords.ts';
import { type Access, createAccess, pathOf } from './access.ts';

/** Responds to one accepted request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface LoopbackOptions {
  /** By path; other paths are not found. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** @default a free one */
  readonly port?: number | undefined;
  /**
   * Pages of other sites that may send requests, for instance `https://stately.ai`.
   * @default none
   */
  readonly origins?: readonly string[] | undefined;
}

export interface LoopbackServer {
  readonly server: Server;
  readonly access: Access;
  readonly port: number;
  /** `http://127.0.0.1:<port>/?token=<token>` */
  readonly url: string;
  /** Accepts no more requests; responses that are still under way after half a second are cut off. */
  readonly close: () => Promise<void>;
}

/** Starts the server. Rejects if the port is not available. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const { answers, port: wanted = 0, origins } = options;
  const access = createAccess(origins);
  const server = createServer((request, response) => void serve(access, answers, request, response));
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  return {
    server,
    access,
    port,
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    close: () => close(server),
  };
}

const HEADERS: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Sends a response with the headers that every response has. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...HEADERS, ...headers });
  response.end(body);
}

/** Starts a response that continues until either side closes it; it closes its connection at the end. */
export function sendBeginning(response: ServerResponse, headers: OutgoingHttpHeaders): void {
  response.writeHead(200, { ...HEADERS, Connection: 'close', ...headers });
}

async function serve(
  access: Access,
  answers: LoopbackOptions['answers'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A failing response must not harm a run in the same process.
  response.on('error', () => response.destroy());
  const refusal = access.refusal(request);
  if (refusal !== null) return send(response, 403, `forbidden: ${refusal}\n`);
  if (request.method !== 'GET') return send(response, 405, 'only GET is answered\n', { Allow: 'GET' });
  const path = pathOf(request);
  const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (answer === undefined) return send(response, 404, 'not found\n');
  try {
    await answer(request, response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    send(response, 500, `${errorWords(error)}\n`);
  }
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

const PATIENCE_MS = 500;

async function close(server: Server): Promise<void> {
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(patience);
}
