// A TCP relay that can be cut: it stops forwarding as a broken network does, and neither side is notified.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Which bytes are lost. */
export type CutDirection = 'to the target' | 'to the client' | 'both';

/**
 * What becomes of the connections of a cut: their bytes arrive late, they are closed on both sides, or the client's side is closed
 * and the target is never notified.
 */
export type CutEnd = 'late' | 'closed' | 'half-open';

export interface Relay {
  readonly port: number;
  /** Cuts all connections, and those that are opened meanwhile. Returns a function that repairs the network. */
  readonly cut: (direction: CutDirection) => (end: CutEnd) => void;
  /** How many connections it has accepted since it was cut. */
  readonly swallowed: () => number;
  readonly close: () => Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly target: Socket;
  /** Ends both sides. */
  readonly end: () => void;
}

/** Starts a relay to a port of this machine. */
export async function startRelay(targetPort: number): Promise<Relay> {
  const pairs = new Set<Pair>();
  const waiting = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    if (!isCut) return void pairs.add(joined(client, targetPort, pairs));
    client.pause();
    waiting.add(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (direction: CutDirection): ((end: CutEnd) => void) => {
    isCut = true;
    const silent = [...pairs];
    for (const pair of silent) silence(pair, direction);
    return (end) => {
      isCut = false;
      for (const pair of silent) repair(pair, end);
      for (const client of waiting) if (!client.destroyed) pairs.add(joined(client, targetPort, pairs));
      waiting.clear();
    };
  };
  const close = async (): Promise<void> => {
    for (const socket of [...waiting, ...[...pairs].flatMap(({ client, target }) => [client, target])])
      socket.destroy();
    await new Promise((closed) => server.close(closed));
  };
  const { port } = server.address() as AddressInfo;
  return { port, cut, swallowed: () => waiting.size, close };
}

function joined(client: Socket, port: number, pairs: Set<Pair>): Pair {
  const target = connect(port, '127.0.0.1');
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  const pair = { client, target, end };
  for (const socket of [client, target]) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (client.destroyed && target.destroyed) pairs.delete(pair);
    });
  }
  forward(pair);
  return pair;
}

// The end of one side is the end of the other, unless the relay is cut.
function forward(pair: Pair): void {
  stopForwarding(pair);
  const { client, target, end } = pair;
  if (client.destroyed || target.destroyed) {
    end();
    return;
  }
  for (const socket of [client, target]) socket.on('close', end);
  client.pipe(target).pipe(client);
}

function stopForwarding({ client, target, end }: Pair): void {
  for (const socket of [client, target]) socket.off('close', end);
  client.unpipe(target).pause();
  target.unpipe(client).pause();
}

function silence(pair: Pair, direction: CutDirection): void {
  stopForwarding(pair);
  if (direction === 'to the target') pair.target.pipe(pair.client);
  if (direction === 'to the client') pair.client.pipe(pair.target);
}

function repair(pair: Pair, end: CutEnd): void {
  if (end === 'late') {
    forward(pair);
    return;
  }
  stopForwarding(pair);
  pair.client.destroy();
  if (end === 'closed') pair.target.destroy();
}
