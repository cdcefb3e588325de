// Records the command on the simulated cloud, and draws it as an animated picture: node diagrams/pictures/terminal.ts
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { drawTerminal, type PrintedLine } from './drawTerminal.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const TYPING_MS = 1_200;
const READING_MS = 1_000;

await using running = await startSimulatedCloud({ stageMs: 250, gibPerSecond: 0.6 });
const { data1 = '' } = running.cloud.world.volumes;
const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-terminal-'));
writeFileSync(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));

const lines: PrintedLine[] = [];
let now = 0;

/** Runs the command, and records each line that it prints with its time. */
async function record(shown: string, args: readonly string[]): Promise<void> {
  lines.push({ atMs: now, text: `\u001b[32m$\u001b[39m ${shown}` });
  const begun = now + TYPING_MS;
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      ...process.env,
      FORCE_COLOR: '1',
      XDG_STATE_HOME: folder,
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const atMs = begun + performance.now() - start;
    const printed = `${rest}${chunk}`.split('\n');
    rest = printed.pop() ?? '';
    lines.push(...printed.map((text) => ({ atMs, text })));
  });
  await new Promise((resolve) => child.on('close', resolve));
  now = begun + performance.now() - start + READING_MS;
  lines.push({ atMs: now, text: '' });
}

const swap = ['run', data1, '--destination-type', 'beta'];
const refused = ['run', data1, '--migration-type', 'cold', '--destination-type', 'beta'];
await record(`volume-migrate ${refused.join(' ')}`, refused);
await record(`volume-migrate ${swap.join(' ')}`, swap);
rmSync(folder, { recursive: true });
writeFileSync(join(import.meta.dirname, 'terminal.svg'), drawTerminal(lines));
