// Plays whole plans by the thousand: `npm run simulate:plans -- --plans 10000 --seed 1 --workers 1`; `--story SEED` tells one.
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { playInProcess } from '../playInProcess.ts';
import { addChecked, type CheckedPlans, checkSeed, nothingChecked } from './checkPlans.ts';
import type { PlansPart, PlansReport } from './worker.ts';

const { values } = parseArgs({
  options: {
    plans: { type: 'string', default: '1000' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string' },
    story: { type: 'string' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (values.story !== undefined) await tellStory(Number(values.story));
else await simulate(Number(values.plans), Number(values.workers), Number(values.seed ?? randomInt(2 ** 31)));

/** Plays the workload of one seed, and prints everything that happens in it. */
async function tellStory(seed: number): Promise<void> {
  const checked = nothingChecked();
  await checkSeed(seed, checked, { tell: say });
  const broken = checked.broken.get(seed) ?? [];
  say(broken.length === 0 ? 'no rule is broken' : broken.join('\n'));
  if (broken.length > 0) process.exitCode = 1;
}

/** Plays at least so many plans: a workload has one or two. */
async function simulate(plans: number, workers: number, seed: number): Promise<void> {
  const began = performance.now();
  const all = nothingChecked();
  let cpuSeconds = 0;
  const take = (report: PlansReport): void => {
    if (report.kind === 'ended') cpuSeconds += report.cpuSeconds;
    if (report.kind === 'checked') addChecked(all, report.checked);
    if (report.kind !== 'broken') return;
    all.broken.set(report.seed, report.rules);
    say(`seed ${report.seed}: ${report.rules.join('; ')}`);
  };
  const timer = setInterval(() => say(progress(all, began)), 30_000);
  const parts = Array.from({ length: workers }, (_, index) => ({
    ...{ first: seed + index, step: workers, plans: Math.ceil(plans / workers) },
  }));
  await Promise.all(parts.map((part) => play(part, take)));
  clearInterval(timer);
  say(`from seed ${seed}: ${progress(all, began)}; ${Math.round(cpuSeconds)} s of processor time`);
  say(`${all.broken.size} workloads broke a rule`);
  if (all.broken.size > 0) process.exitCode = 1;
}

function progress({ workloads, plans, moves, kills, statuses, broken }: CheckedPlans, began: number): string {
  const ends = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  const seconds = Math.round((performance.now() - began) / 1000);
  return `${plans} plans in ${workloads} workloads with ${moves} moves and ${kills} kills: ${ends.join(', ')}; ${broken.size} broken; ${seconds} s`;
}

function play(part: PlansPart, take: (report: PlansReport) => void): Promise<void> {
  return playInProcess(join(import.meta.dirname, 'worker.ts'), { ...part }, take);
}
