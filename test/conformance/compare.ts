// Where a run differs from the golden transcript, each difference with its place.
import { withoutFleeting } from './fleeting.ts';
import { fits } from './merge.ts';
import type { Shape } from './shape.ts';
import type { CallStep, CourseStep, Golden, GoldenCourse, GoldenStep, Run, Step } from './transcript.ts';

export interface Difference {
  readonly scenario: string;
  readonly step: string;
  /** `status`, `headers`, the place in the body, or the row of a course. */
  readonly what: string;
  readonly golden: string;
  readonly seen: string;
}

export interface Comparison {
  readonly calls: number;
  readonly courses: number;
  /** States that were accepted although their recordings have missed them: see fleeting.ts. */
  readonly fleeting: number;
  readonly differences: readonly Difference[];
}

/** `complete`: the run missed nothing, so states that are seen only sometimes must be in it too. */
export function compareRun(golden: Golden, run: Run, complete: boolean): Comparison {
  const differences: Difference[] = [];
  let [calls, courses, fleeting] = [0, 0, 0];
  for (const [scenario, steps] of Object.entries(run)) {
    calls += steps.filter(({ kind }) => kind === 'call').length;
    courses += steps.filter(({ kind }) => kind === 'course').length;
    const expected = golden.scenarios[scenario] ?? [];
    fleeting += countFleeting(expected, steps);
    for (const index of Array(Math.max(steps.length, expected.length)).keys())
      for (const [what, wanted, seen] of compareStep(expected[index], steps[index], complete))
        differences.push({
          ...{ scenario, what, golden: wanted, seen },
          step: (expected[index] ?? steps[index])?.title ?? '',
        });
  }
  return { calls, courses, fleeting, differences };
}

type Found = readonly [what: string, golden: string, seen: string];

function compareStep(golden: GoldenStep | undefined, seen: Step | undefined, complete: boolean): Found[] {
  if (golden === undefined || seen === undefined || golden.kind !== seen.kind || golden.title !== seen.title)
    return [['step', nameOf(golden), nameOf(seen)]];
  if (golden.kind === 'call') return compareCalls(golden, seen as CallStep);
  return compareCourses(golden, seen as CourseStep, complete);
}

const nameOf = (step: GoldenStep | Step | undefined): string =>
  step === undefined ? 'nothing' : `${step.kind} ${step.title}`;

function compareCalls(golden: CallStep, seen: CallStep): Found[] {
  const found: Found[] = [];
  if (golden.request !== seen.request) found.push(['request', golden.request, seen.request]);
  if (golden.status !== seen.status) found.push(['status', String(golden.status), String(seen.status)]);
  const [mine, theirs] = [golden.headers.join('; '), seen.headers.join('; ')];
  if (mine !== theirs) found.push(['headers', mine, theirs]);
  return [...found, ...compareShapes('body', golden.body, seen.body)];
}

function compareShapes(place: string, golden: Shape | undefined, seen: Shape | undefined): Found[] {
  if (typeof golden !== 'object' || typeof seen !== 'object')
    return golden === seen ? [] : [[place, textOf(golden), textOf(seen)]];
  const keys = [...new Set([...Object.keys(golden), ...Object.keys(seen)])].sort();
  return keys.flatMap((key) => compareShapes(`${place}.${key}`, golden[key], seen[key]));
}

const textOf = (shape: Shape | undefined): string =>
  shape === undefined ? 'nothing' : typeof shape === 'string' ? shape : JSON.stringify(shape);

function compareCourses(golden: GoldenCourse, seen: CourseStep, complete: boolean): Found[] {
  const rows = [...new Set([...Object.keys(golden.rows), ...Object.keys(seen.rows)])].sort();
  return rows.flatMap((row): Found[] => {
    const [wanted = [], states = []] = [golden.rows[row], seen.rows[row]?.map(({ state }) => state)];
    if (fits(wanted, states, complete)) return [];
    if (fits(wanted, withoutFleeting(wanted, states), complete)) return [];
    const lines = wanted.map(({ state, seen: how }) => (how === 'always' ? state : `${how}: ${state}`));
    return [[`course of ${row}`, lines.join(' > '), states.join(' > ')]];
  });
}

function countFleeting(golden: readonly GoldenStep[], steps: readonly Step[]): number {
  let count = 0;
  for (const [index, step] of steps.entries()) {
    const wanted = golden[index];
    if (step.kind !== 'course' || wanted?.kind !== 'course') continue;
    for (const [row, seen] of Object.entries(step.rows)) {
      const states = seen.map(({ state }) => state);
      count += states.length - withoutFleeting(wanted.rows[row] ?? [], states).length;
    }
  }
  return count;
}
