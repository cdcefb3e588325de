// volume-migrate runs
import { planMachine } from '../../machines/plan/machine.ts';
import { loadCloudConfig } from '../../services/index.ts';
import { describe } from '../engine/statePath.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { isRestateStore } from '../restate/engine/store.ts';
import { describeState } from '../volumeMigrate/definition.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import { actionInWords } from './actionInWords.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { interruptedLines, isInterruptedPlan } from './interruptedLines.ts';
import { isOfVolume, type Listed, listedOf } from './listedRuns.ts';
import { readJournal } from './onJournal.ts';
import { sayError, sayErrorLines, sayJson, sayLines } from './output.ts';
import { askedLine, ofPlan, withoutMoves } from './plan/listedPlans.ts';
import { ageInWords } from './render.ts';
import { hasStatus, statusInWords } from './runStatus.ts';
import { shortening } from './shortIds.ts';
import { type Column, tableLines, terminalWidth } from './table.ts';

export interface Flags {
  readonly unfinished?: boolean;
  /** One of `STATUS_WORDS`. */
  readonly status?: string;
  readonly volume?: string;
  readonly cloud?: string;
  readonly limit?: string;
  /** Also the runs of plans. */
  readonly all?: boolean;
  /** Only the runs of this plan, by its ID or a prefix. */
  readonly parent?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Lists the runs of the journal, of every workflow; the newest first. */
export async function runs(flags: Flags): Promise<number> {
  const { unfinished = false, journal, json = false } = flags;
  return await readJournal(journal, async (store) => {
    const limit = limitOf(flags.limit);
    checkVolume(flags.volume);
    const cloud = await keystoneOf(flags.cloud);
    const all = await store.list({ unfinished });
    const chosen = (await runsOfPlans(store, all, flags))
      .filter((run) => flags.status === undefined || hasStatus(run, flags.status))
      .filter((run) => cloud === null || (run.scope ?? '').startsWith(cloud));
    const listed = await listedUpTo(store, { chosen, all }, flags.volume, limit);
    if (json) sayJson(listed);
    else if (listed.length === 0) sayError(nothing(flags, cloud, all));
    else {
      sayLines(tableOf(listed, all));
      sayErrorLines(
        listed.flatMap(({ runId, holder }) => (holder?.doubt ? [`run ${runId}: ${holder.doubt}`] : [])),
      );
      sayErrorLines(listed.flatMap((plan) => askedLine(plan, journal)));
      if (!isRestateStore(store)) sayErrorLines(interruptedLines(listed, journal));
    }
    return EXIT.succeeded;
  });
}

// The runs of plans are shown where they are asked for: a plan may have thousands.
async function runsOfPlans(
  store: JournalStore,
  all: readonly RunSummary[],
  { parent, volume, all: isAll = false }: Flags,
): Promise<readonly RunSummary[]> {
  if (parent === undefined) return isAll || volume !== undefined ? all : withoutMoves(all);
  const { runId } = await findRun(store, parent);
  return all.filter((run) => run.parent === runId);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--limit: expected a number greater than 0, got ${text}`);
  return Number(text);
}

// The journal has no names of volumes.
function checkVolume(text: string | undefined): void {
  if (text === undefined || /^[\da-f][\da-f-]{0,35}$/i.test(text)) return;
  throw new Error(`--volume: expected the UUID of a volume, or a prefix of it, got ${text}`);
}

// The URL of a Keystone, or the name of a cloud in clouds.yaml. Nothing is sent.
async function keystoneOf(cloud: string | undefined): Promise<string | null> {
  if (cloud === undefined) return null;
  if (/^https?:\/\//.test(cloud)) return cloud.replace(/\/+$/, '');
  const { authUrl, endpoints } = await loadCloudConfig({ cloud });
  return (endpoints.identity.override ?? authUrl).replace(/\/+$/, '');
}

// The records of a run are read only if the run may be shown.
async function listedUpTo(
  store: JournalStore,
  { chosen, all }: { readonly chosen: readonly RunSummary[]; readonly all: readonly RunSummary[] },
  volume: string | undefined,
  limit: number,
): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const run of chosen) {
    if (listed.length >= limit) break;
    const one = { ...(await listedOf(store, run)), ...(await ofPlan(store, run, all)) };
    if (volume === undefined || isOfVolume(one, volume)) listed.push(one);
  }
  return listed;
}

function nothing(flags: Flags, cloud: string | null, all: readonly RunSummary[]): string {
  if (flags.parent !== undefined) return 'no run matches';
  if (flags.volume !== undefined || flags.status !== undefined || cloud !== null) {
    const clouds = [...new Set(all.flatMap(({ scope }) => scope ?? []))];
    const where =
      cloud === null || clouds.length === 0 ? '' : `; the journal has runs of ${clouds.join(', ')}`;
    return `no run matches${cloud === null ? '' : ` on cloud ${cloud}`}${where}`;
  }
  return flags.unfinished ? 'no open runs' : 'no runs';
}

const COLUMNS: readonly Column[] = [
  { head: 'RUN' },
  { head: 'VOLUME', min: 19 },
  { head: 'ACTION', min: 12 },
  { head: 'STATUS' },
  { head: 'AGE', drop: 2 },
  { head: 'STATE', min: 16, drop: 1 },
];

// Wide enough for full IDs of volumes beside the other columns.
const WIDE = 140;

function tableOf(listed: readonly Listed[], all: readonly RunSummary[]): string[] {
  const width = terminalWidth();
  const full = (id: string): string => id;
  const shortRun = width === null ? full : shortening(all.map(({ runId }) => runId));
  const volumes = listed.flatMap(({ volumeId, newVolumeId }) => [volumeId ?? [], newVolumeId ?? []].flat());
  const isWide = width === null || (width >= WIDE && listed.every(({ newVolumeId }) => newVolumeId === null));
  const shortVolume = isWide ? full : shortening(volumes);
  const now = Date.now();
  const rows = listed.map((run) => [
    shortRun(run.runId),
    [run.volumeId, run.newVolumeId].flatMap((id) => (id === null ? [] : [shortVolume(id)])).join(' → '),
    ...restOf(run, now),
  ]);
  return tableLines(COLUMNS, rows, width);
}

function restOf(run: Listed, now: number): string[] {
  const { workflow, parameters, startedAt, state, moves } = run;
  const isOther = workflow !== WORKFLOW;
  return [
    moves !== undefined
      ? `plan, ${moves.done} of ${moves.total} done`
      : isOther
        ? `workflow ${workflow}`
        : parameters === null
          ? ''
          : actionInWords(parameters),
    statusInWords(run),
    ageInWords(startedAt, now),
    // Its state says what it does while a process drives it.
    isInterruptedPlan(run) ? 'Waits to be resumed' : inWords(state, moves !== undefined, isOther),
  ];
}

function inWords(state: string | null, isOfPlan: boolean, isOther: boolean): string {
  if (state === null) return '';
  if (isOfPlan) return describe(planMachine, state);
  return isOther ? state : describeState(state);
}
