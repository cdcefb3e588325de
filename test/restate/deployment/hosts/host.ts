// A host of the three: a node of Restate, HAProxy and a worker, from the shipped files.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../cluster/until.ts';
import { answers, type Service, startService } from './service.ts';
import { addressOf, loopbackOf, type Place, placed, shipped, write, writeCommand } from './shipped.ts';
import { startUnit } from './unit.ts';

export interface Host {
  readonly place: Place;
  readonly startNode: () => Promise<void>;
  readonly startHaproxy: () => Promise<void>;
  readonly startWorker: () => Promise<void>;
  /** The processes that are alive. */
  readonly services: () => readonly Service[];
  readonly node: () => Service;
  readonly haproxy: () => Service;
  readonly worker: () => Service;
  /** Ends all its processes at once. */
  readonly kill: () => Promise<void>;
}

export interface HostFiles {
  /** The folder that make-certificates.sh has filled. */
  readonly certificates: string;
  readonly cloudsYaml: string;
  /** The SHA-256 of each token, one a line. */
  readonly tokens: string;
}

/** Writes the files of a host. Nothing is started yet. */
export function prepareHost(place: Place, { certificates, cloudsYaml, tokens }: HostFiles): Host {
  const file = (name: string): string => placed(name, place);
  const name = `node${place.number}`;
  write(file('/etc/restate/restate.toml'), shipped(`three-nodes/${name}.toml`, place));
  write(file('/etc/haproxy/haproxy.cfg'), shipped('haproxy.cfg', place));
  write(file('/etc/volume-migrate/tokens'), tokens);
  write(file('/etc/volume-migrate/clouds.yaml'), cloudsYaml);
  mkdirSync(file('/etc/volume-migrate/tls'));
  for (const each of ['node.crt', 'node.crt.key', 'ca.crt'])
    copyFileSync(join(certificates, name, each), file(`/etc/volume-migrate/tls/${each}`));
  copyFileSync(join(certificates, 'identity.pem'), file('/etc/volume-migrate/identity.pem'));
  writeCommand(place);
  const alive = new Map<string, Service>();
  const starting = (what: string, start: () => Promise<Service>) => async (): Promise<void> => {
    alive.set(what, await start());
  };
  return {
    place,
    startNode: starting(
      'node',
      async () => await startUnit('restate-server', place, () => isNodeReady(place)),
    ),
    startHaproxy: starting('haproxy', async () => await startHaproxy(place)),
    startWorker: starting('worker', async () => await startWorker(place, alive)),
    services: () => [...alive.values()],
    node: () => alive.get('node') as Service,
    haproxy: () => alive.get('haproxy') as Service,
    worker: () => alive.get('worker') as Service,
    kill: async () => {
      const all = [...alive.values()];
      alive.clear();
      await Promise.all(all.map((service) => service.kill()));
    },
  };
}

const isNodeReady = async (place: Place): Promise<boolean> =>
  (await answers(`http://${loopbackOf(place)}:9070/health`)) &&
  (await answers(`http://${loopbackOf(place)}:8080/restate/health`));

const startHaproxy = async (place: Place): Promise<Service> =>
  await startService(
    ['/usr/sbin/haproxy', '-db', '-f', placed('/etc/haproxy/haproxy.cfg', place)],
    { HOST_ADDRESS: addressOf(place) },
    () => answers(`http://${loopbackOf(place)}:8088/restate/health`),
  );

/** The public key of Restate, as an operator reads it in the log of a node. */
export const identityKeyIn = (log: string): string | null => /publickeyv1_\w+/.exec(log)?.[0] ?? null;

async function startWorker(place: Place, alive: ReadonlyMap<string, Service>): Promise<Service> {
  const key = await until(() => identityKeyIn(alive.get('node')?.output() ?? ''));
  const env = shipped('worker.env', place)
    .replace(/^HOST_ADDRESS=.*$/m, `HOST_ADDRESS=${addressOf(place)}`)
    .replace(/^IDENTITY_KEY=.*$/m, `IDENTITY_KEY=${key}`)
    .replace('OS_CLOUD=production', 'OS_CLOUD=simulated');
  write(placed('/etc/volume-migrate/worker.env', place), env);
  return await startUnit('volume-migrate-worker', place, async ({ output }) =>
    output().includes(`worker on http://${addressOf(place)}:9080`),
  );
}
