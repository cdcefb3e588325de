// One of the processes that play workloads of plans: receives its seeds, and reports on its channel.
import process from 'node:process';
import { type CheckedPlans, checkSeed, nothingChecked } from './checkPlans.ts';

/** The seeds `first`, `first + step` and so on, until so many plans have been played. */
export interface PlansPart {
  readonly first: number;
  readonly step: number;
  readonly plans: number;
}

export type PlansReport =
  | { readonly kind: 'checked'; readonly checked: Omit<CheckedPlans, 'broken'> }
  | { readonly kind: 'broken'; readonly seed: number; readonly rules: readonly string[] }
  | { readonly kind: 'ended'; readonly cpuSeconds: number };

const REPORT_EVERY = 50;

process.once('message', async ({ first, step, plans }: PlansPart) => {
  // The simulated cloud refuses and the services fail by the thousand: nobody reads the stacks.
  Error.stackTraceLimit = 0;
  let checked = nothingChecked();
  const report = (): void => {
    const { broken, ...counts } = checked;
    for (const [seed, rules] of broken) send({ kind: 'broken', seed, rules });
    send({ kind: 'checked', checked: counts });
    checked = nothingChecked();
  };
  let left = plans;
  for (let seed = first; left > 0; seed += step) {
    const played = await checkSeed(seed, checked);
    left -= Math.max(1, played?.drivers.length ?? 0);
    if (checked.workloads === REPORT_EVERY) report();
  }
  report();
  const { user, system } = process.cpuUsage();
  send({ kind: 'ended', cpuSeconds: (user + system) / 1e6 });
  process.disconnect();
});

const send = (report: PlansReport): void => void process.send?.(report);
