// Plays a story: the production services, journal and chart on a simulated cloud, in one process and in virtual time.
import { parseParameters } from '../../parameters.ts';
import { lookAt } from '../look.ts';
import { act } from './act.ts';
import { networkOf } from './encounters.ts';
import { createHouse, type House } from './house.ts';
import { travel } from './network.ts';
import type { Played, PlayedRun } from './played.ts';
import { begin, type Player } from './player.ts';
import type { ProcessOptions } from './process.ts';
import { PROJECT } from './stage.ts';
import type { Story, StoryRun } from './story.ts';
import { createTheatre, type Theatre } from './theatre.ts';
import { timeAllowed } from './timeAllowed.ts';
import { idle, servicesClock } from './virtualTime.ts';

export interface PlayOptions {
  /** Told each request, event and state as it comes, for people who read a story. */
  readonly tell?: (line: string) => void;
}

/** Plays a story to its end. The same story goes the same way each time. */
export async function playStory(story: Story, { tell }: PlayOptions = {}): Promise<Played> {
  const theatre = createTheatre(story, tell);
  const { stage, scene, players, agenda, secrets } = theatre;
  const { time } = stage;
  const began = time.now();
  const before = lookAt(stage.cloud);
  const allowedMs = timeAllowed(story);
  enter(theatre);
  const timed = agenda.timed.map(({ atMs, event }) => time.after(atMs, () => act(event, theatre)));
  await untilAllHaveEnded(theatre, began + allowedMs);
  const elapsedMs = time.now() - began;
  for (const cancel of timed) cancel();
  await rest(theatre);
  const runs = await Promise.all(players.map((player) => playedRun(player, theatre)));
  const stuck = players.filter(({ hasEnded }) => !hasEnded).map(({ runId }) => runId);
  return {
    ...{ story, stage, runs, before, after: lookAt(stage.cloud), changes: stage.changes },
    happened: theatre.happened,
    ...{ data: scene.data, makers: scene.makers, secrets, stuck, elapsedMs, allowedMs },
  };
}

// The runs come on: in one house together, or each in its own.
function enter(theatre: Theatre): void {
  const { story, stage, players } = theatre;
  const one = story.together ? houseOf(theatre) : null;
  story.runs.forEach((run, number) => {
    const player = playerOf(run, number, one ?? houseOf(theatre), theatre);
    players.push(player);
    stage.time.after(run.startMs, () => void begin(player, theatre));
  });
}

function houseOf(theatre: Theatre): House {
  const { story, scene, agenda, store, stage } = theatre;
  const network = networkOf(theatre);
  // An admin of another project than the owner's, whose failed retypes leave reservations.
  const project = story.unusual ? 'admin' : PROJECT;
  const options = {
    clock: servicesClock(stage.time, story.cloud.skewMs),
    store,
    travel: (request) => travel(network, request),
    written: ({ runId, n }) => {
      for (const event of agenda.record(scene.runIds.indexOf(runId), n)) act(event, theatre);
    },
  } satisfies ProcessOptions;
  return createHouse(options, project);
}

function playerOf(run: StoryRun, number: number, house: House, theatre: Theatre): Player {
  const { stage, scene, agenda, tell } = theatre;
  const resourceId = stage.volumeIds[run.volume] ?? '';
  const onProgress = ({ state, isChange }: { state: string; isChange: boolean }): void => {
    tell?.(`run ${number}: ${state}`);
    if (!isChange) for (const event of agenda.state(number, state)) act(event, theatre);
  };
  const { limits } = run;
  return {
    ...{ number, house, runId: scene.runIds[number] ?? '' },
    parameters: parseParameters({ resource_id: resourceId, ...run.parameters }),
    options: { limits, ...(agenda.watchesStates || tell !== null ? { onProgress } : {}) },
    ...{ cancel: new AbortController(), run: null, hasBegun: false, hasEnded: false },
    ...{ outcome: null, failure: null, resumeAfterMs: null, abandoned: [] },
  };
}

// Whoever waits for something else than the clock has waited long enough after so many turns of the event loop.
const MOST_TURNS = 50;

async function untilAllHaveEnded({ stage: { time }, players }: Theatre, until: number): Promise<void> {
  const areOver = (): boolean => players.every(({ hasEnded }) => hasEnded);
  while (time.now() <= until) {
    await idle();
    if (areOver()) return;
    if (time.step()) continue;
    for (let turn = 0; turn < MOST_TURNS && !areOver() && time.pending() === 0; turn += 1) await idle();
    if (time.pending() === 0) return;
  }
}

// Longer than any request is on its way, and than any work of the cloud that ends at all.
const REST_MS = 200_000;

// What the cloud has under way comes to its end, and what is still on its way arrives.
async function rest({ stage: { time } }: Theatre): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await idle(2);
    time.advance(REST_MS / 2);
  }
}

async function playedRun(player: Player, theatre: Theatre): Promise<PlayedRun> {
  const { runId, parameters, outcome, abandoned, failure } = player;
  return {
    ...{ runId, parameters, outcome, abandoned, failure },
    entries: await theatre.store.read(runId),
    atEnd: theatre.ends.get(runId) ?? null,
    requestsAfterEnd: theatre.requestsAfterEnd.get(runId) ?? 0,
  };
}
