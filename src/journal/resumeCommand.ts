// The commands that resume or watch a run, including `--journal` or `--store` if the journal is not the user's own.
import { resolve } from 'node:path';
import { isStoreUrl } from '../restate/engine/storeUrl.ts';
import { shellQuoted } from '../shellQuoted.ts';
import { defaultJournalFile } from './sqliteFile.ts';

/** `volume-migrate resume RUN`, with `--journal FILE` for another journal, quoted for a shell if needed. */
export const resumeCommand = (runId: string, file: string | undefined): string =>
  commandOn('resume', runId, file);

/** The same for `volume-migrate watch RUN`. */
export const watchCommand = (runId: string, file: string | undefined): string =>
  commandOn('watch', runId, file);

/** The same for any command that has a run and a journal. */
export function commandOn(name: string, runId: string, file: string | undefined): string {
  const command = `volume-migrate ${name} ${runId}`;
  if (file === undefined || file === defaultJournalFile()) return command;
  if (isStoreUrl(file)) return `${command} --store ${shellQuoted(file)}`;
  return `${command} --journal ${shellQuoted(resolve(file))}`;
}
