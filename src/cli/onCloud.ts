// Runs a command that only reads a cloud.
import { type Cloud, CloudError, loadCloudConfig } from '../../services/index.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { EXIT } from './exit.ts';
import { UnwritableFileError } from './privateFile.ts';
import { refuse } from './refuse.ts';
import { signIn } from './signingIn.ts';
import { attempt } from './unusable.ts';

const UNUSABLE: ReadonlySet<string> = new Set([
  ...['VolumeNotFound', 'VolumeTypeNotFound', 'VolumeNameAmbiguous', 'NameAmbiguous'],
]);

/**
 * Signs in and does the work. An error is printed: exit status 2 if nothing was read, or if what the user named
 * does not exist, and 1 otherwise.
 */
export async function onCloud(flags: CloudFlags, work: (cloud: Cloud) => Promise<void>): Promise<number> {
  const startedAt = new Date().toISOString();
  const cloud = await attempt(async () => signIn(await loadCloudConfig(cloudNamed(flags))));
  if (!cloud.ok) return refuse('text', [cloud], startedAt);
  const done = await attempt(() => work(cloud.value));
  if (done.ok) return EXIT.succeeded;
  if (done.error instanceof UnwritableFileError) return refuse('text', [done], startedAt);
  if (!(done.error instanceof CloudError)) throw done.error;
  const status = refuse('text', [done], startedAt);
  return UNUSABLE.has(done.error.code) ? status : EXIT.failed;
}
