// One round of each kind of `npm run cluster:kills`, which plays many at random moments.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KINDS } from './kills/kinds.ts';
import { playRound } from './kills/round.ts';
import { openScene, type Scene } from './kills/scene.ts';
import { playUndisturbed, type Undisturbed } from './kills/undisturbed.ts';

let scene: Scene;
let undisturbed: Undisturbed;

beforeAll(async () => {
  scene = await openScene(2);
  undisturbed = await playUndisturbed(scene);
});

afterAll(async () => await scene.close());

// The kind, what it does in words, and a seed whose moment is a change: their number is the same in every round.
const ROUNDS = [
  ['worker', 'the worker of a run is killed', 3],
  ['workers', 'all workers are killed', 10],
  ['server', 'the server is killed', 12],
  ['everything', 'the server and all workers are killed', 6],
  ['frozen', 'a worker is frozen, and wakes when others have ended its runs', 10],
  ['cancelled', 'a run is cancelled and everything is killed at once', 4],
  ['server-worker', 'what the server sends to a worker arrives after another one has taken over', 2],
  ['worker-ingress', 'the network between workers and the ingress is cut', 10],
  ['worker-cloud', 'the network between workers and the cloud is cut', 15],
] as const;

test.each(
  ROUNDS,
)('%s: every run ends, is true, and makes each change once when %s', async (name, _, seed) => {
  const kind = KINDS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  const { isStruck, exceptions } = await playRound(scene, kind, seed, undisturbed);
  expect({ isStruck, exceptions }).toEqual({ isStruck: true, exceptions: [] });
});
