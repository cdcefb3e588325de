// Worlds for the end-to-end cases whose runs are driven through Restate: one server and two workers for all of them.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../services/clock.ts';
import { type Cloud, connect, type Outcome, parseCloudConfig } from '../../../src/index.ts';
import { errorOfRefusal } from '../../../src/restate/engine/refusal.ts';
import {
  cloudWorkflows,
  type EngineWorker,
  type MakeWorkflow,
  migrationOrder,
  openRestateStore,
  type RestateStore,
  registerWorkers,
  startEngineWorker,
} from '../../../src/restate/index.ts';
import type { SimulatedCloudOptions } from '../../../src/simulator/index.ts';
import { fastClock } from '../../e2e/fastClock.ts';
import { openSimulatedWorld } from '../../e2e/simulatedWorld.ts';
import { cloudOf, type Migrate, type World } from '../../e2e/world.ts';
import { startRestateServer } from '../server/server.ts';
import { untilWorkersAreKnown } from '../server/untilKnown.ts';
import { startBalancer } from './balancer.ts';

type OnState = (runId: string, state: string) => void;

export interface RestateWorlds {
  /** Opens a simulated cloud whose volumes are moved by the workers. */
  readonly open: (options: SimulatedCloudOptions) => Promise<World>;
  readonly close: () => Promise<void>;
}

// A worker polls as it does in production, only that its time passes faster.
const WORKER_CLOCK = fastClock(10);

/** Starts the server and the workers. Each world is a cloud that they know by a name of its own. */
export async function startRestateWorlds(workers = 2): Promise<RestateWorlds> {
  const [server, balancer] = await Promise.all([startRestateServer(), startBalancer()]);
  const store = openRestateStore(`restate+${server.url.href}`);
  const clouds = new Map<string, () => Promise<Cloud>>();
  const listeners = new Set<OnState>();
  const running: EngineWorker[] = [];
  for (let n = 0; n < workers; n += 1)
    running.push(await startWorkerHere({ store, admin: server.admin, clouds, listeners }));
  for (const { port } of running) balancer.add(port);
  await registerWorkers(server.admin, balancer.url);
  await untilWorkersAreKnown(server.ingresses);
  const open = async (options: SimulatedCloudOptions): Promise<World> => {
    const world = await openSimulatedWorld(options);
    const name = randomUUID();
    clouds.set(name, async () => await connect(parseCloudConfig(cloudOf(world, world.admin))));
    return { ...world, migrate: migrateOn(store, name, listeners) };
  };
  const close = async (): Promise<void> => {
    await Promise.all(running.map(async (worker) => await worker.close()));
    await server.stop();
    await balancer.close();
  };
  return { open, close };
}

interface Place {
  readonly store: RestateStore;
  readonly admin: URL;
  readonly clouds: ReadonlyMap<string, () => Promise<Cloud>>;
  readonly listeners: ReadonlySet<OnState>;
}

async function startWorkerHere({ store, admin, clouds, listeners }: Place): Promise<EngineWorker> {
  return await startEngineWorker({
    ...{ store, admin, host: '127.0.0.1', port: 0, retentionMs: 3_600_000 },
    makeWorkflow: workflowsOn(clouds, WORKER_CLOCK),
    hooks: {
      onTransition: ({ runId, to }) => {
        for (const tell of listeners) tell(runId, to);
      },
    },
  });
}

const workflowsOn = (clouds: Place['clouds'], clock: Clock): MakeWorkflow =>
  cloudWorkflows({
    clock,
    connectTo: async ({ cloud = '' }) => {
      const signIn = clouds.get(cloud);
      if (signIn === undefined) throw new Error(`the test has no cloud ${cloud}`);
      return await signIn();
    },
  });

const migrateOn =
  (store: RestateStore, cloud: string, listeners: Set<OnState>): Migrate =>
  async (parameters, { signal, onState = () => {} } = {}) => {
    const runId = randomUUID();
    const tell: OnState = (of, state) => {
      if (of === runId) onState(state);
    };
    const cancel = (): void => void store.cancel(runId);
    listeners.add(tell);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await store.submit(runId, migrationOrder(parameters, { cloud }));
      const report = await store.report(runId, AbortSignal.timeout(280_000));
      if (report.kind === 'refused') throw errorOfRefusal(report.refusal);
      if (report.kind === 'givenUp') throw new Error(`run ${runId} was given up: ${report.why}`);
      return report.result as Outcome;
    } finally {
      listeners.delete(tell);
      signal?.removeEventListener('abort', cancel);
    }
  };
