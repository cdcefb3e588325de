// volume-migrate check, and run --dry-run
import process from 'node:process';
import { loadCloudConfig } from '../../services/index.ts';
import { checkOn } from '../check/checkMigration.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { checkLines } from './checkLines.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { parametersOn } from './namedVolume.ts';
import { closed } from './onJournal.ts';
import { penFor, sayJson, sayLines } from './output.ts';
import { type ParameterFlags, readParameters } from './readParameters.ts';
import { refuseCheck } from './refuseCheck.ts';
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
  const read = await attempt(() => readParameters(volume, flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => journalToRead(flags.journal));
  try {
    if (!read.ok || !config.ok || !store.ok) return refuseCheck(json, [read, config, store], asTyped(flags));
    const checked = await attempt(async () => {
      const cloud = await signIn(config.value);
      const parameters = await parametersOn(cloud, read.value);
      return { parameters, found: await checkOn(cloud, store.value, parameters, temporaryUserOf(flags)) };
    });
    if (!checked.ok) return refuseCheck(json, [checked]);
    const { found, parameters } = checked.value;
    if (json) sayJson(found);
    else sayLines(checkLines(found, parameters, withCalls, penFor(process.stdout)).map(asTyped(flags)));
    return found.clear ? EXIT.succeeded : EXIT.failed;
  } finally {
    if (store.ok) await closed(store.value);
  }
}
