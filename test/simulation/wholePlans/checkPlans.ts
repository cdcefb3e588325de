// Plays the workloads of seeds one after another, and judges each.
import { brokenInPlans } from './judgePlans.ts';
import { type PlayedPlans, type PlayPlansOptions, playPlans } from './playPlans.ts';
import { randomPlans } from './randomPlans.ts';

/** What the workloads of some seeds came to. */
export interface CheckedPlans {
  workloads: number;
  plans: number;
  moves: number;
  /** Processes that were killed. */
  kills: number;
  readonly statuses: Record<string, number>;
  /** By seed: the rules that its workload has broken. */
  readonly broken: Map<number, readonly string[]>;
}

export const nothingChecked = (): CheckedPlans => ({
  ...{ workloads: 0, plans: 0, moves: 0, kills: 0 },
  ...{ statuses: {}, broken: new Map() },
});

/** Plays the workload of a seed. An exception counts as a broken rule. */
export async function checkSeed(
  seed: number,
  checked: CheckedPlans,
  options: PlayPlansOptions = {},
): Promise<PlayedPlans | null> {
  checked.workloads += 1;
  try {
    const played = await playPlans(randomPlans(seed), options);
    const broken = [...new Set(brokenInPlans(played))];
    if (broken.length > 0) checked.broken.set(seed, broken);
    count(played, checked);
    return played;
  } catch (error) {
    checked.broken.set(seed, [String(error)]);
    return null;
  }
}

function count({ drivers, stage, happened }: PlayedPlans, checked: CheckedPlans): void {
  checked.plans += drivers.length;
  checked.moves += stage.cloud.moves.filter(({ event }) => event === 'start').length;
  checked.kills += happened.filter(({ event }) => event.kind === 'kill').length;
  for (const { outcome } of drivers) {
    const status = outcome?.status ?? 'no end';
    checked.statuses[status] = (checked.statuses[status] ?? 0) + 1;
  }
}

/** Adds what another process has checked. */
export function addChecked(all: CheckedPlans, part: Omit<CheckedPlans, 'broken'>): void {
  all.workloads += part.workloads;
  all.plans += part.plans;
  all.moves += part.moves;
  all.kills += part.kills;
  for (const [status, number] of Object.entries(part.statuses))
    all.statuses[status] = (all.statuses[status] ?? 0) + number;
}
