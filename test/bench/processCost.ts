// What a process costs: processor time, peak memory and duration, as the process itself reports them at its end.
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

export interface ProcessCost {
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  /** The largest resident set, in MB. */
  readonly peakMb: number;
  readonly wallMs: number;
}

// The peak is read from /proc where there is one: maxRSS also counts the process that started this one.
const REPORT = `process.on('exit', () => {
  const { readFileSync, writeFileSync } = require('node:fs');
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let peakKib = maxRSS;
  try {
    peakKib = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {}
  const cost = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: (peakKib * 1024) / 1e6 };
  writeFileSync(process.env.COST_FILE, JSON.stringify(cost));
});`;

/** Runs Node with these arguments; `folder` is for files of the measurement. Throws if the process fails. */
export async function processCost(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessCost> {
  const [reporter, file] = [join(folder, 'report.cjs'), join(folder, 'cost.json')];
  await writeFile(reporter, REPORT);
  await rm(file, { force: true });
  const begun = performance.now();
  const child = spawn(process.execPath, ['--require', reporter, ...args], {
    env: { PATH: process.env['PATH'], HOME: folder, ...env, COST_FILE: file },
    stdio: 'ignore',
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wallMs = performance.now() - begun;
  if (status !== 0) throw new Error(`node ${args.join(' ')}: exit status ${status}`);
  return { wallMs, ...JSON.parse(await readFile(file, 'utf8')) };
}
