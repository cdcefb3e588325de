// Plays workloads by the thousand, in two processes: `npm run simulate -- --runs 100000`.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { brokenIn, runWorkload, type Workload } from '../../src/testing/simulation/index.ts';
import { playInProcess } from './playInProcess.ts';
import { checkWorkloads } from './property.ts';
import type { Part, Told } from './worker.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    processes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    path: { type: 'string' },
    story: { type: 'string' },
    unusual: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (values.story !== undefined) await show(JSON.parse(readFileSync(values.story, 'utf8')));
else if (values.path !== undefined) await again(Number(values.seed), values.path);
else await simulate(Number(values.runs), Number(values.processes), Number(values.seed ?? randomInt(2 ** 31)));

/** Plays one workload, and prints everything that happens in it. */
async function show(workload: Workload): Promise<void> {
  const played = await runWorkload(workload, { tell: say });
  for (const { outcome, failure } of played.runs) say(JSON.stringify(outcome ?? String(failure)));
  const broken = brokenIn(played);
  say(broken.length === 0 ? 'no invariant is broken' : broken.join('\n'));
  if (broken.length > 0) process.exitCode = 1;
}

/** Plays again the workload with which a seed failed. */
async function again(seed: number, path: string): Promise<void> {
  const details = await checkWorkloads({ workloads: 1, seed, path, unusual: values.unusual });
  const [workload] = details.counterexample ?? [];
  if (workload === undefined) return say('no invariant is broken');
  await show(workload);
}

/**
 * Plays at least that many runs, because each workload has one or more; each process has a seed of its own.
 */
async function simulate(runs: number, processes: number, seed: number): Promise<void> {
  const began = performance.now();
  const count = { workloads: 0, runs: 0, failures: 0, cpuSeconds: 0 };
  const take = (told: Told): void => {
    if (told.kind === 'failed') {
      count.failures += 1;
      say(told.failure);
    } else if (told.kind === 'ended') {
      count.cpuSeconds += told.cpuSeconds;
    } else {
      count.workloads += told.workloads;
      count.runs += told.runs;
    }
  };
  const timer = setInterval(() => say(progress(count, began)), 10_000);
  const parts = Array.from({ length: processes }, (_, index) => ({
    workloads: Math.ceil(runs / processes),
    seed: seed + index,
    unusual: values.unusual,
  }));
  await Promise.all(parts.map((part) => play(part, take)));
  clearInterval(timer);
  const ofProcessor = Math.round(count.runs / count.cpuSeconds);
  say(`seed ${seed}: ${progress(count, began)} (${ofProcessor} a second of processor time)`);
  say(count.failures === 0 ? 'no invariant is broken' : `${count.failures} seeds have failed`);
  if (count.failures > 0) process.exitCode = 1;
}

function progress({ workloads, runs }: { workloads: number; runs: number }, began: number): string {
  const seconds = (performance.now() - began) / 1000;
  return `${runs} runs in ${workloads} workloads, ${Math.round(runs / seconds)} runs/s`;
}

function play(part: Part, take: (report: Told) => void): Promise<void> {
  return playInProcess(join(import.meta.dirname, 'worker.ts'), { ...part }, take);
}
