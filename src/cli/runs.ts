// volume-migrate runs

import type { RunSummary } from '../engine/store.ts';
import { describeState } from '../volumeMigrate/definition.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
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

/** Lists the runs of the journal, of every workflow. */
export async function runs({ unfinished = false, journal, json = false }: Flags): Promise<number> {
  return await readJournal(journal, async (store) => {
    const listed = (await store.list({ unfinished })).map(listedOf);
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

/** A run in the list; one of another workflow has neither a volume nor parameters. */
interface Listed extends Omit<MigrationSummary, 'volumeId' | 'status'> {
  readonly workflow: string;
  readonly volumeId: string | null;
  readonly status: string | null;
}

function listedOf(run: RunSummary): Listed {
  if (isMigration(run)) return { ...migrationOf(run), workflow: WORKFLOW };
  const { runId, workflow, startedAt, endedAt, status, state, holder } = run;
  return {
    ...{ runId, volumeId: null, parameters: null, cloud: null, startedAt, endedAt, status, state, holder },
    workflow: workflow ?? '',
  };
}

const HEAD = ['RUN', 'VOLUME', 'ACTION', 'STATUS', 'AGE', 'STATE'];

function tableOf(listed: readonly Listed[]): string[] {
  const rows = [HEAD, ...listed.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(run: Listed): string[] {
  const { runId, workflow, volumeId, parameters, startedAt, state } = run;
  const isOther = workflow !== WORKFLOW;
  return [
    runId,
    volumeId ?? '',
    isOther ? `workflow ${workflow}` : parameters === null ? '' : actionInWords(parameters),
    statusInWords(run),
    duration(Date.now() - Date.parse(startedAt)),
    state === null || isOther ? (state ?? '') : describeState(state),
  ];
}

function statusInWords({ status, endedAt, holder }: Listed): string {
  if (status !== null) return status;
  if (endedAt !== null) return 'given up';
  if (holder === null) return 'interrupted';
  return holder.doubt === undefined ? `process ${holder.pid}` : 'unknown';
}
