// One run that is killed and resumed, compared with one that was left alone.
import { expect } from 'vitest';
import type { JournalEntry, Outcome } from '../../src/index.ts';
import { replay } from '../../src/index.ts';
import { type Course, courses } from './courses.ts';
import { driveElsewhere } from './driveElsewhere.ts';
import { footprintOf } from './footprint.ts';
import { goOn, recordsOf } from './goOn.ts';
import { inWords, type KillPoint } from './killPoint.ts';
import { openWorld, type World } from './world.ts';

/** The end of a course that nobody kills, and how long it is. */
export interface Undisturbed {
  readonly footprint: unknown;
  readonly records: number;
  readonly requests: number;
}

export async function undisturbed(course: Course): Promise<Undisturbed> {
  await using world = await openWorld(course);
  const requests = countRequests(world);
  const { outcome, entries } = await goOn(world);
  const count = requests();
  const { status, error } = outcome;
  expect([status, error?.code].filter(Boolean).join(' '), course.title).toBe(course.comesTo);
  return { footprint: wholeFootprint(world, outcome, entries), records: entries.length, requests: count };
}

function countRequests({ running: { cloud } }: World): () => number {
  const { handle } = cloud;
  let count = 0;
  cloud.handle = async (request) => {
    count += 1;
    return await handle(request);
  };
  return () => count;
}

// The footprint once nothing moves any more. On the way the journal of every run is replayed.
function wholeFootprint(
  { running, clock, effects }: World,
  outcome: Outcome,
  entries: readonly JournalEntry[],
) {
  const { snapshot, last } = replay(entries);
  expect(last.record).toMatchObject({ kind: 'ended', result: snapshot.output });
  clock.runAll();
  return footprintOf(running.cloud, outcome, effects);
}

/**
 * Kills the course's run at the point and resumes it: everything must be as if nobody had been killed. Of two
 * consecutive points, one run is resumed at once, the other when the cloud has come to rest.
 */
export async function killOnce(course: Course, point: KillPoint, whole: Undisturbed): Promise<void> {
  await using world = await openWorld(course);
  const { killed } = await driveElsewhere(world, { killPoint: point });
  if (!killed) throw new Error(`not ${inWords(point)}: the run had ended`);
  if ((point.n + courses.indexOf(course)) % 2 === 1) world.clock.runAll();
  const { outcome, entries } = await goOn(world);
  expect(wholeFootprint(world, outcome, entries), inWords(point)).toEqual(whole.footprint);
}

// Long enough for each process to make progress: what a resumed one reads first may be what the one before it
// has read.
const LIFE_EVENTS = 2;
const BETWEEN_LIVES_MS = 1_000;
const MOST_LIVES = 100;

/**
 * Kills each process that drives the course's run when it has written some events; returns how many were
 * killed.
 */
export async function killInTurn(course: Course, whole: Undisturbed): Promise<number> {
  await using world = await openWorld(course);
  let deaths = 0;
  while (await isKilled(world)) {
    deaths += 1;
    if (deaths === MOST_LIVES) throw new Error(`the run does not get on in ${deaths} lives`);
    world.clock.advance(BETWEEN_LIVES_MS);
  }
  const { outcome, entries } = await goOn(world);
  expect(wholeFootprint(world, outcome, entries), `killed ${deaths} times`).toEqual(whole.footprint);
  return deaths;
}

// False if the run has ended before that time.
async function isKilled(world: World): Promise<boolean> {
  const last = (await recordsOf(world)).at(-1);
  if (last?.record.kind === 'ended') return false;
  const { killed } = await driveElsewhere(world, { resumes: last !== undefined, killAtEvent: LIFE_EVENTS });
  return killed;
}
