// Restate's SQL: it is asked again while a partition moves between nodes, and for no other error.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { query } from '../../../src/restate/engine/admin.ts';

let server: Server | null = null;
afterEach(async () => {
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

const MOVING = [500, '{"message":"Datafusion error: External error: No such scanner: 12"}'] as const;
const ABSENT = [
  500,
  '{"message":"Datafusion error: External error: partition 1 doesn\'t exist on this node, this is benign if the partition is being transferred out of/into this node."}',
] as const;
const NO_STORE = [
  500,
  '{"message":"Datafusion error: Internal error: External error: expecting a partition store."}',
] as const;
const THROTTLED = [
  500,
  '{"message":"Datafusion error: External error: connect throttled; 253.182764ms left in throttling window"}',
] as const;
const BROKEN = [500, '{"message":"Schema error: no field"}'] as const;
const ROWS = [200, '{"rows":[{"id":"inv_1"}]}'] as const;

/** An admin API with these answers in turn, the last one forever. */
async function answering(...answers: (readonly [status: number, text: string])[]) {
  let asked = 0;
  server = createServer((_, response) => {
    const [status, text] = answers[Math.min(asked, answers.length - 1)] ?? BROKEN;
    asked += 1;
    response.writeHead(status, { connection: 'close' }).end(text);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = async () => await query(new URL(`http://127.0.0.1:${port}`), 'SELECT 1', 1);
  return { ask, asked: () => asked };
}

test('while a partition moves, or its node cannot be reached, it is asked again', async () => {
  const { ask, asked } = await answering(MOVING, ABSENT, NO_STORE, THROTTLED, ROWS);
  expect(await ask()).toEqual([{ id: 'inv_1' }]);
  expect(asked()).toBe(5);
});

test('it is asked twenty times at most', async () => {
  const { ask, asked } = await answering(MOVING);
  await expect(ask()).rejects.toMatchObject({ code: 'StoreFailed' });
  expect(asked()).toBe(20);
});

test('any other error is reported at once', async () => {
  const { ask, asked } = await answering(BROKEN, ROWS);
  await expect(ask()).rejects.toMatchObject({ code: 'StoreFailed' });
  expect(asked()).toBe(1);
});
