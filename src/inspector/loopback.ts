// An HTTP server for this machine alone, which answers GET and nobody without its token.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Access, createAccess, pathOf } from './access.ts';

/** Answers one request that may come in. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface LoopbackOptions {
  /** By path; others are not found. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** @default a free one */
  readonly port?: number | undefined;
  /** Pages of other sites that may ask, for instance `https://stately.ai`. @default none */
  readonly origins?: readonly string[] | undefined;
}

export interface LoopbackServer {
  readonly server: Server;
  readonly access: Access;
  readonly port: number;
  /** `http://127.0.0.1:<port>/?token=<token>` */
  readonly url: string;
  /** Takes no more requests; what is still being answered half a second later is cut off. */
  readonly close: () => Promise<void>;
}

/** Rejects where the port cannot be had. */
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

/** Sends an answer with the headers that every one has. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...HEADERS, ...headers });
  response.end(body);
}

/** Begins an answer that goes on until one of the two goes away; it closes its connection at the end. */
export function sendBeginning(response: ServerResponse, headers: OutgoingHttpHeaders): void {
  response.writeHead(200, { ...HEADERS, Connection: 'close', ...headers });
}

async function serve(
  access: Access,
  answers: LoopbackOptions['answers'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whatever becomes of an answer, it does no harm to a run in the same process.
  response.on('error', () => response.destroy());
  const refusal = access.refusal(request);
  if (refusal !== null) return send(response, 403, `forbidden: ${refusal}\n`);
  if (request.method !== 'GET') return send(response, 405, 'only GET is answered\n', { Allow: 'GET' });
  const path = pathOf(request);
  const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (answer === undefined) return send(response, 404, 'there is nothing here\n');
  try {
    await answer(request, response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    send(response, 500, `${error instanceof Error ? error.message : String(error)}\n`);
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
