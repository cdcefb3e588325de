// What runs do if nothing disturbs them: how many requests they send, and what they change.
import { type Effects, effectsOf } from './effects.ts';
import { stillHeld } from './held.ts';
import { exceptionsIn } from './judge.ts';
import type { Scene } from './scene.ts';
import { addTasks, COURSES, submitRuns } from './work.ts';

/** Each by the name of a course. */
export interface Undisturbed {
  readonly effects: ReadonlyMap<string, Effects>;
  readonly requests: ReadonlyMap<string, number>;
  readonly changes: ReadonlyMap<string, number>;
}

const WITHIN_MS = 120_000;

/** Plays each course once. Throws if a run does not end as it should. */
export async function playUndisturbed(scene: Scene): Promise<Undisturbed> {
  const began = performance.now();
  const work = await submitRuns(scene, addTasks(scene, COURSES));
  const end = await work.ended(AbortSignal.timeout(WITHIN_MS));
  const elapsedMs = performance.now() - began;
  const standard = {
    undisturbed: null,
    cancels: false,
    losesResponses: false,
    elapsedMs,
    deadlineMs: WITHIN_MS,
  };
  const exceptions = [
    ...(await exceptionsIn(scene, end, standard)),
    ...(await stillHeld(scene.cluster.server.admin)),
  ];
  if (exceptions.length > 0) throw new Error(`undisturbed runs: ${exceptions.join('; ')}`);
  const { cloud } = scene.cluster.running;
  const requestsOf = (runId: string) =>
    cloud.requests.filter(({ globalRequestId }) => globalRequestId === `req-${runId}`);
  const byCourse = <Value>(of: (runId: string) => Value): ReadonlyMap<string, Value> =>
    new Map(end.moved.map(({ task, runId }) => [task.course.name, of(runId)]));
  return {
    effects: byCourse((runId) => effectsOf(cloud, runId)),
    requests: byCourse((runId) => requestsOf(runId).length),
    changes: byCourse((runId) => requestsOf(runId).filter(({ method }) => method !== 'GET').length),
  };
}
