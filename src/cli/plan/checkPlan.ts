// volume-migrate check PLAN
import process from 'node:process';
import { loadCloudConfig } from '../../../services/index.ts';
import { InvalidParametersError } from '../../errors.ts';
import { checkPlanOn, type PlanCheck } from '../../plan/checkPlan.ts';
import { shellQuoted } from '../../shellQuoted.ts';
import type { CheckFlags } from '../check.ts';
import { closed } from '../closedJournal.ts';
import { cloudNamed } from '../cloudFlags.ts';
import { EXIT } from '../exit.ts';
import { storeToRead } from '../openStore.ts';
import { penFor, sayJson, sayLines, showLive } from '../output.ts';
import { sayRefusal } from '../refuse.ts';
import { signIn, temporaryUserOf } from '../signingIn.ts';
import { type Attempt, attempt, unusable } from '../unusable.ts';
import { type AcceptFlags, checkAge, checkCloud } from './acceptPlan.ts';
import { blockedLines, stayingLines, verdictLine } from './checkedLines.ts';
import { showProgress } from './checkProgress.ts';
import { readPlanFile } from './readPlanFile.ts';

/** Checks every move of a plan, without changing anything; returns the exit status. */
export async function checkPlanFile(file: string, flags: CheckFlags & AcceptFlags): Promise<number> {
  const { json = false } = flags;
  const plan = await attempt(() => readPlanFile(file));
  const age = await attempt(() => (plan.ok ? checkAge(plan.value, flags) : undefined));
  const goal = await attempt(() => refuseGoal(flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => storeToRead(flags.journal));
  try {
    if (!plan.ok || !age.ok || !goal.ok || !config.ok || !store.ok)
      return refuse(json, [plan, age, goal, config, store]);
    const checked = await attempt(async () => {
      const cloud = await signIn(config.value);
      checkCloud(plan.value, [cloud.endpoints.identity, config.value.authUrl], flags);
      const options = { ...temporaryUserOf(flags), onChecked: json ? () => {} : showProgress };
      return await checkPlanOn(cloud, store.value, plan.value, options);
    });
    showLive(process.stderr, null);
    if (!checked.ok) return refuse(json, [checked]);
    if (json) sayJson(checked.value);
    else sayLines(linesOf(checked.value, file));
    return checked.value.clear ? EXIT.succeeded : EXIT.failed;
  } finally {
    if (store.ok) await closed(store.value);
  }
}

const GOAL = {
  resourceId: '--resource-id',
  migrationType: '--migration-type',
  destinationNode: '--destination-node',
  destinationType: '--destination-type',
  swapMethod: '--swap-method',
  allowEncryptionChange: '--allow-encryption-change',
  params: '--params',
} as const satisfies { readonly [Key in keyof CheckFlags]?: string };

// A plan says for each volume where it goes.
function refuseGoal(flags: CheckFlags): void {
  const given = Object.entries(GOAL).filter(([name]) => flags[name as keyof typeof GOAL] !== undefined);
  if (given.length === 0) return;
  throw new InvalidParametersError(
    given.map(([, flag]) => `${flag} cannot be used with a plan: each action of the plan has its own`),
  );
}

function linesOf(check: PlanCheck, file: string): string[] {
  const pen = penFor(process.stdout);
  const asJson = `volume-migrate check ${shellQuoted(file)} --json`;
  return [...blockedLines(check, pen, asJson), ...stayingLines(check, pen, asJson), verdictLine(check, pen)];
}

function refuse(json: boolean, attempts: readonly Attempt<unknown>[]): number {
  const error = unusable(attempts);
  if (json) {
    const { name, code, message, reasons } = error;
    const counts = { clear: 0, blocked: 0, done: 0, missing: 0 };
    sayJson({
      clear: false,
      actions: [],
      counts,
      skipped: [],
      notEmptied: [],
      error: { name, code, message, reasons },
    });
  } else sayRefusal(error);
  return EXIT.unusable;
}
