// volume-migrate plan
import { basename } from 'node:path';
import process from 'node:process';
import { type Cloud, loadCloudConfig } from '../../../services/index.ts';
import { formatPlan } from '../../plan/file/formatPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { shellQuoted } from '../../shellQuoted.ts';
import { loadStrategy } from '../../strategies/loadStrategy.ts';
import { makePlan } from '../../strategies/makePlan.ts';
import { parametersFor } from '../../strategies/parametersFor.ts';
import type { Strategy } from '../../strategies/types.ts';
import { readView } from '../../strategies/view/readView.ts';
import { takeView } from '../../strategies/view/takeView.ts';
import type { CloudView } from '../../strategies/view/types.ts';
import { type CloudFlags, cloudNamed } from '../cloudFlags.ts';
import { EXIT } from '../exit.ts';
import { orUnusable } from '../onJournal.ts';
import { linesOf, sayError, sayLines, sayWhole } from '../output.ts';
import { UnwritableFileError, writePrivateFile } from '../privateFile.ts';
import { refuse } from '../refuse.ts';
import { signIn } from '../signingIn.ts';
import { attempt } from '../unusable.ts';
import { proposalLines } from './proposalLines.ts';
import { readStrategyParameters, readText } from './readStrategyParameters.ts';

export interface PlanFlags extends CloudFlags {
  readonly params?: string;
  readonly view?: string;
  readonly out?: string;
  readonly threshold?: string;
  readonly margin?: string;
  readonly headroom?: string;
  readonly allowUnknownPools?: boolean;
  readonly json?: boolean;
  readonly inspect?: boolean;
}

/** Makes a plan by a strategy, and prints or saves it. Returns the exit status. */
export async function plan(strategyName: string, flags: PlanFlags): Promise<number> {
  const startedAt = new Date().toISOString();
  const made = await attempt(async () => {
    const strategy = await loadStrategy(strategyName);
    const parameters = parametersOf(strategy, await readStrategyParameters(flags.params), flags);
    const seen = await see(flags);
    return { ...seen, plan: makePlan(strategy, seen.view, parameters) };
  });
  if (!made.ok) return refuse('text', [made], startedAt);
  const shown = await attempt(() => show(made.value, flags));
  if (!shown.ok) {
    if (!(shown.error instanceof UnwritableFileError)) throw shown.error;
    return refuse('text', [shown], startedAt);
  }
  return flags.inspect === true ? await inspectPlan(strategyName, made.value, flags) : EXIT.succeeded;
}

async function inspectPlan(
  strategyName: string,
  { plan: proposed, view, cloud }: Seen & { readonly plan: Plan },
  { out }: PlanFlags,
): Promise<number> {
  const { showPlanPage } = await import('../plan/planPage.ts');
  const { sightOfView } = await import('../plan/planSight.ts');
  return await orUnusable(() =>
    showPlanPage({
      ...{ plan: proposed, sight: sightOfView(view, cloud), source: out ?? '', flags: {} },
      title: out === undefined ? strategyName : basename(out),
      command: out === undefined ? null : `volume-migrate apply ${out}`,
    }),
  );
}

// At a terminal a person reads tables; a program, or a file, gets the plan. A plan without actions is saved too: an earlier plan in
// the same file would be applied in its place.
function show(
  { plan: proposed, view }: Pick<Seen, 'view'> & { readonly plan: Plan },
  { out, json = false }: PlanFlags,
): void {
  const format = json || out?.endsWith('.json') === true ? 'json' : 'yaml';
  if (out !== undefined) writePrivateFile(out, formatPlan(proposed, format));
  const isForPerson = !json && (out !== undefined || process.stdout.isTTY === true);
  const rest = out === undefined ? 'the same command with --json' : `cat ${shellQuoted(out)}`;
  if (isForPerson) sayLines(proposalLines(proposed, view.volumes, rest));
  else sayWhole(linesOf(formatPlan(proposed, format)));
  if (out === undefined) return;
  sayError(
    proposed.actions.length > 0
      ? `saved as ${out}. To see what blocks it: volume-migrate check ${out}. To apply it: volume-migrate apply ${out}`
      : `nothing to move: saved as ${out}, a plan without actions`,
  );
}

interface Seen {
  readonly view: CloudView;
  /** The cloud that the view was just taken of; null for a saved view. */
  readonly cloud: Cloud | null;
}

async function see(flags: PlanFlags): Promise<Seen> {
  if (flags.view !== undefined) return { view: readView(await readText(flags.view, '--view')), cloud: null };
  const cloud = await signIn(await loadCloudConfig(cloudNamed(flags)));
  return { view: await takeView(cloud, new Date().toISOString()), cloud };
}

// The options take precedence over the file.
function parametersOf(
  strategy: Strategy,
  given: Readonly<Record<string, unknown>>,
  { threshold, margin, headroom, allowUnknownPools }: PlanFlags,
): unknown {
  const options = {
    ...(threshold === undefined ? {} : { volume_threshold: numberOf(threshold) }),
    ...(margin === undefined ? {} : { margin: numberOf(margin) }),
    ...(headroom === undefined ? {} : { headroom_gib: numberOf(headroom) }),
    ...(allowUnknownPools === undefined ? {} : { allow_unknown_pools: allowUnknownPools }),
  };
  const parameters = { ...given, ...options };
  parametersFor(strategy, parameters);
  return parameters;
}

// Text that is not a number is reported as it was typed.
function numberOf(text: string): number | string {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? text : number;
}
