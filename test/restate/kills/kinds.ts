// What is killed, frozen or cut, and how it is put right again.

import type { WorkerProcess } from '../cluster/workerProcess.ts';
import type { RestateServer } from '../server/server.ts';
import { startThreeNodes } from '../server/threeNodes.ts';
import { cuts } from './cuts.ts';
import type { Scene } from './scene.ts';

export interface Blow {
  readonly scene: Scene;
  /** The run whose request is held, and the worker that drives it. */
  readonly runId: string;
  readonly driver: WorkerProcess;
  readonly random: () => number;
}

/** What a blow did, in words, and how it is put right. */
export interface Struck {
  readonly what: string;
  readonly mend: () => Promise<unknown>;
}

export interface Kind {
  readonly name: string;
  /** Strikes while the run's request is held. */
  readonly strike: (blow: Blow) => Promise<Struck>;
  /** Whether it is put right soon, or once all runs have ended. */
  readonly mends: 'soon' | 'after the end';
  /** Whether a run may end CANCELLED. */
  readonly cancels?: boolean;
  /**
   * Whether responses of the cloud may be lost for long: a run that cannot find out whether a swap started ends FAILED, and both volumes
   * are among its leftovers.
   */
  readonly losesResponses?: boolean;
  /** @default one server */
  readonly startServer?: () => Promise<RestateServer>;
}

type Strike = Kind['strike'];

const killWorkers = async ({ cluster }: Scene, workers: readonly WorkerProcess[]): Promise<void> => {
  await Promise.all(workers.map(cluster.killWorker));
};

const addWorkers = async ({ cluster }: Scene, count: number): Promise<void> => {
  await Promise.all(Array.from({ length: count }, cluster.addWorker));
};

const worker: Strike = async ({ scene, driver }) => {
  await killWorkers(scene, [driver]);
  return { what: 'the worker', mend: () => addWorkers(scene, 1) };
};

const workers: Strike = async ({ scene }) => {
  const all = scene.cluster.workers();
  await killWorkers(scene, all);
  return { what: 'all workers', mend: () => addWorkers(scene, all.length) };
};

const server: Strike = async ({ scene: { cluster } }) => {
  await cluster.server.kill();
  return { what: 'the server', mend: cluster.server.start };
};

const node: Strike = async ({ scene: { cluster } }) => {
  await cluster.server.kill();
  return { what: 'one of three nodes', mend: cluster.server.start };
};

const everything: Strike = async (blow) => {
  const [one, other] = await Promise.all([server(blow), workers(blow)]);
  return { what: 'the server and all workers', mend: () => Promise.all([one.mend(), other.mend()]) };
};

const frozen: Strike = async ({ scene, driver }) => {
  const wake = scene.cluster.freezeWorker(driver);
  return { what: 'the worker, frozen', mend: async () => wake() };
};

const cancelled: Strike = async (blow) => {
  await blow.scene.cluster.store.cancel(blow.runId);
  const kill = [worker, everything, server][Math.floor(blow.random() * 3)] ?? worker;
  const { what, mend } = await kill(blow);
  return { what: `cancelled, then ${what}`, mend };
};

export const KINDS: readonly Kind[] = [
  { name: 'worker', strike: worker, mends: 'soon' },
  { name: 'workers', strike: workers, mends: 'soon' },
  { name: 'server', strike: server, mends: 'soon' },
  { name: 'everything', strike: everything, mends: 'soon' },
  { name: 'frozen', strike: frozen, mends: 'after the end' },
  { name: 'cancelled', strike: cancelled, mends: 'soon', cancels: true },
  ...cuts,
  { name: 'node', strike: node, mends: 'soon', startServer: startThreeNodes },
];
