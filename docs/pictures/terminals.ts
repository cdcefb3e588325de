// Terminal pictures from real runs of the command on a simulated cloud.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { drawTerminal, type PrintedLine } from '../../diagrams/pictures/drawTerminal.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

const RULES = { storage_pools: [{ src_pool: 'node1@alpha#alpha', dst_pool: 'node2@alpha#alpha' }] };

/** A picture: its file, and the commands that it shows. */
interface Recording {
  readonly name: string;
  /** Run before, and not shown. */
  readonly before: readonly string[];
  readonly shown: readonly string[];
}

const RECORDINGS: readonly Recording[] = [
  {
    name: 'run',
    before: [],
    shown: ['run data1 --migration-type migrate --destination-node node2@alpha#alpha'],
  },
  {
    name: 'plan',
    before: [],
    shown: ['plan zone-migration --params empty-node1.yaml --out plan.yaml'],
  },
  {
    name: 'apply',
    before: ['plan zone-migration --params empty-node1.yaml --out plan.yaml'],
    shown: ['apply plan.yaml'],
  },
];

/** Draws every picture: by the name of its file, the SVG. */
export async function terminalPictures(): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  for (const { name, before, shown } of RECORDINGS) {
    await using running = await startSimulatedCloud({ stageMs: 100, gibPerSecond: 2 });
    for (const id of ['orders', 'wiki'])
      running.cloud.addVolume({ name: id, type: 'alpha', project: 'demo', user: 'alice', sizeGib: 4 });
    const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-pictures-'));
    await writeFile(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));
    await writeFile(join(folder, 'empty-node1.yaml'), stringify(RULES));
    for (const command of before) await record(command, folder);
    const lines: string[] = [];
    for (const command of shown) lines.push(...(await record(command, folder)), '');
    drawn.set(`${name}.svg`, drawTerminal(lines.map((text): PrintedLine => ({ atMs: 0, text }))));
    await rm(folder, { recursive: true });
  }
  return drawn;
}

/** The command line and everything that the command prints, with its colours. Rejects if the command fails. */
async function record(command: string, folder: string): Promise<string[]> {
  const child = spawn(process.execPath, [MAIN, ...command.split(' ')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, FORCE_COLOR: '1', XDG_STATE_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => printed.push(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${printed.join('')}`);
  return [`\u001b[32m$\u001b[39m volume-migrate ${command}`, ...printed.join('').trimEnd().split('\n')];
}
