// A worker of this package: drives volume migrations and plans that Restate sends to this host.
import type { EngineHooks } from '../engine/hooks.ts';
import { type CloudWorkflowsOptions, cloudWorkflows } from './cloudWorkflows.ts';
import { openRestateStore } from './engine/store.ts';
import { storeUrlOf } from './engine/storeUrl.ts';
import { type EngineWorker, startEngineWorker } from './engine/worker.ts';

/** Options of `startWorker`. */
export interface WorkerOptions extends CloudWorkflowsOptions {
  /** The ingress of Restate, such as `http://127.0.0.1:8080`. */
  readonly ingress: URL;
  /** A bearer token for a proxy in front of the ingress. @default none */
  readonly token?: string;
  /** The admin API of Restate. @default port 9070 on the host of the ingress */
  readonly admin?: URL;
  /** The address to listen on. @default 127.0.0.1 */
  readonly host?: string;
  /** The port to listen on; 0: any free port. @default 9080 */
  readonly port?: number;
  /**
   * Restate's public keys, `publickeyv1_…`: calls that are not signed with one of them are refused.
   * @default every caller that reaches the port is trusted
   */
  readonly identityKeys?: readonly string[];
  /** How long a run can be read after its end, in milliseconds. @default 365 days */
  readonly retentionMs?: number;
  /** Hooks for tracing and metrics, for every run that this worker drives. */
  readonly hooks?: EngineHooks;
  /** Called with the warnings and errors of Restate's SDK. @default they are dropped */
  readonly onWarning?: (message: string) => void;
}

const ADMIN_PORT = '9070';
const YEAR_MS = 365 * 86_400_000;

/**
 * Starts a worker. Rejects with `RestateSdkMissingError` if `@restatedev/restate-sdk` is not installed, or with the error if it
 * cannot listen.
 */
export async function startWorker(options: WorkerOptions): Promise<EngineWorker> {
  const { ingress, token, admin = adminOf(ingress), connectTo, clock, hooks, onWarning, ...rest } = options;
  const { host = '127.0.0.1', port = 9080, identityKeys = [], retentionMs = YEAR_MS } = rest;
  return await startEngineWorker({
    ...{ admin, host, port, identityKeys, retentionMs },
    store: openRestateStore(storeUrlOf(ingress), token === undefined ? {} : { token }),
    makeWorkflow: cloudWorkflows({ ...(connectTo && { connectTo }), ...(clock && { clock }) }),
    ...(hooks && { hooks }),
    ...(onWarning && { onWarning }),
  });
}

/** The default URL of Restate's admin API. */
export function adminOf(ingress: URL): URL {
  const admin = new URL('/', ingress);
  admin.port = ADMIN_PORT;
  return admin;
}
