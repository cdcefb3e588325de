// What the command costs in each of its forms: --help, and one cold migration on the simulated cloud.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { buildForms, type CommandForm } from './commandForms.ts';
import { median } from './figures.ts';
import { type ProcessCost, processCost } from './processCost.ts';

const POOLS = ['node2@alpha#alpha', 'node1@alpha#alpha'];

/** The medians, one row for each measurement. Each round measures every form once, so that a busy machine slows all. */
export async function commandCosts(rounds: number): Promise<readonly Record<string, unknown>[]> {
  await using running = await startSimulatedCloud({ gibPerSecond: 1000 });
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-costs-'));
  try {
    await writeFile(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));
    const forms = await buildForms(folder);
    const costs = new Map<string, ProcessCost[]>();
    const volume = running.cloud.world.volumes['free1'] ?? '';
    // The first round fills Node's compile cache.
    for (let round = -1; round < rounds; round += 1) {
      const measured = await oneRound(folder, forms, volume);
      if (round >= 0)
        for (const [name, cost] of measured) costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
    return [...costs].map(([what, each]) => rowOf(what, each));
  } finally {
    await rm(folder, { recursive: true });
  }
}

let moves = 0;

async function oneRound(
  folder: string,
  forms: readonly CommandForm[],
  volume: string,
): Promise<[string, ProcessCost][]> {
  const env = { OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'), XDG_STATE_HOME: folder };
  const measured: [string, ProcessCost][] = [['node -e 0', await processCost(folder, ['-e', '0'])]];
  for (const { name, file } of forms) {
    measured.push([`--help, ${name}`, await processCost(folder, [file, '--help'], env)]);
    const to = POOLS[moves % POOLS.length] ?? '';
    moves += 1;
    const args = [file, 'run', volume, '--migration-type', 'cold', '--destination-node', to, '--json'];
    measured.push([`cold migration, ${name}`, await processCost(folder, args, env)]);
  }
  return measured;
}

const rowOf = (what: string, costs: readonly ProcessCost[]) => ({
  what,
  'CPU, ms': median(costs.map(({ cpuMs }) => cpuMs)).toFixed(0),
  'peak memory, MB': median(costs.map(({ peakMb }) => peakMb)).toFixed(1),
  'duration, ms': median(costs.map(({ wallMs }) => wallMs)).toFixed(0),
});
