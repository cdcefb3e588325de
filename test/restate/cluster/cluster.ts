// A whole cluster on this machine: a Restate server, workers behind a balancer, and a simulated cloud.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openRestateStore, type RestateStore, registerWorkers } from '../../../src/restate/index.ts';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../../src/simulator/index.ts';
import { type RestateServer, startRestateServer } from '../server/server.ts';
import { untilWorkersAreKnown } from '../server/untilKnown.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type ClusterNetwork, directly, reachedAt } from './network.ts';
import { createWorkers, type Workers } from './workers.ts';

export interface Cluster extends Workers {
  readonly server: RestateServer;
  readonly running: SimulatedCloudServer;
  readonly store: RestateStore;
  /** In front of the workers. */
  readonly balancer: Balancer;
  /** The folder with clouds.yaml. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** Starts a cluster with so many workers. */
export async function startCluster(
  workers: number,
  cloud: SimulatedCloudOptions = {},
  { reach = directly, startServer = startRestateServer }: ClusterNetwork = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-cluster-'));
  const [running, server, balancer] = await Promise.all([
    startSimulatedCloud(cloud),
    startServer(),
    startBalancer(),
  ]);
  const cloudsYaml = join(folder, 'clouds.yaml');
  running.cloud.url = (await reachedAt(new URL(running.url), 'cloud', reach)).origin;
  writeFileSync(cloudsYaml, stringify(entryAt(running)));
  const ingress = await reachedAt(server.url, 'ingress', reach);
  const all = createWorkers({ ingress, admin: server.admin, cloudsYaml }, balancer, reach);
  const close = async (): Promise<void> => {
    await Promise.all(all.workers().map(all.killWorker));
    await closeAll(server, balancer, running);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(Array.from({ length: workers }, all.addWorker));
    await registerWorkers(server.admin, balancer.url);
    await untilWorkersAreKnown(server.ingresses);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ ...all, server, running, balancer, folder, close },
    store: openRestateStore(`restate+${server.url.href}`),
  };
}

// The content of clouds.yaml, with the address through which workers reach the cloud.
function entryAt({ cloud, cloudsYaml: { clouds } }: SimulatedCloudServer): object {
  const { auth, ...entry } = clouds.simulated;
  return { clouds: { simulated: { ...entry, auth: { ...auth, auth_url: `${cloud.url}/identity/v3` } } } };
}

async function closeAll(
  server: RestateServer,
  balancer: Balancer,
  running: SimulatedCloudServer,
): Promise<void> {
  await server.stop();
  await balancer.close();
  await running.stop();
}
