// A journal with one run of each kind, as lists of runs and their pruning meet them.
import { join } from 'node:path';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import type { WorkflowRecord } from '../../src/engine/records.ts';
import { openSqliteStore } from '../../src/index.ts';
import { createWriter } from '../engine/writer.ts';
import { parameters } from '../machines/walk.ts';

const id = (first: string): string => `${first}-0000-4000-8000-000000000000`;

export const RUNS = {
  swapped: id('11111111'),
  failed: id('22222222'),
  left: id('33333333'),
  givenUp: id('44444444'),
  open: id('55555555'),
  child: id('66666666'),
  parent: id('66667777'),
};
export const OLD = id('aaaaaaaa');
export const NEW = id('bbbbbbbb');
export const OTHER = id('cccccccc');
export const HERE = 'http://127.0.0.1:1/identity/v3';
export const ELSEWHERE = 'http://elsewhere:5000/v3';
export const DAY_MS = 24 * 3_600_000;

interface Written {
  readonly runId: string;
  readonly daysAgo: number;
  readonly volumeId: string;
  readonly scope?: string;
  readonly parent?: string;
  readonly end: object | null;
}

const result = (runId: string, changes: object): object => ({
  ...{ runId, status: 'SUCCEEDED', operation: 'swap', volumeId: OLD, sourceVolumeId: OLD },
  ...{ from: { host: null, type: null }, to: { host: null, type: null }, warnings: [], leftovers: [] },
  ...changes,
});

const ended = (runId: string, changes: object): object => ({ kind: 'ended', result: result(runId, changes) });

const leftover = { kind: 'volume', id: NEW, why: 'destination of a swap' };

const WRITTEN: readonly Written[] = [
  { runId: RUNS.swapped, daysAgo: 50, volumeId: OLD, end: ended(RUNS.swapped, { volumeId: NEW }) },
  { runId: RUNS.failed, daysAgo: 40, volumeId: OTHER, end: ended(RUNS.failed, { status: 'FAILED' }) },
  { runId: RUNS.left, daysAgo: 30, volumeId: OTHER, end: ended(RUNS.left, { leftovers: [leftover] }) },
  {
    ...{ runId: RUNS.givenUp, daysAgo: 20, volumeId: OTHER, scope: ELSEWHERE },
    end: { kind: 'givenUp', why: 'the cloud is gone' },
  },
  { runId: RUNS.child, daysAgo: 15, volumeId: NEW, parent: RUNS.parent, end: ended(RUNS.child, {}) },
  { runId: RUNS.parent, daysAgo: 14, volumeId: id('77777777'), end: null },
  { runId: RUNS.open, daysAgo: 10, volumeId: OLD, end: null },
];

/** Writes the journal into the folder, as the user's own; nobody drives its open runs. */
export async function writeJournal(folder: string): Promise<void> {
  const store = openSqliteStore(join(folder, 'volume-migrate/journal.sqlite'));
  for (const { runId, daysAgo, volumeId, scope = HERE, parent, end } of WRITTEN) {
    const writer = createWriter(store, () => Date.now() - daysAgo * DAY_MS);
    await store.hold({ runId, resource: volumeId, scope });
    const given = parameters({ resourceId: volumeId, migrationType: 'swap', destinationType: 'beta' });
    writer.append(runId, {
      ...{
        kind: 'started',
        machine: machineStamp(volumeMigrateMachine),
        workflow: 'volumeMigrate',
      },
      ...{ input: { runId, parameters: given, startedAt: new Date().toISOString() }, cloud: scope },
      ...(parent === undefined ? {} : { parent }),
    } as unknown as WorkflowRecord);
    // The records of this one do not fit: what it left is not known.
    if (runId === RUNS.givenUp)
      writer.append(runId, { kind: 'intent', call: 'nothing', input: null } as unknown as WorkflowRecord);
    if (end !== null) writer.append(runId, end as WorkflowRecord);
    writer.note(runId, 'swap.waitingForSwap');
    await writer.flush(runId);
    if (end === null) await store.release(runId);
  }
  await store.close();
}
