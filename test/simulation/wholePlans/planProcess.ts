// A process that drives plans and may die: after that it writes and sends nothing, and learns nothing.
import type { Clock, Transport, WireRequest } from '../../../services/index.ts';
import { type Cloud, connect, parseCloudConfig } from '../../../services/index.ts';
import type { JournalStore } from '../../../src/index.ts';
import type { Reply } from '../../../src/testing/simulation/network.ts';
import { createSimulatedTransport } from '../../../src/testing/simulation/transport.ts';
import { PROJECT } from './planStage.ts';

export interface PlanProcess {
  /** Each process has its own. */
  readonly number: number;
  readonly clock: Clock;
  readonly store: JournalStore;
  /** Signs in once. */
  readonly signIn: () => Promise<Cloud>;
  readonly isAlive: () => boolean;
  readonly die: () => void;
}

export interface PlanProcessOptions {
  readonly number: number;
  readonly clock: Clock;
  /** Opened for this process. `died`: what the system does for a process that is dead. */
  readonly journal: { readonly store: JournalStore; readonly died: (held: ReadonlySet<string>) => void };
  readonly travel: (request: WireRequest) => Promise<Reply>;
  /** Called with each record that has become durable; the process may die then. */
  readonly written: () => void;
}

export function startPlanProcess({
  number,
  clock,
  journal,
  travel,
  written,
}: PlanProcessOptions): PlanProcess {
  const held = new Set<string>();
  let alive = true;
  const whileAlive: WhileAlive = (work) =>
    alive
      ? new Promise((resolve, reject) => {
          work().then(
            (value) => void (alive && resolve(value)),
            (error) => void (alive && reject(error)),
          );
        })
      : new Promise(() => {});
  const own: Clock = { ...clock, sleep: (ms, signal) => whileAlive(() => clock.sleep(ms, signal)) };
  const transport: Transport = createSimulatedTransport((request) => whileAlive(() => travel(request)), own);
  let cloud: Promise<Cloud> | null = null;
  return {
    ...{ number, clock: own, isAlive: () => alive },
    store: mortalStore(journal.store, held, whileAlive, written),
    signIn: async () => {
      cloud ??= connect(CONFIG, { clock: own, transport, runId: SIGN_IN }).catch((error: unknown) => {
        cloud = null;
        throw error;
      });
      return await cloud;
    },
    die: () => {
      if (!alive) return;
      alive = false;
      journal.died(held);
    },
  };
}

type WhileAlive = <T>(work: () => Promise<T>) => Promise<T>;

// If the process dies while a batch is written record by record, the rest of the batch is lost.
function mortalStore(
  store: JournalStore,
  held: Set<string>,
  whileAlive: WhileAlive,
  written: () => void,
): JournalStore {
  return {
    ...store,
    hold: (claim) =>
      whileAlive(async () => {
        const isOurs = held.has(claim.runId);
        held.add(claim.runId);
        await store.hold(claim).catch((error: unknown) => {
          if (!isOurs) held.delete(claim.runId);
          throw error;
        });
      }),
    release: (runId) =>
      whileAlive(async () => {
        held.delete(runId);
        await store.release(runId);
      }),
    commit: async ({ entries, states }) => {
      for (const entry of entries)
        await whileAlive(async () => {
          await store.commit({ entries: [entry], states: new Map() });
          written();
        });
      await whileAlive(() => store.commit({ entries: [], states }));
    },
    takeSlots: (runId, slots) => whileAlive(() => store.takeSlots(runId, slots)),
    read: (runId) => whileAlive(() => store.read(runId)),
    readAfter: (runId, n) => whileAlive(() => store.readAfter(runId, n)),
    list: (filter) => whileAlive(() => store.list(filter)),
    requests: (runId, n) => whileAlive(() => store.requests(runId, n)),
  };
}

const SIGN_IN = '22222222-0000-4000-8000-000000000000';

const CONFIG = parseCloudConfig({
  auth: {
    auth_url: 'http://cloud.test/identity/v3',
    username: 'admin',
    password: 'password-of-admin',
    project_name: PROJECT,
    user_domain_id: 'default',
    project_domain_id: 'default',
  },
  region_name: 'RegionOne',
});
