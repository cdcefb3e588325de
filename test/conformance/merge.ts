// Merges several runs of one course into one sequence, and checks whether a further run fits it.
import type { Certainty, GoldenState, SeenState } from './transcript.ts';

/** Shorter, and a poller may miss it. */
const BRIEF_MS = 400;

const certaintyOf = (run: readonly SeenState[], index: number): Certainty =>
  index === 0 || index < run.length - 1
    ? (run[index]?.ms ?? 0) < BRIEF_MS
      ? 'briefly'
      : 'always'
    : 'always';

export const goldenOf = (run: readonly SeenState[]): GoldenState[] =>
  run.map(({ state }, index) => ({ state, seen: certaintyOf(run, index) }));

const WEAKNESS: readonly Certainty[] = ['always', 'briefly', 'sometimes'];
const weaker = (left: Certainty, right: Certainty): Certainty =>
  WEAKNESS[Math.max(WEAKNESS.indexOf(left), WEAKNESS.indexOf(right))] ?? 'sometimes';

/** The golden sequence with one more run in it: what only one of them has is seen sometimes. */
export function mergeRun(golden: readonly GoldenState[], run: readonly SeenState[]): GoldenState[] {
  const further = goldenOf(run);
  const common = commonLengths(golden, further);
  const merged: GoldenState[] = [];
  let [left, right] = [0, 0];
  while (left < golden.length || right < further.length) {
    const [mine, theirs] = [golden[left], further[right]];
    if (mine && theirs && mine.state === theirs.state) {
      merged.push({ state: mine.state, seen: weaker(mine.seen, theirs.seen) });
      left += 1;
      right += 1;
    } else if (mine && (!theirs || at(common, left + 1, right) >= at(common, left, right + 1))) {
      merged.push({ ...mine, seen: 'sometimes' });
      left += 1;
    } else if (theirs) {
      merged.push({ ...theirs, seen: 'sometimes' });
      right += 1;
    }
  }
  return inOrder(merged);
}

/** The order in which Cinder saves them: it decides where two runs cannot, because each saw another state. */
const STAGES = [/^\S+ starting /, / migrating /, / completing /, /^(available|in-use) null /, / success /];
const stageOf = ({ state }: GoldenState): number => STAGES.findIndex((stage) => stage.test(state));

function inOrder(merged: readonly GoldenState[]): GoldenState[] {
  const result = [...merged];
  for (let end = result.length; end > 1; end -= 1)
    for (let at = 1; at < end; at += 1) {
      const [left, right] = [result[at - 1], result[at]];
      if (left?.seen !== 'sometimes' || right?.seen !== 'sometimes') continue;
      const [before, after] = [stageOf(left), stageOf(right)];
      if (after < 0 || before <= after) continue;
      result[at - 1] = right;
      result[at] = left;
    }
  return result;
}

type Lengths = readonly (readonly number[])[];
const at = (lengths: Lengths, left: number, right: number): number => lengths[left]?.[right] ?? 0;

// Lengths of the longest common subsequences of all suffixes of both.
function commonLengths(
  left: readonly { readonly state: string }[],
  right: readonly { readonly state: string }[],
): Lengths {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const same = left[i]?.state === right[j]?.state;
      const length = same
        ? at(lengths, i + 1, j + 1) + 1
        : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
      (lengths[i] as number[])[j] = length;
    }
  return lengths;
}

/**
 * Whether the run is the golden sequence, without anything missing except what a poller may miss.
 * A `complete` run comes from an observer that misses nothing, so it must show every state that was ever
 * recorded.
 */
export function fits(golden: readonly GoldenState[], run: readonly string[], complete: boolean): boolean {
  const mayMiss = ({ seen }: GoldenState): boolean => !complete && seen !== 'always';
  const known = new Map<string, boolean>();
  const from = (here: number, there: number): boolean => {
    const key = `${here} ${there}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const golden1 = golden[here];
    const result =
      golden1 === undefined
        ? there === run.length
        : (golden1.state === run[there] && from(here + 1, there + 1)) ||
          (mayMiss(golden1) && from(here + 1, there));
    known.set(key, result);
    return result;
  };
  return from(0, 0);
}
