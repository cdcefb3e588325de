// A run that is killed in Restate while its last step is still on its way from the worker: what it does next is known all the same.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOnInvocation } from '../../src/restate/engine/admin.ts';
import { readInvocation } from '../../src/restate/engine/invocations.ts';
import {
  type EngineWorker,
  openRestateStore,
  type RestateStore,
  registerWorkers,
  startEngineWorker,
} from '../../src/restate/index.ts';
import { twoCalls, workflowOf } from '../engine/smallWorkflows.ts';
import { until } from './cluster/until.ts';
import { type RestateServer, startRestateServer } from './server/server.ts';
import { untilWorkersAreKnown } from './server/untilKnown.ts';

// Less than what makes an acknowledgement late.
const SLOW_MS = 400;

let server: RestateServer;
let store: RestateStore;
let worker: EngineWorker;
let relay: Server;
let delayMs = 0;

const madeCalls: boolean[] = [];
const entered = Promise.withResolvers<void>();

const workflow = workflowOf(twoCalls, {
  calls: {
    a: async () => 'A',
    b: async (_, { isRepeated, signal }) => {
      madeCalls.push(isRepeated);
      entered.resolve();
      if (!isRepeated && madeCalls.length === 1) await once(signal, 'abort');
      return 'B';
    },
  },
});

// What the worker sends arrives late.
function slowRelay(port: number): Server {
  return createServer((client) => {
    const target = connect(port, '127.0.0.1');
    for (const socket of [client, target]) socket.on('error', () => {});
    client.pipe(target).on('data', (bytes) => void setTimeout(() => client.write(bytes), delayMs));
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
  }).listen(0, '127.0.0.1');
}

beforeAll(async () => {
  server = await startRestateServer();
  const { admin, url } = server;
  store = openRestateStore(`restate+${url.href}`);
  worker = await startEngineWorker({
    ...{ store, admin, host: '127.0.0.1', port: 0, retentionMs: 3_600_000 },
    makeWorkflow: async () => workflow,
  });
  relay = slowRelay(worker.port);
  await once(relay, 'listening');
  await registerWorkers(admin, new URL(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`));
  await untilWorkersAreKnown(server.ingresses);
});

afterAll(async () => {
  await worker.close();
  relay.close();
  await server.stop();
});

test('a call that was made is in its records: resumed, the run repeats it as such', async () => {
  const runId = randomUUID();
  delayMs = SLOW_MS;
  await store.submit(runId, { workflow: workflow.name, given: null, settings: {}, parent: null });
  await entered.promise;
  await actOnInvocation(server.admin, (await readInvocation(server.admin, runId))?.id ?? '', 'kill');
  delayMs = 0;
  await until(async () => ((await store.standing(runId)) === 'stopped' ? true : null));
  expect(await store.resume(runId)).toEqual({ kind: 'restored' });
  await store.report(runId, AbortSignal.timeout(280_000));
  expect(madeCalls).toEqual([false, true]);
});
