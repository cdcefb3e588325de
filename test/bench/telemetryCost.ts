// Measures what telemetry costs: the command with and without it, and a run in a process that has loaded everything.
// node test/bench/telemetryCost.ts [RUNS]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { connect, createMemoryStore, type EngineHooks, migrateVolume } from '../../src/index.ts';
import { loadSdk } from '../../src/opentelemetry/loadSdk.ts';
import { startSdk } from '../../src/opentelemetry/sdk.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { startReceiver } from '../opentelemetry/receiver.ts';

const RUNS = Number(process.argv[2] ?? 10);
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const REPORT = `process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('\\nCPU '+(user+system)/1000)})`;

await using running = await startSimulatedCloud({ stageMs: 5 });
const receiver = await startReceiver();
const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-cost-'));
writeFileSync(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));

const volume = (): string =>
  running.cloud.addVolume({ name: 'cost', type: 'alpha', project: 'demo', user: 'alice' }).id;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds of processor time that the command takes for a migration. */
async function commandMs(env: Readonly<Record<string, string>>): Promise<number> {
  const args = ['run', volume(), '--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'];
  const importing = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const child = spawn(process.execPath, ['--import', importing, MAIN, ...args, '--quiet'], {
    env: {
      ...{ PATH: process.env['PATH'], ...env },
      ...{ XDG_STATE_HOME: folder, OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml') },
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number(/CPU ([\d.]+)/.exec(await text(child.stderr))?.[1]);
}

/** The same for a run in this process, the simulated cloud included. */
async function runMs(hooks: EngineHooks): Promise<number> {
  const before = process.cpuUsage();
  const outcome = await migrateVolume(
    { resource_id: volume(), migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
    { cloud, store: createMemoryStore(), hooks, pollMinMs: 5 },
  );
  if (outcome.status !== 'SUCCEEDED') throw new Error(outcome.error?.message);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const commands = { without: [] as number[], with: [] as number[] };
for (let n = 0; n < Math.ceil(RUNS / 3); n += 1) {
  commands.without.push(await commandMs({}));
  commands.with.push(await commandMs(receiver.env));
}
const sdk = await loadSdk();
if (sdk === null) throw new Error('@opentelemetry/sdk-node is not installed');
Object.assign(process.env, receiver.env);
const { hooks, stop } = startSdk(sdk, process.env, (message) => process.stderr.write(`${message}\n`));
const cloud = await connect(running.cloudsYaml.clouds.simulated);
const runs = { without: [] as number[], with: [] as number[] };
for (let n = 0; n < RUNS; n += 1) {
  runs.without.push(await runMs({}));
  runs.with.push(await runMs(hooks));
}
await stop(10_000);
process.stdout.write(
  [
    `processor time of the command, median of ${commands.with.length}: ${median(commands.without).toFixed(0)} ms without, ${median(commands.with).toFixed(0)} ms with telemetry`,
    `processor time of a run in a process that has loaded everything, with the simulated cloud, median of ${RUNS}: ${median(runs.without).toFixed(0)} ms without, ${median(runs.with).toFixed(0)} ms with`,
    '',
  ].join('\n'),
);
rmSync(folder, { recursive: true });
await receiver.close();
