// Walks a path over real HTTP: the production services on a staged cloud that gives the path's replies.
import type { MigrationInput, MigrationResult } from '../../../machines/context.ts';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import { connect, parseCloudConfig } from '../../../services/index.ts';
import { exitOf } from '../../cli/exit.ts';
import { createEngine } from '../../engine/engine.ts';
import { createMemoryStore } from '../../engine/memoryStore.ts';
import type { Workflow, WorkflowWatch } from '../../engine/workflow.ts';
import { outcomeOf } from '../../volumeMigrate/engineOutcome.ts';
import type { Outcome } from '../../volumeMigrate/outcome.ts';
import { progressTeller } from '../../volumeMigrate/progress.ts';
import type { JournalEntry } from '../../volumeMigrate/records.ts';
import { volumeMigrate } from '../../volumeMigrate/workflow.ts';
import { lookAt } from '../look.ts';
import type { Observed } from '../observed.ts';
import type { Walk } from '../walk.ts';
import { deadlineOf } from './deadline.ts';
import { director } from './director.ts';
import type { SteeredReply } from './reply.ts';
import { type Stage, setStage } from './stage.ts';

/** A path that was walked on a staged cloud. */
export interface CloudWalk {
  readonly outcome: Outcome;
  /** The journal of the run. */
  readonly entries: readonly JournalEntry[];
  /** For `brokenInvariants`. */
  readonly observed: Observed;
}

/**
 * Walks a path on a staged cloud, as it was walked on the machine alone: each of its replies must be what the
 * machine receives next, and lead over the same transition. Rejects with `StrayedError` if it does not.
 */
export async function walkOnCloud(
  machine: VolumeMigrateMachine,
  input: MigrationInput,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Promise<CloudWalk> {
  const stage = await setStage();
  try {
    return await walkOnStage(machine, stage, onStage(input, stage), walk);
  } finally {
    await stage.server.stop();
  }
}

const onStage = (input: MigrationInput, { volumeId, clock }: Stage): MigrationInput => ({
  ...input,
  parameters: { ...input.parameters, resourceId: volumeId },
  startedAt: new Date(clock.now()).toISOString(),
});

async function walkOnStage(
  machine: VolumeMigrateMachine,
  stage: Stage,
  input: MigrationInput,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Promise<CloudWalk> {
  const { clock, server } = stage;
  const { runId } = input;
  const store = createMemoryStore();
  const config = parseCloudConfig(server.cloudsYaml.clouds.simulated);
  const cloud = await connect(config, { runId, clock, retryLimit: 0 });
  const workflow = breakable({ ...volumeMigrate(cloud, { clock }), machine, toInput: () => input }, stage);
  const [before, begun, told] = [lookAt(stage.cloud), clock.now(), [] as unknown[]];
  const steering = director(machine, stage, walk);
  const onProgress = progressTeller((progress) => told.push(progress));
  const run = await createEngine({ store, clock }).start<MigrationResult>(workflow, input.parameters, {
    ...{ runId, onProgress, onStart: steering.direct },
  });
  const ended = await Promise.race([run.outcome, steering.straying]).catch((error: unknown) => {
    run.stop();
    throw error;
  });
  told.push(machine.getPersistedSnapshot(run.snapshot() as never));
  const outcome = outcomeOf(ended, null);
  const entries = await store.read(runId);
  const states = walk.map(({ state }) => state);
  const observed = observedOf(stage, { input, outcome, entries, told, before, begun, states });
  return { outcome, entries, observed };
}

interface Seen extends Pick<Observed, 'told' | 'before' | 'outcome'> {
  readonly input: MigrationInput;
  readonly entries: readonly JournalEntry[];
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

// The services do not throw when a watch starts; other implementations of watches may.
function breakable(workflow: Workflow, stage: Stage): Workflow {
  const broken =
    (watch: WorkflowWatch): WorkflowWatch =>
    (...asked) => {
      const fault = stage.broken();
      if (fault !== null) throw fault;
      watch(...asked);
    };
  return {
    ...workflow,
    ports: async (run) => {
      const { watches = {}, ...ports } = await workflow.ports(run);
      const named = Object.entries(watches).map(([name, watch]) => [name, broken(watch)] as const);
      return { ...ports, watches: Object.fromEntries(named) };
    },
  };
}
