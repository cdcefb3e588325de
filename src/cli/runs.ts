// volume-migrate runs

import { describeState } from '../volumeMigrate/definition.ts';
import { isMigration, type MigrationSummary, migrationOf } from '../volumeMigrate/runSummary.ts';
import { actionInWords } from './actionInWords.ts';
import { EXIT } from './exit.ts';
import { readJournal } from './onJournal.ts';
import { sayError, sayErrorLines, sayJson, sayLines } from './output.ts';
import { duration } from './render.ts';

interface Flags {
  readonly unfinished?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Lists the runs of the journal. */
export async function runs({ unfinished = false, journal, json = false }: Flags): Promise<number> {
  return await readJournal(journal, async (store) => {
    const listed = (await store.list({ unfinished })).filter(isMigration).map(migrationOf);
    if (json) sayJson(listed);
    else if (listed.length === 0) sayError(unfinished ? 'no open runs' : 'no runs');
    else {
      sayLines(tableOf(listed));
      sayErrorLines(
        listed.flatMap(({ runId, holder }) => (holder?.doubt ? [`run ${runId}: ${holder.doubt}`] : [])),
      );
    }
    return EXIT.succeeded;
  });
}

const HEAD = ['RUN', 'VOLUME', 'ACTION', 'STATUS', 'AGE', 'STATE'];

function tableOf(listed: readonly MigrationSummary[]): string[] {
  const rows = [HEAD, ...listed.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(run: MigrationSummary): string[] {
  const { runId, volumeId, parameters, startedAt, state } = run;
  return [
    runId,
    volumeId,
    parameters === null ? '' : actionInWords(parameters),
    statusInWords(run),
    duration(Date.now() - Date.parse(startedAt)),
    state === null ? '' : describeState(state),
  ];
}

function statusInWords({ status, endedAt, holder }: MigrationSummary): string {
  if (status !== null) return status;
  if (endedAt !== null) return 'given up';
  if (holder === null) return 'interrupted';
  return holder.doubt === undefined ? `process ${holder.pid}` : 'unknown';
}
