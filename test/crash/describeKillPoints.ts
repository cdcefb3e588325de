// Kills the runs of every course at every nth of their points, and counts.
import { afterAll, describe, test } from 'vitest';
import { type Course, courses } from './courses.ts';
import { killInTurn, killOnce, type Undisturbed, undisturbed } from './crash.ts';
import { driver } from './driveElsewhere.ts';
import { type KillPoint, killPointsOf } from './killPoint.ts';
import type { Row } from './table.ts';

// Enough concurrent processes to keep two processors busy.
const AT_ONCE = 3;

const TIMEOUT_MS = 600_000;

interface Choice {
  /** 1 means all points, 20 every twentieth. */
  readonly every: number;
  /** The courses in which each process is killed, one after another. */
  readonly inTurn: readonly Course[];
}

/** Declares the cases; returns the rows of their table, which grow as the cases end. */
export function describeKillPoints({ every, inTurn }: Choice): readonly Row[] {
  const rows: Row[] = [];

  describe.each(courses)('$title', (course) => {
    test('ends as if nothing had happened, wherever its process is killed', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const whole = await undisturbed(course);
      const offset = courses.indexOf(course);
      const points = killPointsOf(whole).filter((_, index) => (index + offset) % every === 0);
      const exceptions = await killAtEach(course, points, whole);
      const killedInTurn = inTurn.includes(course) ? await killInTurn(course, whole) : 0;
      const { records, requests } = whole;
      const counts = { killed: points.length, killedInTurn, exceptions: exceptions.length };
      rows.push({ course: course.title, records, requests, ...counts });
      if (exceptions[0] !== undefined) throw exceptions[0];
    });
  });

  afterAll(async () => await driver.remove());
  return rows;
}

// What differed from the undisturbed run.
async function killAtEach(
  course: Course,
  points: readonly KillPoint[],
  whole: Undisturbed,
): Promise<readonly Error[]> {
  const exceptions: Error[] = [];
  const left = points.values();
  const work = async (): Promise<void> => {
    for (const point of left) {
      await killOnce(course, point, whole).catch((error: Error) => exceptions.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return exceptions;
}
