// The commands that resume or watch a run, including `--journal` if the journal is not the user's own.
import { resolve } from 'node:path';
import { defaultJournalFile } from './sqliteFile.ts';

/** `volume-migrate resume RUN`, with `--journal FILE` for another journal, quoted for a shell if needed. */
export const resumeCommand = (runId: string, file: string | undefined): string =>
  commandOn('resume', runId, file);

/** The same for `volume-migrate watch RUN`. */
export const watchCommand = (runId: string, file: string | undefined): string =>
  commandOn('watch', runId, file);

function commandOn(name: string, runId: string, file: string | undefined): string {
  const command = `volume-migrate ${name} ${runId}`;
  if (file === undefined || file === defaultJournalFile()) return command;
  return `${command} --journal ${quoted(resolve(file))}`;
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
