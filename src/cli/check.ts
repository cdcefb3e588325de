// volume-migrate check, and run --dry-run
import process from 'node:process';
import { loadCloudConfig } from '../../services/index.ts';
import { checkOn } from '../check/checkMigration.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { parseParameters } from '../volumeMigrate/parameters.ts';
import { checkLines } from './checkLines.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { closed } from './onJournal.ts';
import { penFor, sayJson, sayLines } from './output.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { refuseCheck } from './refuseCheck.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { attempt } from './unusable.ts';

export interface CheckFlags extends ParameterFlags, CloudFlags, TemporaryUserFlags {
  readonly journal?: string;
  readonly json?: boolean;
}

/** Checks a migration without changing anything; `withCalls` also prints the calls that it would make. Returns the exit status. */
export async function check(flags: CheckFlags, withCalls = false): Promise<number> {
  const { json = false } = flags;
  const parameters = await attempt(async () => parseParameters(await readParameters(flags)));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => journalToRead(flags.journal));
  try {
    if (!parameters.ok || !config.ok || !store.ok) return refuseCheck(json, [parameters, config, store]);
    const checked = await attempt(async () => {
      const cloud = await signIn(config.value);
      return await checkOn(cloud, store.value, parameters.value, temporaryUserOf(flags));
    });
    if (!checked.ok) return refuseCheck(json, [checked]);
    if (json) sayJson(checked.value);
    else sayLines(checkLines(checked.value, parameters.value, withCalls, penFor(process.stdout)));
    return checked.value.clear ? EXIT.succeeded : EXIT.failed;
  } finally {
    if (store.ok) await closed(store.value);
  }
}
