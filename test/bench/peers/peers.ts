// The same moves by volume-migrate, by Watcher's action and by the openstack client with a polling script, in
// turn on one real cloud: npm run cloud:up && npm run cloud:seed && npm run bench:peers [-- --rounds 3]
// Needs Debian's python3-watcher and python3-openstackclient.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };
import { type Bench, getVolume, openBench } from '../../e2e/bench.ts';
import { cloudOf } from '../../e2e/world.ts';
import { openRealWorld } from '../../openstack/realWorld.ts';
import { median, table } from '../figures.ts';
import { startCountingProxy } from './countingProxy.ts';
import { CASES, type Case, isMoved, type Request, removeByName } from './moves.ts';

const PEERS = ['volume-migrate', 'Watcher', 'openstack client'] as const;
type Peer = (typeof PEERS)[number];

const COMMAND = join(import.meta.dirname, '../../..', manifest.bin['volume-migrate']);
const PYTHON = '/usr/bin/python3';
/** After this a single move is killed; a plan of Watcher's takes 10 barriers of 20 s. */
const LIMIT_S = { single: 120, plan: 900 };

interface Measured {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMib: number;
  readonly requests: number;
  readonly reported: 'done' | 'failed' | 'never returned';
  readonly isTrue: boolean;
}

interface Stage {
  readonly bench: Bench;
  readonly folder: string;
  readonly proxy: Awaited<ReturnType<typeof startCountingProxy>>;
  readonly env: NodeJS.ProcessEnv;
}

const parametersOf = ({ volumeId, ...rest }: Request) => ({ resource_id: volumeId, ...rest });

/** The program that makes the moves. */
async function programOf(peer: Peer, { bench, folder }: Stage, requests: readonly Request[]) {
  const file = join(folder, 'moves.json');
  const [first] = requests;
  if (first === undefined) throw new Error('nothing to move');
  if (peer === 'Watcher') {
    const auth = { ...cloudOf(bench.world, bench.world.admin).auth };
    await writeFile(file, JSON.stringify({ auth, actions: requests.map(parametersOf) }));
    return [PYTHON, join(import.meta.dirname, 'watcherAction.py'), file];
  }
  if (peer === 'openstack client') {
    const script = join(import.meta.dirname, 'clientScript.sh');
    const lines = requests.map(({ volumeId, migration_type, destination_node, destination_type }) =>
      [migration_type, volumeId, destination_node ?? destination_type].join(' '),
    );
    await writeFile(file, `${lines.join('\n')}\n`);
    // Two at once, as Watcher.
    return ['bash', '-c', `xargs -a ${file} -P 2 -L 1 bash ${script}`];
  }
  if (requests.length > 1) {
    await writeFile(file, JSON.stringify(requests.map(parametersOf)));
    return [process.execPath, COMMAND, 'apply', file, '--yes', '--json'];
  }
  await writeFile(file, JSON.stringify(parametersOf(first)));
  return [process.execPath, COMMAND, 'run', '--params', file, '--yes', '--json'];
}

const run = (argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve) =>
    execFile(argv[0] ?? '', argv.slice(1), { env, maxBuffer: 1 << 26 }, (_, stdout) => resolve(stdout)),
  );

async function measure(peer: Peer, one: Case, stage: Stage): Promise<Measured> {
  const { bench, folder, proxy, env } = stage;
  const requests = await one.prepare(bench);
  const names = await Promise.all(
    requests.map(async ({ volumeId }) => (await getVolume(bench, volumeId)).name),
  );
  const program = await programOf(peer, stage, requests);
  await one.fault?.(bench);
  const figures = join(folder, 'figures.json');
  const limit = requests.length > 1 ? LIMIT_S.plan : LIMIT_S.single;
  proxy.takeCount();
  const measured = join(import.meta.dirname, 'measured.py');
  const printed = await run([PYTHON, measured, figures, String(limit), ...program], env);
  const requestCount = proxy.takeCount();
  const { exit, wallS, cpuS, peakMib } = JSON.parse(await readFile(figures, 'utf8'));
  const isDone = peer === 'Watcher' ? exit === 0 && !JSON.parse(printed).includes(false) : exit === 0;
  const moved = await Promise.all(requests.map((request, n) => isMoved(bench, request, names[n])));
  await bench.world.clearFaults();
  await removeByName(bench, names);
  const reported = exit === null ? 'never returned' : isDone ? 'done' : 'failed';
  return {
    ...{ wallS, cpuS, peakMib, requests: requestCount, reported },
    isTrue: exit !== null && isDone === moved.every(Boolean),
  };
}

const inWords = (values: readonly string[]): string => [...new Set(values)].join(', ');

function rowOf(one: Case, peer: Peer, figures: readonly Measured[]) {
  if (figures.length === 0) {
    const none = { wall_s: '–', cpu_s: '–', peak_mib: '–', requests: '–', true: '–' };
    return { case: one.title, peer, ...none, reported: 'has no command for it' };
  }
  const middle = (of: (measured: Measured) => number) => median(figures.map(of));
  return {
    ...{ case: one.title, peer },
    wall_s: middle(({ wallS }) => wallS).toFixed(1),
    cpu_s: middle(({ cpuS }) => cpuS).toFixed(2),
    peak_mib: middle(({ peakMib }) => peakMib).toFixed(0),
    requests: middle(({ requests }) => requests),
    reported: inWords(figures.map(({ reported }) => reported)),
    true: `${figures.filter(({ isTrue }) => isTrue).length} of ${figures.length}`,
  };
}

function requirePeers(): void {
  const checks = { 'python3-watcher': 'import watcher', 'python3-openstackclient': 'import openstackclient' };
  const missing = Object.entries(checks).filter(
    ([, code]) => spawnSync(PYTHON, ['-c', code], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return;
  throw new Error(`missing Debian packages: apt-get install ${missing.map(([name]) => name).join(' ')}`);
}

/** One case, the peers in turn. */
async function rowsOf(one: Case, rounds: number, stage: Stage): Promise<readonly object[]> {
  const peers = PEERS.filter((peer) => one.byClient || peer !== 'openstack client');
  const measured: { readonly peer: Peer; readonly figures: Measured }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) {
      const figures = await measure(peer, one, stage);
      measured.push({ peer, figures });
      process.stderr.write(`${one.title}, ${peer}: ${JSON.stringify(figures)}\n`);
    }
  }
  return PEERS.map((peer) =>
    rowOf(
      one,
      peer,
      measured.filter((taken) => taken.peer === peer).map(({ figures }) => figures),
    ),
  );
}

async function openStage(): Promise<Stage> {
  const bench = await openBench(await openRealWorld());
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-peers-'));
  const proxy = await startCountingProxy();
  const cloud = cloudOf(bench.world, bench.world.admin);
  const clouds = join(folder, 'clouds.yaml');
  await writeFile(clouds, stringify({ clouds: { here: { ...cloud, identity_api_version: 3 } } }));
  const env = {
    ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: folder, XDG_STATE_HOME: folder },
    ...{ OS_CLIENT_CONFIG_FILE: clouds, OS_CLOUD: 'here', http_proxy: proxy.url },
  };
  return { bench, folder, proxy, env };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' } },
  });
  requirePeers();
  const stage = await openStage();
  const rows: object[] = [];
  for (const one of CASES.filter(({ title }) => title.includes(values.only))) {
    rows.push(...(await rowsOf(one, one.title.startsWith('plan') ? 1 : Number(values.rounds), stage)));
  }
  table(rows as Record<string, unknown>[]);
  stage.proxy.close();
  await rm(stage.folder, { recursive: true });
}

await main();
