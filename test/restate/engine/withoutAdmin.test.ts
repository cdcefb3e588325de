// Without Restate's admin API: lists say why they are not possible, and a run is found by its whole ID.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { query } from '../../../src/restate/engine/admin.ts';
import { ADMIN_UNREACHABLE } from '../../../src/restate/engine/ingress.ts';
import { onAdmin } from '../../../src/restate/engine/onAdmin.ts';
import type { Sdk } from '../../../src/restate/engine/sdk.ts';
import { openRestateStore } from '../../../src/restate/index.ts';

const RUN = '6f0c1de5-7f5c-4a7e-8f5d-0a4f2a6f9d11';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<URL> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

// An ingress whose worker cannot reach the admin API, but knows one run.
const storeWithoutAdmin = async () => {
  const detail = {
    head: { runId: RUN, workflow: 'w', parent: null, startedAt: '2026-01-01T00:00:00.000Z', slots: [] },
    now: { endedAt: null, status: null, state: 'waiting', driver: { pid: 7, host: 'a' }, why: null },
  };
  const ingress = await listening(
    createServer(({ url = '' }, response) => {
      const isDetail = url.endsWith('/detail');
      response.statusCode = isDetail ? 200 : ADMIN_UNREACHABLE;
      const answer = isDetail ? (url.includes(RUN) ? detail : null) : { message: 'no admin here' };
      response.end(JSON.stringify(answer));
    }),
  );
  return openRestateStore(`restate+${ingress.href}`);
};

test('a list is refused with what the worker says', async () => {
  const store = await storeWithoutAdmin();
  const refused = { code: 'AdminUnreachable', message: 'no admin here' };
  await expect(store.list()).rejects.toMatchObject(refused);
  await expect(store.list({ idPrefix: RUN.slice(0, 8) })).rejects.toMatchObject(refused);
  await expect(store.stale()).rejects.toMatchObject(refused);
});

test('a run is found by its whole ID', async () => {
  const store = await storeWithoutAdmin();
  expect(await store.list({ idPrefix: RUN })).toMatchObject([{ runId: RUN, state: 'waiting' }]);
  expect(await store.list({ idPrefix: RUN.replace('6', '7') })).toEqual([]);
});

class TerminalError extends Error {
  readonly code: number;
  constructor(message: string, { errorCode }: { readonly errorCode: number }) {
    super(message);
    this.code = errorCode;
  }
}

test('a worker names the address, the cause and the option to set, and is not asked again', async () => {
  const gone = createServer();
  const admin = await listening(gone);
  gone.close();
  const asked = onAdmin({ TerminalError } as unknown as Sdk, async () => await query(admin, 'SELECT 1'));
  await expect(asked).rejects.toBeInstanceOf(TerminalError);
  await expect(asked).rejects.toMatchObject({
    code: ADMIN_UNREACHABLE,
    message: expect.stringMatching(
      /cannot reach Restate's admin API at http:\/\/127.*ECONNREFUSED.*--admin URL/,
    ),
  });
});
