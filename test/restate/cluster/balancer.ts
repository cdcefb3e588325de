// One address for all workers of a test: a TCP balancer that gives each connection to the worker with the fewest.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly url: URL;
  readonly add: (port: number) => void;
  readonly remove: (port: number) => void;
  /** Gives a worker no new connections, as when its health check fails, until the returned function is called. */
  readonly avoid: (port: number) => () => void;
  readonly close: () => Promise<void>;
}

/** Starts a balancer without workers: connections are refused until there is one. */
export async function startBalancer(): Promise<Balancer> {
  const open = new Map<number, Set<Socket>>();
  const avoided = new Set<number>();
  const server = createServer((client) => {
    const [target] = [...open]
      .filter(([port]) => !avoided.has(port))
      .sort(([, one], [, other]) => one.size - other.size);
    if (target === undefined) client.destroy();
    else join(client, ...target);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const remove = (worker: number): void => {
    for (const socket of open.get(worker) ?? []) socket.destroy();
    open.delete(worker);
  };
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    add: (worker) => void open.set(worker, new Set()),
    remove,
    avoid: (worker) => {
      avoided.add(worker);
      return () => void avoided.delete(worker);
    },
    close: async () => {
      for (const worker of [...open.keys()]) remove(worker);
      await new Promise((closed) => server.close(closed));
    },
  };
}

function join(client: Socket, port: number, sockets: Set<Socket>): void {
  const worker = connect(port, '127.0.0.1');
  sockets.add(client);
  const end = (): void => {
    sockets.delete(client);
    client.destroy();
    worker.destroy();
  };
  for (const socket of [client, worker]) {
    socket.setNoDelay(true);
    socket.on('error', end).on('close', end);
  }
  client.pipe(worker).pipe(client);
}
