// volume-migrate inspect PLAN
import { basename } from 'node:path';
import { type Cloud, loadCloudConfig } from '../../../services/index.ts';
import type { Plan } from '../../plan/file/types.ts';
import { readView } from '../../strategies/view/readView.ts';
import { type CloudFlags, cloudNamed } from '../cloudFlags.ts';
import { readTextOrInput } from '../fileOrInput.ts';
import { sayError } from '../output.ts';
import { refuse } from '../refuse.ts';
import { signIn } from '../signingIn.ts';
import { attempt, unusable } from '../unusable.ts';
import { checkAge, checkCloud } from './acceptPlan.ts';
import { showPlanPage } from './planPage.ts';
import { type PlanSight, sightOfCloud, sightOfView, unseen } from './planSight.ts';

export interface InspectPlanFlags extends CloudFlags {
  readonly port?: string;
  readonly journal?: string;
  readonly html?: string;
  /** A saved view, which replaces the cloud. */
  readonly view?: string;
  /** False: the moves are not checked. */
  readonly check?: boolean;
}

/** Shows a plan that has not been applied until it is interrupted, or writes it to a page. Returns the exit status. */
export async function inspectPlanFile(file: string, plan: Plan, flags: InspectPlanFlags): Promise<number> {
  const startedAt = new Date().toISOString();
  const sight = await attempt(() => sightOf(plan, flags));
  if (!sight.ok) return refuse('text', [sight], startedAt);
  const age = await attempt(() => checkAge(plan, {}));
  const warnings = [...sight.value.warnings, ...(age.ok ? [] : [unusable([age]).message])];
  const isFile = file !== '-';
  return await showPlanPage({
    ...{ plan, sight: { ...sight.value, warnings }, flags, source: file },
    title: isFile ? basename(file) : 'standard input',
    command: isFile ? `volume-migrate apply ${file}` : null,
  });
}

/** Throws if an option is given that only applies to a plan. */
export function refusePlanFlags({ view, check, cloud, region }: InspectPlanFlags): void {
  const given = [
    ...(view === undefined ? [] : ['--view']),
    ...(check === false ? ['--no-check'] : []),
    ...(cloud === undefined ? [] : ['--cloud']),
    ...(region === undefined ? [] : ['--region']),
  ];
  if (given.length > 0) throw new Error(`${given.join(', ')} can only be used with a plan file`);
}

async function sightOf(plan: Plan, flags: InspectPlanFlags): Promise<PlanSight> {
  const { view, cloud, region } = flags;
  if (view !== undefined)
    return sightOfView(readView(await readTextOrInput(view, (name, why) => unreadable(name, why))), null);
  const seen = await attempt(async () => await sightOfCloud(await signedInFor(plan, flags), plan));
  if (seen.ok) return seen.value;
  // A cloud that the user named must work; otherwise the plan is shown without one.
  if (cloud !== undefined || region !== undefined) throw seen.error;
  const { message, reasons } = unusable([seen]);
  const why = `without a cloud: ${reasons.length > 0 ? reasons.join('; ') : message}`;
  sayError(`the plan is shown ${why}`);
  return unseen(plan, [`Shown ${why}`]);
}

async function signedInFor(plan: Plan, flags: InspectPlanFlags): Promise<Cloud> {
  const config = await loadCloudConfig(cloudNamed(flags));
  const cloud = await signIn(config);
  checkCloud(plan, [cloud.endpoints.identity, config.authUrl], {});
  return cloud;
}

const unreadable = (name: string, why: string): Error => new Error(`--view: cannot read ${name}: ${why}`);
