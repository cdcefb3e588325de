// Merges a further run of the scenarios into a golden transcript. Calls must be unchanged; courses may show more.
import { compareRun, type Difference } from './compare.ts';
import { goldenOf, mergeRun } from './merge.ts';
import type { CourseStep, Golden, GoldenCourse, GoldenStep, Run, Step } from './transcript.ts';

export function mergeInto(
  golden: Golden,
  run: Run,
): { golden: Golden; contradictions: readonly Difference[] } {
  const scenarios: Record<string, readonly GoldenStep[]> = { ...golden.scenarios };
  for (const [name, steps] of Object.entries(run)) {
    const before = golden.scenarios[name];
    scenarios[name] =
      before === undefined ? steps.map(first) : steps.map((step, at) => merge(before[at], step));
  }
  const merged = { ...golden, scenarios };
  return { golden: merged, contradictions: compareRun(merged, run, false).differences };
}

function first(step: Step): GoldenStep {
  if (step.kind === 'call') return step;
  const rows = Object.entries(step.rows).map(([row, states]) => [row, goldenOf(states)] as const);
  return { ...step, rows: Object.fromEntries(rows) };
}

function merge(before: GoldenStep | undefined, step: Step): GoldenStep {
  if (before === undefined) return first(step);
  return before.kind === 'course' && step.kind === 'course' ? mergeCourse(before, step) : before;
}

function mergeCourse(before: GoldenCourse, step: CourseStep): GoldenCourse {
  const names = [...new Set([...Object.keys(before.rows), ...Object.keys(step.rows)])].sort();
  const rows = names.map((row) => [row, mergeRun(before.rows[row] ?? [], step.rows[row] ?? [])] as const);
  return { ...before, rows: Object.fromEntries(rows) };
}
