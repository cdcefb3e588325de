// One run of a story: begun by a process, gone on with by another when that dies, until it has ended.
import type { Parameters } from '../../../machines/types.ts';
import type { Cloud } from '../../../services/index.ts';
import type { Outcome } from '../../outcome.ts';
import type { Run } from '../../run/drive.ts';
import { continueRunOn, type OnCloudOptions, startRunOn } from '../../run/runOnCloud.ts';
import { lookAt } from '../look.ts';
import type { House } from './house.ts';
import type { Abandoned } from './played.ts';
import type { Theatre } from './theatre.ts';

export interface Player {
  readonly number: number;
  readonly runId: string;
  readonly parameters: Parameters;
  readonly options: Pick<OnCloudOptions, 'limits' | 'onProgress'>;
  readonly house: House;
  /** Aborted to cancel; another one each time that it is driven. */
  cancel: AbortController;
  /** While a living process drives it. */
  run: Run | null;
  hasBegun: boolean;
  hasEnded: boolean;
  outcome: Outcome | null;
  failure: unknown;
  /** When to go on with it after it was stopped at once; null: nobody does. */
  resumeAfterMs: number | null;
  /** What it told each time that it was stopped at once. */
  readonly abandoned: Abandoned[];
}

const RESUME_AGAIN_AFTER_MS = 60_000;
const RESUMES = 20;

/** Begins a run in the process that its house has now. Never settles where that dies. */
export async function begin(player: Player, theatre: Theatre): Promise<void> {
  const { store } = player.house.process;
  player.hasBegun = true;
  await drive(player, theatre, (cloud, options) =>
    startRunOn(cloud, store, player.parameters, { ...options, ...player.options, runId: player.runId }),
  );
  await afterwards(player, theatre);
}

/** Goes on with a run that its process has left, in the process that its house has now. */
export async function resume(player: Player, theatre: Theatre): Promise<void> {
  const { store, clock } = player.house.process;
  const stops = player.abandoned.length;
  for (let attempt = 1; attempt <= RESUMES; attempt += 1) {
    if (attempt > 1) await clock.sleep(RESUME_AGAIN_AFTER_MS);
    if (await isOver(player, theatre)) break;
    await drive(player, theatre, (cloud, options) =>
      continueRunOn(cloud, store, { ...options, ...player.options }),
    );
    if (player.outcome !== null || player.abandoned.length > stops) break;
  }
  await afterwards(player, theatre);
}

// A run that was stopped at once is gone on with in the same process, where the story says so.
async function afterwards(player: Player, theatre: Theatre): Promise<void> {
  const { resumeAfterMs } = player;
  player.resumeAfterMs = null;
  if (resumeAfterMs === null) return end(player, theatre);
  await player.house.process.clock.sleep(resumeAfterMs);
  await resume(player, theatre);
}

// Nothing was begun, or its last process died after it had written down the end.
async function isOver(player: Player, theatre: Theatre): Promise<boolean> {
  const entries = await theatre.store.read(player.runId);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return true;
  if (last.record.kind !== 'ended') return false;
  player.outcome = { ...last.record.result, startedAt: first.at, endedAt: last.at };
  return true;
}

type Start = (cloud: Cloud, options: Pick<OnCloudOptions, 'clock' | 'signal'>) => Promise<Run>;

async function drive(player: Player, theatre: Theatre, start: Start): Promise<void> {
  const { process, signIn } = player.house;
  const stops = player.abandoned.length;
  player.cancel = new AbortController();
  const { signal } = player.cancel;
  try {
    const cloud = await signIn(player.runId, signal);
    player.run = await start(cloud, { clock: process.clock, signal });
    const outcome = await player.run.outcome;
    if (player.abandoned.length === stops) await keepOutcome(player, outcome, theatre);
    player.failure = null;
  } catch (error) {
    player.failure = error;
  } finally {
    player.run = null;
  }
}

// An end that is not written down is none: the run waits to be gone on with.
async function keepOutcome(player: Player, outcome: Outcome, theatre: Theatre): Promise<void> {
  const last = (await theatre.store.read(player.runId)).at(-1);
  if (last?.record.kind === 'ended') player.outcome = outcome;
  else stopped(player, outcome, RESUME_AGAIN_AFTER_MS, theatre);
}

function stopped(player: Player, outcome: Outcome, resumeAfterMs: number | null, theatre: Theatre): void {
  player.resumeAfterMs = resumeAfterMs;
  player.abandoned.push({ outcome, cloud: lookAt(theatre.stage.cloud) });
}

/** Stops a run at once, as a second Ctrl-C does. */
export function abandon(player: Player, resumeAfterMs: number | null, theatre: Theatre): void {
  if (player.run !== null) stopped(player, player.run.abandon(), resumeAfterMs, theatre);
}

/** Nobody goes on with the run any more. */
function end(player: Player, theatre: Theatre): void {
  player.hasEnded = true;
  const { scene, stage, ends } = theatre;
  ends.set(player.runId, { cloud: lookAt(stage.cloud), data: [...scene.data] });
}
