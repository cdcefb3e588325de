// volume-migrate check, and run --dry-run
import process from 'node:process';
import { loadCloudConfig } from '../../services/index.ts';
import { checkOn } from '../check/checkMigration.ts';
import { checkLines } from './checkLines.ts';
import { closed } from './closedJournal.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { parametersOn } from './namedVolume.ts';
import { storeToRead } from './openStore.ts';
import { penFor, sayJson, sayLines } from './output.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { refuseCheck } from './refuseCheck.ts';
import { requireGoal } from './requireGoal.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { asTyped } from './typedNames.ts';
import { attempt } from './unusable.ts';

export interface CheckFlags extends ParameterFlags, CloudFlags, TemporaryUserFlags {
  readonly journal?: string;
  readonly json?: boolean;
}

/** Checks a migration without changing anything; `withCalls` also prints the calls that it would make. Returns the exit status. */
export async function check(
  volume: string | undefined,
  flags: CheckFlags,
  withCalls = false,
): Promise<number> {
  const { json = false } = flags;
  const typed = asTyped(flags, withCalls ? 'run' : 'check');
  const read = await attempt(() => readParameters(volume, flags));
  // A dry run reports what the run itself would report.
  const goal = await attempt(() => (withCalls ? undefined : requireGoal(volume, flags)));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => storeToRead(flags.journal));
  try {
    if (!read.ok || !goal.ok || !config.ok || !store.ok)
      return refuseCheck(json, [read, goal, config, store], typed);
    const checked = await attempt(async () => {
      const cloud = await signIn(config.value);
      const parameters = await parametersOn(cloud, read.value);
      return { parameters, found: await checkOn(cloud, store.value, parameters, temporaryUserOf(flags)) };
    });
    if (!checked.ok) return refuseCheck(json, [checked]);
    const { found, parameters } = checked.value;
    if (json) sayJson(found);
    else sayLines(checkLines(found, parameters, withCalls, penFor(process.stdout)).map(typed));
    return found.clear ? EXIT.succeeded : EXIT.failed;
  } finally {
    if (store.ok) await closed(store.value);
  }
}
