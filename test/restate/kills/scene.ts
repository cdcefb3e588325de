// Where rounds are played: a cluster whose network can be cut, and everything that its cloud was asked to change.
import { type ChangeSeen, createChangeWatch } from '../../../src/testing/look.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterNetwork, ClusterPart } from '../cluster/network.ts';
import { type Relay, startRelay } from '../cluster/relay.ts';

const VOLUMES = 100_000;

export interface Scene {
  readonly cluster: Cluster;
  /** The changing requests of this round. */
  readonly changes: ChangeSeen[];
  /** The passwords that runs gave to temporary users. */
  readonly secrets: ReadonlySet<string>;
  /** The relay in front of a part; `port`: the part's own. */
  readonly relayTo: (part: ClusterPart, port: number) => Relay;
  readonly close: () => Promise<void>;
}

export async function openScene(
  workers: number,
  startServer?: ClusterNetwork['startServer'],
): Promise<Scene> {
  const { changes, watch, onRequest } = createChangeWatch();
  const relays = new Map<string, Relay>();
  const reach = async (part: ClusterPart, port: number): Promise<number> => {
    const relay = await startRelay(port);
    relays.set(`${part} ${port}`, relay);
    return relay.port;
  };
  const cluster = await startCluster(
    workers,
    { stageMs: 20, gibPerSecond: 20, onRequest },
    { reach, ...(startServer === undefined ? {} : { startServer }) },
  );
  const { cloud } = cluster.running;
  watch(cloud);
  cloud.setQuota('demo', { volumes: VOLUMES, gigabytes: VOLUMES });
  const relayTo: Scene['relayTo'] = (part, port) => {
    const relay = relays.get(`${part} ${port}`);
    if (relay === undefined) throw new Error(`there is no relay to ${part} ${port}`);
    return relay;
  };
  const close = async (): Promise<void> => {
    await cluster.close();
    await Promise.all([...relays.values()].map((relay) => relay.close()));
  };
  return { cluster, changes, secrets: passwordsIn(cluster), relayTo, close };
}

// The cloud's own log does not contain them.
function passwordsIn({ running: { cloud } }: Cluster): ReadonlySet<string> {
  const passwords = new Set<string>();
  const { handle } = cloud;
  cloud.handle = async (request) => {
    const [, password] = /"password":"([^"]{40})"/.exec(String(request.body ?? '')) ?? [];
    if (password !== undefined) passwords.add(password);
    return await handle(request);
  };
  return passwords;
}
