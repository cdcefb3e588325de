// Simulated runs in virtual time: workloads, how to play them, and how to judge them.
export { brokenIn } from './judge.ts';
export { type RunWorkloadOptions, runWorkload } from './play.ts';
export type { Abandoned, AtEnd, Happened, Played, PlayedRun } from './played.ts';
export { kindOf, REQUEST_KINDS } from './requestKinds.ts';
export type * from './workload.ts';
