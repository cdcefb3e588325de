// Finds runs by several words, in any order and in any field.
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import { goalInWords, listedDestination } from './runs.ts';
import { standingInWords, standingOf } from './standings.ts';

/** The runs in which each word occurs somewhere. All of them if there is no word. */
export function matching(runs: readonly InspectedRun[], wanted: string): readonly InspectedRun[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return runs;
  return runs.filter((run) => {
    const text = textOf(run);
    return words.every((word) => text.includes(word));
  });
}

// With line breaks, which no word contains: none is found across two fields.
function textOf(run: InspectedRun): string {
  const { runId, workflow, parent, volumeId, cloud, status, state, parameters, names } = run;
  return [
    ...[runId, workflow, parent, volumeId, cloud, status, state],
    ...[goalInWords(run), listedDestination(run), standingInWords(standingOf(run), status)],
    ...[parameters?.destinationNode, parameters?.destinationType],
    ...Object.values(names),
  ]
    .join('\n')
    .toLowerCase();
}
