// What each code means, in the groups of the page.
import cloud from './cloud.ts';
import cluster from './cluster.ts';
import failed from './failed.ts';
import input from './input.ts';
import other from './other.ts';
import plan from './plan.ts';
import refused from './refused.ts';
import runs from './runs.ts';
import type { MeaningGroup } from './types.ts';

export const MEANINGS: readonly MeaningGroup[] = [refused, failed, plan, runs, input, cloud, cluster, other];
