// What the built command costs: time to --help, and peak memory of a run.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

const COMMAND = join(import.meta.dirname, '../../dist/src/bin.js');

function time(args: readonly string[]): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: exit ${status}`);
  return performance.now() - begun;
}

/** In turns, so that a busy machine slows both. */
export function helpTimes(rounds: number): { bare: number[]; help: number[] } {
  const times = { bare: [] as number[], help: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.bare.push(time(['-e', '0']));
    times.help.push(time([COMMAND, '--help']));
  }
  return times;
}

const TELL_PEAK = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";

/** Peak memory in MB of `volume-migrate run`, for a swap by attachment. */
export async function runMemory(): Promise<number> {
  await using running = await startSimulatedCloud({ gibPerSecond: 0.5 });
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-'));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, stringify(running.cloudsYaml));
  const id = running.cloud.world.volumes['data1'] ?? '';
  const args = ['--import', `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`, COMMAND];
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [...args, 'run', '--resource-id', id, '--destination-type', 'beta', '--json'],
    { env: { ...process.env, OS_CLIENT_CONFIG_FILE: file, XDG_STATE_HOME: folder } },
  );
  await rm(folder, { recursive: true });
  return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000;
}
