// Three hosts on this machine, from the shipped files, with a simulated cloud. Linux only: all of 127.0.0.0/8 is this machine.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import { openRestateStore, type RestateStore, registerWorkers } from '../../../../src/restate/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../../../src/simulator/index.ts';
import { until } from '../../cluster/until.ts';
import { type Host, prepareHost } from './host.ts';
import { answers } from './service.ts';
import { addressOf, loopbackOf, placed, shipped, write } from './shipped.ts';

export interface ThreeHosts {
  readonly hosts: readonly [Host, Host, Host];
  readonly network: string;
  readonly running: SimulatedCloudServer;
  /** The folder with clouds.yaml. */
  readonly folder: string;
  readonly caFile: string;
  /** A token of an operator. */
  readonly token: string;
  /** The store, as the processes of this host reach it. */
  readonly storeOn: (host: Host) => RestateStore;
  /** The URL of the store for operators, at this host. */
  readonly publicUrlOf: (host: Host) => string;
  /** Starts the processes of a host; resolves once its worker listens. */
  readonly startHost: (host: Host) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the three hosts step by step, as docs/cluster.md says. */
export async function startThreeHosts(cloud: Parameters<typeof startSimulatedCloud>[0]): Promise<ThreeHosts> {
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-hosts-'));
  const network = `127.${1 + (process.pid % 250)}.${1 + Math.floor(Math.random() * 250)}.`;
  const running = await startSimulatedCloud(cloud);
  const certificates = join(folder, 'certificates');
  const script = join(folder, 'make-certificates.sh');
  write(script, shipped('make-certificates.sh', { network, folder, number: 1 }));
  execFileSync('sh', [script, certificates], { stdio: ['ignore', 'ignore', 'pipe'] });
  const token = randomBytes(32).toString('hex');
  const cloudsYaml = stringify(running.cloudsYaml);
  write(join(folder, 'clouds.yaml'), cloudsYaml);
  const tokens = `# alice\n${createHash('sha256').update(token).digest('hex')}\n`;
  const hosts = [1, 2, 3].map((number) =>
    prepareHost(
      { number, network, folder: join(folder, `host${number}`) },
      { certificates, cloudsYaml, tokens },
    ),
  ) as unknown as ThreeHosts['hosts'];
  const startHost = async (host: Host): Promise<void> => {
    await host.startNode();
    await host.startHaproxy();
    await host.startWorker();
  };
  const close = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.kill()));
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(hosts.map(startHost));
    await registerWorkers(adminOf(hosts[0]), new URL(placed('http://127.0.0.1:9080', hosts[0].place)));
    // The other nodes learn of it a moment later.
    for (const { place } of hosts) {
      const known = `http://${loopbackOf(place)}:9070/services/EngineRun`;
      await until(async () => (await answers(known)) || null);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ hosts, network, running, folder, token, startHost, close },
    caFile: join(certificates, 'ca.crt'),
    storeOn: ({ place }) => openRestateStore(`restate+http://${loopbackOf(place)}:8088`),
    publicUrlOf: ({ place }) => `restate+https://${addressOf(place)}:8443`,
  };
}

export const adminOf = ({ place }: Host): URL => new URL(`http://${loopbackOf(place)}:9070`);
