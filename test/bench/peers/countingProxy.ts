// A forward proxy that counts the requests of a program, whatever language it is written in.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  readonly url: string;
  /** The requests since the last call. */
  readonly takeCount: () => number;
  readonly close: () => void;
}

export async function startCountingProxy(): Promise<CountingProxy> {
  let count = 0;
  const server = createServer((incoming, answer) => {
    count += 1;
    const { method, headers, url = '' } = incoming;
    const outgoing = request(url, { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    takeCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
