// A guard is asked directly before each changing request is sent, and nothing is sent against its word.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTransport } from '../../../services/http/transport.ts';
import { withRequestGuard } from '../../../services/index.ts';
import { startTestCloud, type TestCloud, testClock } from '../testCloud.ts';

const PATH = '/volumes/v1/action';
const CALL = `POST volume ${PATH}`;
const CHANGE = { service: 'volume', method: 'POST', path: PATH, body: {}, expected: [202] } as const;
const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;
const REFUSAL = new Error('not held');

let cloud: TestCloud | undefined;
let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  await cloud?.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  [cloud, server] = [undefined, undefined];
});

interface Sending {
  readonly method?: 'POST' | 'DELETE';
  readonly signal?: AbortSignal;
  readonly beforeRepeat?: () => Promise<void>;
}

/** A server that keeps what it receives, and the requests that are sent to it. */
async function startListening(onConnection: (socket: Socket) => void = () => {}) {
  const received: string[] = [];
  let connections = 0;
  server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received.push(String(data));
      socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
    });
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
  const tls = { verify: true, cacert: null, clientCertificate: null };
  const transport = createTransport({ tls, userAgent: 'test', retryLimit: 0, env: {} });
  const send = async (
    beforeSend: () => Promise<void>,
    { method = 'POST', signal, beforeRepeat }: Sending = {},
  ) =>
    await transport(
      {
        ...{ service: 'volume', method, url, headers: {}, requestId: 'req-1', call: 'the call' },
        ...{ repeatable: false, beforeSend },
        ...(beforeRepeat === undefined ? {} : { beforeRepeat }),
        ...(method === 'POST' ? { body: { name: 'ä' } } : {}),
      },
      signal,
    );
  return { received, connections: () => connections, send };
}

describe.each(['POST', 'DELETE'] as const)('%s', (method) => {
  test('nothing is sent if the guard refuses once the connection is ready', async () => {
    const { received, connections, send } = await startListening();
    const guard = vi.fn(async () => {
      if (guard.mock.calls.length > 1) throw REFUSAL;
    });
    await expect(send(guard, { method })).rejects.toBe(REFUSAL);
    await vi.waitFor(() => expect([...sockets].every(({ closed }) => closed)).toBe(true), 20_000);
    expect({ received, connections: connections() }).toEqual({ received: [], connections: 1 });
  });

  test('a guard that takes its time delays the request until it agrees', async () => {
    const { received, connections, send } = await startListening();
    const agreed = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const guard = vi.fn(async () => {
      if (guard.mock.calls.length < 2) return;
      asked.resolve();
      await agreed.promise;
    });
    const sent = send(guard, { method });
    await asked.promise;
    await vi.waitFor(() => expect(connections()).toBe(1), 20_000);
    expect(received).toEqual([]);
    agreed.resolve();
    expect((await sent).status).toBe(202);
    expect(received.join('')).toMatch(
      method === 'POST' ? /content-length: 13\r\n[\s\S]*\{"name":"ä"\}$/ : /^DELETE /,
    );
  });
});

describe('a guard that takes so long that the connection is given up', () => {
  /** Answers the second time only when the first connection is closed. */
  const slowGuard = (answer: () => void) => {
    const guard = vi.fn(async () => {
      if (guard.mock.calls.length !== 2) return;
      await vi.waitFor(() => expect([...sockets].map(({ closed }) => closed)).toEqual([true]), 20_000);
      answer();
    });
    return guard;
  };

  test('what the call relies on is proved again before the request is sent', async () => {
    const { received, connections, send } = await startListening();
    const guard = slowGuard(() => {});
    const order: string[] = [];
    const beforeRepeat = async (): Promise<void> => void order.push(`proved, sent: ${received.length}`);
    expect((await send(guard, { beforeRepeat })).status).toBe(202);
    expect(order).toEqual(['proved, sent: 0']);
    expect({ sent: received.length, connections: connections() }).toEqual({ sent: 1, connections: 2 });
  });

  test('nothing is sent if it is no longer so', async () => {
    const { received, send } = await startListening();
    const gone = new Error('in use');
    const sent = send(
      slowGuard(() => {}),
      { beforeRepeat: () => Promise.reject(gone) },
    );
    await expect(sent).rejects.toBe(gone);
    expect(received).toEqual([]);
  });

  test('nothing is sent if the guard refuses in the end', async () => {
    const { received, send } = await startListening();
    const guard = slowGuard(() => {
      throw REFUSAL;
    });
    await expect(send(guard)).rejects.toBe(REFUSAL);
    expect(received).toEqual([]);
  });
});

test('a request that is refused before it connects opens no connection', async () => {
  const { connections, send } = await startListening();
  await expect(send(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
  expect(connections()).toBe(0);
});

test('a request that is cancelled while its guard is asked is not sent, also if the guard agrees later', async () => {
  const { received, send } = await startListening();
  const cancel = new AbortController();
  const agreed = Promise.withResolvers<void>();
  const guard = vi.fn(async () => {
    if (guard.mock.calls.length < 2) return;
    cancel.abort();
    await agreed.promise;
  });
  await expect(send(guard, { signal: cancel.signal })).rejects.toMatchObject({
    code: 'Aborted',
    uncertain: false,
  });
  agreed.resolve();
  await vi.waitFor(() => expect([...sockets].every(({ closed }) => closed)).toBe(true), 20_000);
  expect(received).toEqual([]);
});

test('if the server responds without waiting for the request, the request is not sent', async () => {
  const { received, send } = await startListening((socket) =>
    socket.end('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
  );
  const guard = vi.fn(async () => {
    if (guard.mock.calls.length > 1) await new Promise<never>(() => {});
  });
  expect((await send(guard)).status).toBe(408);
  expect(received).toEqual([]);
});

test('a read is not guarded', async () => {
  cloud = await startTestCloud({ 'GET volume /volumes/v1': { body: {} } });
  const connected = await cloud.connect();
  const guard = vi.fn(() => Promise.reject(REFUSAL));
  await withRequestGuard(guard, async () => await connected.request(READ));
  expect(guard).not.toHaveBeenCalled();
});

test('a change that a service asks to repeat is guarded each time', async () => {
  cloud = await startTestCloud({ [CALL]: [{ status: 429 }, { status: 202 }] });
  const connected = await cloud.connect({ clock: testClock(), retryLimit: 5 });
  let isHeld = true;
  const guard = async (): Promise<void> => {
    if (!isHeld) throw REFUSAL;
    isHeld = cloud?.calls().length === 0;
  };
  const sent = withRequestGuard(guard, async () => await connected.request(CHANGE));
  await expect(sent).rejects.toBe(REFUSAL);
  expect(cloud.calls()).toEqual([CALL]);
});
