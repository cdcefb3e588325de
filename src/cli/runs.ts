// volume-migrate runs
import type { RunSummary } from '../journal/store.ts';
import { describe } from '../run/progress.ts';
import { actionInWords } from './actionInWords.ts';
import { EXIT } from './exit.ts';
import { say } from './follow.ts';
import { onJournal } from './onJournal.ts';
import { duration } from './render.ts';

interface Flags {
  readonly unfinished?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Lists the runs of the journal. */
export async function runs({ unfinished = false, journal, json = false }: Flags): Promise<number> {
  return await onJournal(journal, async (store) => {
    const listed = await store.list({ unfinished });
    if (json) say(JSON.stringify(listed));
    else for (const line of tableOf(listed)) say(line);
    return EXIT.succeeded;
  });
}

const HEAD = ['RUN', 'VOLUME', 'ACTION', 'STATUS', 'AGE', 'STATE'];

function tableOf(listed: readonly RunSummary[]): string[] {
  const rows = [HEAD, ...listed.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(run: RunSummary): string[] {
  const { runId, volumeId, parameters, startedAt, state } = run;
  return [
    runId,
    volumeId,
    parameters === null ? '' : actionInWords(parameters),
    statusInWords(run),
    duration(Date.now() - Date.parse(startedAt)),
    state === null ? '' : describe(state),
  ];
}

function statusInWords({ status, endedAt, holder }: RunSummary): string {
  if (status !== null) return status;
  if (endedAt !== null) return 'given up';
  return holder === null ? 'left' : `process ${holder.pid}`;
}
