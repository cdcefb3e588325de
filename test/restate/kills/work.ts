// The work of a round: several runs at once, or a plan of as many moves, on volumes of their own.
import { randomUUID } from 'node:crypto';
import type { PlanResult } from '../../../machines/plan/types.ts';
import { type MigrateVolumeParameters, readPlan } from '../../../src/index.ts';
import { migrationOrder, planOrder, type RunReport } from '../../../src/restate/index.ts';
import type { Scene } from './scene.ts';

/** A course that a run takes if nothing disturbs it: each succeeds. */
export interface Course {
  readonly name: string;
  readonly isAttached: boolean;
  readonly host?: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
}

const toNode = (destination_node: string) => ({ migration_type: 'migrate', destination_node }) as const;
const cold = { migration_type: 'cold' } as const;
const swap = { destination_type: 'beta' } as const;
const ELSEWHERE = 'node2@alpha#alpha';

export const COURSES: readonly Course[] = [
  { name: 'swap by attachment', isAttached: true, parameters: { ...swap, swap_method: 'attachment' } },
  { name: 'swap by retype', isAttached: true, parameters: { ...swap, swap_method: 'retype' } },
  { name: 'cold migration', isAttached: false, parameters: { ...cold, destination_node: ELSEWHERE } },
  { name: 'cold retype', isAttached: false, parameters: { ...cold, destination_type: 'beta' } },
  {
    ...{ name: 'migration by host copy', isAttached: false, host: 'node2@tier9#alpha' },
    parameters: toNode('node1@alpha#alpha'),
  },
  { name: 'migration, attached', isAttached: true, parameters: toNode(ELSEWHERE) },
];

/** A volume that is to be moved. */
export interface Task {
  readonly course: Course;
  readonly volumeId: string;
  /** The fingerprint of its bytes. */
  readonly data: string;
}

/** A move, once its run has ended. */
export interface Moved {
  readonly task: Task;
  readonly runId: string;
  readonly report: RunReport;
}

export interface Work {
  readonly name: string;
  /** The IDs of the runs that were submitted. */
  readonly runIds: readonly string[];
  /** Resolves once all runs have ended; rejects with the signal's reason. */
  readonly ended: (signal: AbortSignal) => Promise<WorkEnd>;
}

export interface WorkEnd {
  readonly moved: readonly Moved[];
  readonly plan: { readonly runId: string; readonly report: RunReport } | null;
}

/** Adds a volume for each course to the cloud. */
export function addTasks({ cluster }: Scene, courses: readonly Course[]): Task[] {
  const { cloud } = cluster.running;
  return courses.map((course) => {
    const data = `data ${randomUUID()}`;
    const seed = { name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1, data };
    const { id } = cloud.addVolume({ ...seed, ...(course.host === undefined ? {} : { host: course.host }) });
    // A server of its own: a move is refused while Nova works on another volume of its server.
    if (course.isAttached)
      cloud.attach(cloud.addServer({ name: id, project: 'demo', user: 'alice', volumes: [] }).id, id);
    return { course, volumeId: id, data };
  });
}

const parametersOf = ({ course, volumeId }: Task): MigrateVolumeParameters => ({
  ...course.parameters,
  resource_id: volumeId,
});

// Slots for all: that they are given back is checked.
const SLOTS = { slots: { moves: 100 } };

/** Submits a run for each task, at once. */
export async function submitRuns({ cluster: { store } }: Scene, tasks: readonly Task[]): Promise<Work> {
  const runs = tasks.map((task) => ({ task, runId: randomUUID() }));
  await Promise.all(
    runs.map(({ task, runId }) => store.submit(runId, migrationOrder(parametersOf(task), SLOTS))),
  );
  return {
    ...{ name: 'runs', runIds: runs.map(({ runId }) => runId) },
    ended: async (signal) => ({
      moved: await Promise.all(
        runs.map(async ({ task, runId }) => ({ task, runId, report: await store.report(runId, signal) })),
      ),
      plan: null,
    }),
  };
}

/** Submits a plan with a move for each task. */
export async function submitPlan({ cluster: { store } }: Scene, tasks: readonly Task[]): Promise<Work> {
  const runId = randomUUID();
  const plan = readPlan(JSON.stringify(tasks.map(parametersOf)));
  await store.submit(runId, planOrder({ ...plan, limits: { total: 4, perPool: 3 } }));
  return {
    ...{ name: 'plan', runIds: [runId] },
    ended: async (signal) => {
      const report = await store.report(runId, signal);
      const moves = report.kind === 'ended' ? (report.result as PlanResult).moves : [];
      const moved = moves.flatMap(({ resourceId, runId: child }) => {
        const task = tasks.find(({ volumeId }) => volumeId === resourceId);
        return task === undefined || child === null ? [] : [{ task, runId: child }];
      });
      return {
        moved: await Promise.all(
          moved.map(async (each) => ({ ...each, report: await store.report(each.runId, signal) })),
        ),
        plan: { runId, report },
      };
    },
  };
}
