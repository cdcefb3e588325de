// A worker: an HTTP/2 server to which Restate sends runs, and which drives them with the engine.
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import process from 'node:process';
import { createEngine } from '../../engine/engine.ts';
import type { EngineHooks } from '../../engine/hooks.ts';
import type { JournalStore } from '../../engine/store.ts';
import type { Workflow } from '../../engine/workflow.ts';
import { printable } from '../../printable.ts';
import { startChildOn } from './children.ts';
import { claimObject } from './claimObject.ts';
import { DrivenRun } from './driven.ts';
import type { RunOrder } from './protocol.ts';
import { repairObject } from './repairObject.ts';
import { requestsObject } from './requestsObject.ts';
import type { DriveOptions } from './runLoop.ts';
import { runsService } from './runsService.ts';
import { runWorkflow } from './runWorkflow.ts';
import { loadSdk } from './sdk.ts';
import { slotsObject } from './slotsObject.ts';
import type { RestateStore } from './store.ts';

/** Makes the workflow of a run. `store`: where the run is recorded. If it throws, a new run is refused, and a resumed run stays open. */
export type MakeWorkflow = (order: RunOrder, runId: string, store: JournalStore) => Promise<Workflow>;

/** Options of `startEngineWorker`. */
export interface EngineWorkerOptions {
  readonly store: RestateStore;
  readonly makeWorkflow: MakeWorkflow;
  /** Restate's admin API, as this worker reaches it. */
  readonly admin: URL;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Restate's public keys, `publickeyv1_…`: calls that it has not signed get 401. @default every caller is trusted */
  readonly identityKeys?: readonly string[];
  /** How long the records of a run that has ended are kept, in milliseconds. */
  readonly retentionMs: number;
  readonly hooks?: EngineHooks;
  /** Called with the warnings and errors of Restate's SDK. @default they are dropped */
  readonly onWarning?: (message: string) => void;
}

/** A running worker. */
export interface EngineWorker {
  readonly port: number;
  /** Stops the worker. Other workers continue its runs. */
  readonly close: () => Promise<void>;
}

/** Starts a worker. Rejects with `RestateSdkMissingError` if Restate's SDK is not installed, or with the error if it cannot listen. */
export async function startEngineWorker(options: EngineWorkerOptions): Promise<EngineWorker> {
  const sdk = await loadSdk();
  const { identityKeys = [], retentionMs, onWarning = () => {} } = options;
  // The SDK makes a handler for each of its protocols, and each gives the same warnings.
  let given: Set<string> | null = new Set();
  const handler = sdk.createEndpointHandler({
    services: [
      runWorkflow(sdk, { ...driving(options), retentionMs }),
      ...[claimObject(sdk), slotsObject(sdk), requestsObject(sdk)],
      ...[runsService(sdk, options.admin), repairObject(sdk, options.admin)],
    ],
    logger: ({ level }, ...parts) => {
      if (level !== 'warn' && level !== 'error') return;
      const message = printable(parts.map(String).join(' '));
      if (given?.has(message)) return;
      given?.add(message);
      onWarning(message);
    },
    ...(identityKeys.length === 0 ? {} : { identityKeys: [...identityKeys] }),
  });
  given = null;
  return await listen(createServer(handler), options);
}

function driving({ store, makeWorkflow, hooks }: EngineWorkerOptions): DriveOptions {
  return {
    driver: { id: store.url, pid: process.pid, host: hostname(), since: new Date().toISOString() },
    drive: (runId, order, before, held) =>
      new DrivenRun({
        ...{ runId, before, held, others: store },
        open: async (own) => {
          const workflow = await makeWorkflow(order, runId, own);
          const engine = createEngine({
            ...{ store: own, workflows: [workflow], startChild: startChildOn(store, order) },
            ...(hooks === undefined ? {} : { hooks }),
          });
          if (before.length > 0) return await engine.resume(runId);
          const ofParent = order.parent === null ? {} : { parent: order.parent };
          return await engine.start(workflow, order.given, { runId, ...ofParent });
        },
      }),
  };
}

async function listen(
  server: Http2Server,
  { host, port }: Pick<EngineWorkerOptions, 'host' | 'port'>,
): Promise<EngineWorker> {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
