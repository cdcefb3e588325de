// The command that resumes a run, including `--journal` if the journal is not the user's own.
import { resolve } from 'node:path';
import { defaultJournalFile } from './sqliteFile.ts';

/** `volume-migrate resume RUN`, with `--journal FILE` for another journal, quoted for a shell if needed. */
export function resumeCommand(runId: string, file: string | undefined): string {
  const command = `volume-migrate resume ${runId}`;
  if (file === undefined || file === defaultJournalFile()) return command;
  return `${command} --journal ${quoted(resolve(file))}`;
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
