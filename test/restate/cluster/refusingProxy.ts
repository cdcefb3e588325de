// An HTTP/2 proxy that has no worker: it answers every request with 503.
import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface RefusingProxy {
  readonly port: number;
  /** How many requests it has refused. */
  readonly refused: () => number;
  readonly close: () => Promise<void>;
}

export async function startRefusingProxy(): Promise<RefusingProxy> {
  const sessions = new Set<ServerHttp2Session>();
  let refused = 0;
  const server = createServer();
  server.on('session', (session) => void sessions.add(session));
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    refused += 1;
    stream.respond({ ':status': 503 }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    refused: () => refused,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
