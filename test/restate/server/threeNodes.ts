// Three Restate nodes on this machine behind one address: each record is on two of them, so one may be lost.
import { startBalancer } from '../cluster/balancer.ts';
import {
  createRestateServer,
  freeServerPorts,
  type RestateServer,
  type ServerPorts,
  type ServerSettings,
} from './server.ts';

/** Starts three nodes. `kill` ends one of them, each in its turn; `start` starts it again. */
export async function startThreeNodes(): Promise<RestateServer> {
  const ports = await Promise.all([freeServerPorts(), freeServerPorts(), freeServerPorts()]);
  const nodes = ports.map((own, index) => createRestateServer(own, settingsOf(index, ports)));
  const [ingress, admin] = await Promise.all([startBalancer(), startBalancer()]);
  let turn = 0;
  const reached = (index: number, how: 'add' | 'remove'): void => {
    ingress[how](ports[index]?.ingress ?? 0);
    admin[how](ports[index]?.admin ?? 0);
  };
  const startNode = async (index: number): Promise<void> => {
    await nodes[index]?.start();
    reached(index, 'add');
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...nodes.map((node) => node.stop()), ingress.close(), admin.close()]);
  };
  try {
    await Promise.all(nodes.map((_, index) => startNode(index)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ url: new URL('/', ingress.url), admin: new URL('/', admin.url), stop },
    ingresses: nodes.map(({ url }) => url),
    dataFolders: nodes.flatMap(({ dataFolders }) => dataFolders),
    pid: () => nodes[turn]?.pid() ?? 0,
    kill: async () => {
      await nodes[turn]?.kill();
      reached(turn, 'remove');
    },
    start: async () => {
      await startNode(turn);
      turn = (turn + 1) % nodes.length;
    },
  };
}

// The first one creates the cluster, the others join it.
const settingsOf = (index: number, all: readonly ServerPorts[]): ServerSettings => ({
  RESTATE_NODE_NAME: `node${index + 1}`,
  RESTATE_AUTO_PROVISION: String(index === 0),
  RESTATE_DEFAULT_REPLICATION: '2',
  RESTATE_METADATA_CLIENT__ADDRESSES: `[${all.map(({ node }) => `"http://127.0.0.1:${node}/"`).join(', ')}]`,
});
