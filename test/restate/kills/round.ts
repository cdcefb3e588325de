// One round: work is started, something is killed at a random moment, and the end is judged.
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../src/simulator/random.ts';
import type { WorkerProcess } from '../cluster/workerProcess.ts';
import { openNow, stillHeld } from './held.ts';
import { holdRequest, type Moment } from './heldRequest.ts';
import { exceptionsIn } from './judge.ts';
import type { Kind, Struck } from './kinds.ts';
import type { Scene } from './scene.ts';
import type { Undisturbed } from './undisturbed.ts';
import { addTasks, COURSES, type Course, submitPlan, submitRuns, type Work, type WorkEnd } from './work.ts';

export interface Round {
  readonly seed: number;
  readonly kind: string;
  /** What was moved, when it was struck, and by what. */
  readonly what: string;
  /** Whether the moment came before the runs had ended. */
  readonly isStruck: boolean;
  readonly moves: number;
  /** How often a run was resumed. */
  readonly resumes: number;
  readonly seconds: number;
  readonly exceptions: readonly string[];
}

// Long enough for a very busy machine.
const DEADLINE_MS = 300_000;
const SOON_MS = 1_000;
// The courses of a round: swaps by attachment have the most requests, and the most to lose.
const SWAPS = 2;
const OTHERS = 4;

/** Plays the round of a seed. */
export async function playRound(
  scene: Scene,
  kind: Kind,
  seed: number,
  undisturbed: Undisturbed,
): Promise<Round> {
  const random = randomOf(kind, seed);
  const began = performance.now();
  const courses = chooseCourses(random);
  const isPlan = random() < 0.4;
  const moment = chooseMoment(courses, undisturbed, random);
  scene.changes.length = 0;
  const held = holdRequest(scene.cluster.running.cloud, moment);
  const tasks = addTasks(scene, courses);
  const work = await (isPlan ? submitPlan : submitRuns)(scene, tasks);
  const { end, struck } = await disturbed(scene, kind, work, held, random);
  const elapsedMs = performance.now() - began;
  const exceptions = end instanceof Error ? [end.message] : [];
  const runIds = end instanceof Error ? [] : end.moved.map(({ runId }) => runId);
  if (!(end instanceof Error)) {
    const { cancels = false, losesResponses = false } = kind;
    const standard = { undisturbed: undisturbed.effects, cancels, losesResponses, elapsedMs };
    exceptions.push(
      ...(await exceptionsIn(scene, end, { ...standard, deadlineMs: DEADLINE_MS })),
      ...(await stillHeld(scene.cluster.server.admin)),
    );
  }
  return {
    ...{ seed, kind: kind.name, isStruck: struck !== null, moves: tasks.length, exceptions },
    what: `${work.name}, ${moment.isChange ? 'change' : 'request'} ${moment.nth} (${moment.held}): ${struck?.what ?? 'the runs had ended'}`,
    resumes: await resumesOf(scene, runIds),
    seconds: elapsedMs / 1000,
  };
}

// Each kind of kill has moments of its own.
function randomOf({ name }: Kind, seed: number): () => number {
  const ofKind = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 32, 0);
  return seededRandom((seed + ofKind) % 2 ** 32);
}

async function disturbed(
  scene: Scene,
  kind: Kind,
  work: Work,
  held: ReturnType<typeof holdRequest>,
  random: () => number,
): Promise<{ readonly end: WorkEnd | Error; readonly struck: Struck | null }> {
  const ended = work
    .ended(AbortSignal.timeout(DEADLINE_MS))
    .catch(async (error: unknown) => await unended(scene, error));
  const runId = await Promise.race([held.run, ended.then(() => null)]);
  let struck: Struck | null = null;
  if (runId !== null) {
    const driver = await driverOf(scene, runId, random);
    struck = await kind.strike({ scene, runId, driver, random });
  }
  held.release();
  if (struck !== null && kind.mends === 'soon') {
    await sleep(random() * SOON_MS);
    await struck.mend();
  }
  const end = await ended;
  if (kind.mends === 'after the end') await struck?.mend();
  return { end, struck };
}

const unended = async ({ cluster }: Scene, error: unknown): Promise<Error> => {
  const open = await openNow(cluster.server.admin).catch(String);
  return new Error(`not all runs have ended: ${error}; ${[open].flat().join('; ')}`);
};

// A run that has no record yet has no driver that a client could see.
async function driverOf({ cluster }: Scene, runId: string, random: () => number): Promise<WorkerProcess> {
  const [run] = await cluster.store.list({ idPrefix: runId });
  const workers = cluster.workers();
  const other = workers[Math.floor(random() * workers.length)];
  const driver = workers.find(({ pid }) => pid === run?.holder?.pid) ?? other;
  if (driver === undefined) throw new Error('there is no worker');
  return driver;
}

function chooseCourses(random: () => number): Course[] {
  const [swap, ...others] = COURSES;
  if (swap === undefined) return [];
  const chosen = Array.from({ length: OTHERS }, () => others[Math.floor(random() * others.length)] ?? swap);
  return [...Array.from({ length: SWAPS }, () => swap), ...chosen];
}

// Half of the moments are at changes, which are few among the requests.
function chooseMoment(
  courses: readonly Course[],
  { requests, changes }: Undisturbed,
  random: () => number,
): Moment {
  const isChange = random() < 0.5;
  const counts = isChange ? changes : requests;
  const total = courses.reduce((sum, { name }) => sum + (counts.get(name) ?? 0), 0);
  return {
    ...{ isChange, nth: 1 + Math.floor(random() * total) },
    held: random() < 0.5 ? 'the request' : 'the response',
  };
}

async function resumesOf({ cluster }: Scene, runIds: readonly string[]): Promise<number> {
  const all = await Promise.all(runIds.map((runId) => cluster.store.read(runId)));
  return all.flat().filter(({ record }) => record.kind === 'resumed').length;
}
