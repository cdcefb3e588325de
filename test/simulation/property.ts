// The property that every workload must have, and how a workload without it is reported.
import fc, { type RunDetails } from 'fast-check';
import {
  brokenIn,
  type RunWorkloadOptions,
  runWorkload,
  type Workload,
} from '../../src/testing/simulation/index.ts';
import { workloads } from './arbitraries.ts';
import { unusualWorkloads } from './unusual.ts';

export interface CheckOptions extends RunWorkloadOptions {
  readonly workloads: number;
  readonly seed: number;
  /** The reported path of a failing workload among the seed's workloads. */
  readonly path?: string;
  /**
   * Unusual workloads, which are also checked for rights, flags, encryption, reservations and attachments.
   */
  readonly unusual?: boolean;
  /** Called for each workload that was played, with the number of its runs. */
  readonly played?: (runs: number) => void;
}

/** Plays workloads of a seed until one violates an invariant, and shrinks that one. */
export async function checkWorkloads(options: CheckOptions): Promise<RunDetails<[Workload]>> {
  const { workloads: numRuns, seed, path, played, unusual = false, ...play } = options;
  const holds = fc.asyncProperty(unusual ? unusualWorkloads : workloads, async (workload) => {
    const broken = brokenIn(await runWorkload(workload, play));
    played?.(workload.runs.length);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  return await fc.check(holds, { numRuns, seed, ...(path === undefined ? {} : { path }) });
}

/**
 * A failing workload for people: what it violates, how to repeat it, and the workload itself; null if none
 * failed.
 */
export function failureOf(details: RunDetails<[Workload]>): string | null {
  const { failed, counterexample, errorInstance, seed, counterexamplePath } = details;
  if (!failed) return null;
  const unusual = counterexample?.[0].unusual ? ' --unusual' : '';
  const broken = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    broken,
    `again: npm run simulate -- --seed ${seed} --path ${counterexamplePath}${unusual}`,
    `or --story with a file that holds ${JSON.stringify(counterexample?.[0])}`,
  ].join('\n');
}
