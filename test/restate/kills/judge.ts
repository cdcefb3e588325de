// What must hold after a round: everything has ended, happened once, is true, and nothing is held.
import type { PlanResult } from '../../../machines/plan/types.ts';
import { exitOf } from '../../../src/cli/exit.ts';
import { recordedPlan } from '../../../src/plan/recordedPlan.ts';
import { brokenInvariants, type Observed } from '../../../src/testing/invariants.ts';
import { type Look, lookAt } from '../../../src/testing/look.ts';
import { replay } from '../../../src/volumeMigrate/definition.ts';
import type { Outcome } from '../../../src/volumeMigrate/outcome.ts';
import { parseParameters } from '../../../src/volumeMigrate/parameters.ts';
import { differencesOf, type Effects, effectsOf, repeatedIn } from './effects.ts';
import type { Scene } from './scene.ts';
import type { Moved, WorkEnd } from './work.ts';

/** What the round is judged by. */
export interface Standard {
  /** What a run of each course changes if nothing disturbs it; null while that is being measured. */
  readonly undisturbed: ReadonlyMap<string, Effects> | null;
  readonly cancels: boolean;
  readonly losesResponses: boolean;
  /** How long the round took, and how long it may take, in milliseconds. */
  readonly elapsedMs: number;
  readonly deadlineMs: number;
}

/** The exceptions, in sentences; empty if there are none. */
export async function exceptionsIn(
  scene: Scene,
  { moved, plan }: WorkEnd,
  standard: Standard,
): Promise<string[]> {
  const after = lookAt(scene.cluster.running.cloud);
  const ofRuns = await Promise.all(
    moved.map(async (each) =>
      (await exceptionsOfRun(scene, each, after, standard)).map(
        (what) => `${each.task.course.name} ${each.runId}: ${what}`,
      ),
    ),
  );
  const errors = scene.cluster.running.cloud.errors.map((error) => `error in the simulated cloud: ${error}`);
  return [
    ...ofRuns.flat(),
    ...(plan === null ? [] : await exceptionsOfPlan(scene, plan, standard)),
    ...errors,
  ];
}

async function exceptionsOfRun(
  scene: Scene,
  { task, runId, report }: Moved,
  after: Look,
  { undisturbed, cancels, losesResponses, elapsedMs, deadlineMs }: Standard,
): Promise<string[]> {
  if (report.kind !== 'ended') return [`it was ${report.kind}: ${JSON.stringify(report)}`];
  const { cluster, changes, secrets } = scene;
  const outcome = report.result as Outcome;
  const entries = await cluster.store.read(runId);
  const own = changes.filter(({ request }) => request.globalRequestId === `req-${runId}`);
  const observed: Observed = {
    parameters: parseParameters({ ...task.course.parameters, resource_id: task.volumeId }),
    ...{ before: own[0]?.cloud ?? after, after, changes: own, data: task.data, outcome },
    ...{ exit: exitOf(outcome.status), journal: entries as never, told: [], secrets: [...secrets] },
    ...{ elapsedMs, deadlineMs },
  };
  const effects = effectsOf(cluster.running.cloud, runId);
  const expected = undisturbed?.get(task.course.name);
  const isWhole = outcome.status === 'SUCCEEDED' && !cancels && expected !== undefined;
  const isUnknown = losesResponses && outcome.leftovers.length > 0;
  const mayBe = ['SUCCEEDED', ...(cancels ? ['CANCELLED'] : []), ...(isUnknown ? ['FAILED'] : [])];
  return [
    ...(mayBe.includes(outcome.status) ? [] : [`it ended ${outcome.status}: ${outcome.error?.message}`]),
    ...brokenInvariants(observed),
    ...(isWhole ? differencesOf(effects, expected) : repeatedIn(effects)),
    ...replayDiffers(() => replay(entries as never).snapshot.output, outcome),
  ];
}

async function exceptionsOfPlan(
  { cluster }: Scene,
  { runId, report }: NonNullable<WorkEnd['plan']>,
  { cancels, losesResponses }: Standard,
): Promise<string[]> {
  if (report.kind !== 'ended') return [`plan ${runId} was ${report.kind}: ${JSON.stringify(report)}`];
  const { status, counts, reasons } = report.result as PlanResult;
  const entries = await cluster.store.read(runId);
  const left = Object.entries(counts).filter(([of, count]) => count > 0 && of !== 'SUCCEEDED');
  // A plan one of whose moves was cancelled has failed.
  const isTrue = (status === 'SUCCEEDED') === (left.length === 0);
  const mayFail = losesResponses || counts.FAILED === 0;
  const isRight = isTrue && mayFail && (cancels || losesResponses || status === 'SUCCEEDED');
  return [
    ...(isRight ? [] : [`plan ${runId} ended ${status}: ${JSON.stringify({ counts, reasons })}`]),
    ...replayDiffers(() => {
      recordedPlan(entries);
      return entries.at(-1)?.record.kind === 'ended' ? report.result : undefined;
    }, report.result as PlanResult),
  ];
}

function replayDiffers(replayed: () => unknown, outcome: { readonly status: string }): string[] {
  try {
    const { status } = (replayed() ?? {}) as { status?: string };
    return status === outcome.status ? [] : [`its records replay to ${status}, not to ${outcome.status}`];
  } catch (error) {
    return [`its records do not replay: ${error}`];
  }
}
