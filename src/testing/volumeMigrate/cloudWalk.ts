// A path walked over real HTTP: the production services on a staged cloud that is made to give the path's replies.
import { type AnyActorLogic, createActor } from 'xstate';
import { type Actors, OBSERVERS } from '../../../machines/actors.ts';
import type { Input } from '../../../machines/context.ts';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import { connect, parseCloudConfig } from '../../../services/index.ts';
import { exitOf } from '../../cli/exit.ts';
import { createJournal, type Journal } from '../../journal/journal.ts';
import { machineStamp } from '../../journal/machineStamp.ts';
import { createMemoryStore } from '../../journal/memoryStore.ts';
import type { Entry } from '../../journal/records.ts';
import type { Outcome } from '../../outcome.ts';
import { createActors } from '../../run/createActors.ts';
import { drive } from '../../run/drive.ts';
import { lookAt } from '../look.ts';
import type { Observed } from '../observed.ts';
import type { Walk } from '../walk.ts';
import { deadlineOf } from './deadline.ts';
import { direct } from './director.ts';
import type { SteeredReply } from './reply.ts';
import { type Stage, setStage } from './stage.ts';

export interface CloudWalk {
  readonly outcome: Outcome;
  /** The journal of the run. */
  readonly entries: readonly Entry[];
  /** For `brokenInvariants`. */
  readonly observed: Observed;
}

/**
 * Walks a path on a staged cloud, as it was walked on the machine alone: each of its replies must be what the machine is
 * told next, and lead over the same transition. Rejects with `StrayedError` where it does not.
 */
export async function walkOnCloud(
  machine: VolumeMigrateMachine,
  input: Input,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Promise<CloudWalk> {
  const stage = await setStage();
  try {
    return await walkOnStage(machine, stage, onStage(input, stage), walk);
  } finally {
    await stage.server.stop();
  }
}

const onStage = (input: Input, { volumeId, clock }: Stage): Input => ({
  ...input,
  parameters: { ...input.parameters, resourceId: volumeId },
  startedAt: new Date(clock.now()).toISOString(),
});

async function walkOnStage(
  machine: VolumeMigrateMachine,
  stage: Stage,
  input: Input,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Promise<CloudWalk> {
  const { clock } = stage;
  const { runId } = input;
  const store = createMemoryStore();
  const journal = createJournal(store, () => new Date(clock.now()));
  const actor = createActor(machine.provide({ actors: await actorsOn(stage, input, journal) }), { input });
  const straying = direct(actor, stage, walk);
  const [before, begun, told] = [lookAt(stage.cloud), clock.now(), [] as unknown[]];
  const run = drive(actor, { input }, { journal, clock, onProgress: (progress) => told.push(progress) });
  const outcome = await Promise.race([run.outcome, straying]).catch((error: unknown) => {
    run.abandon();
    throw error;
  });
  told.push(actor.getPersistedSnapshot());
  const entries = await store.read(runId);
  const states = walk.map(({ state }) => state);
  const observed = observedOf(stage, { input, outcome, entries, told, before, begun, states });
  return { outcome, entries, observed };
}

async function actorsOn(stage: Stage, input: Input, journal: Journal): Promise<Actors> {
  const { clock, server } = stage;
  const { runId } = input;
  const config = parseCloudConfig(server.cloudsYaml.clouds.simulated);
  const cloud = await connect(config, { runId, clock, retryLimit: 0 });
  journal.append(runId, { kind: 'started', machine: machineStamp(), input, cloud: cloud.endpoints.identity });
  return breakable(createActors(cloud, { journal, clock }), stage);
}

interface Seen extends Pick<Observed, 'told' | 'before' | 'outcome'> {
  readonly input: Input;
  readonly entries: readonly Entry[];
  readonly begun: number;
  /** The states that it was in. */
  readonly states: readonly string[];
}

function observedOf(stage: Stage, { input, outcome, entries, told, before, begun, states }: Seen): Observed {
  return {
    parameters: input.parameters,
    before,
    after: lookAt(stage.cloud),
    changes: stage.changes.filter(({ request }) => request.globalRequestId === `req-${input.runId}`),
    data: stage.data(),
    outcome,
    exit: exitOf(outcome.status),
    journal: entries,
    told,
    secrets: [...stage.secrets],
    elapsedMs: stage.clock.now() - begun,
    deadlineMs: deadlineOf(states),
  };
}

// Services do not throw when a watch begins; watches of other making may.
function breakable(actors: Actors, stage: Stage): Actors {
  const watches = OBSERVERS.map((name) => {
    const logic = actors[name] as AnyActorLogic;
    const start: AnyActorLogic['start'] = (state, scope) => {
      const fault = stage.broken();
      if (fault !== null) throw fault;
      logic.start?.(state, scope);
    };
    return [name, { ...logic, start }];
  });
  return { ...actors, ...Object.fromEntries(watches) };
}
