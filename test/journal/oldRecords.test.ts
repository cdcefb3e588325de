// Runs that version 0.1.0 recorded: their metadata values are never shown, and what cannot be replayed is reported.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { RUN_MARK } from '../../machines/runMark.ts';
import { digestOf } from '../../src/engine/records.ts';
import {
  createMemoryStore,
  exportedRun,
  importedRun,
  migrateVolume,
  openSqliteStore,
  ReplayError,
  replay,
  timelineOf,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { recordedEnd } from '../../src/volumeMigrate/recordedEnd.ts';
import type { JournalEntry, JournalRecord } from '../../src/volumeMigrate/records.ts';
import { runCommand } from '../cli/command.ts';

const WRITTEN = readFileSync(join(import.meta.dirname, 'released/machine-1/swapByAttachment.jsonl'), 'utf8');
const VALUES = ['canary-old-value', 'canary-old-image-value'];
const OTHER_VERSION = /the run was started by machine version 1 \(3oEBw6Mw\), this is version 2 \(\S{8}\)/;

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterAll(async () => await running.stop());

/** The same run with other records, each with its new digest. */
function rewritten(
  entries: readonly JournalEntry[],
  change: (record: JournalRecord) => JournalRecord,
): JournalEntry[] {
  let before = '';
  return entries.map(({ runId, n, at, record }) => {
    const entry = { runId, n, at, record: change(record) };
    before = digestOf(entry, before);
    return { ...entry, digest: before };
  });
}

function misfitOf(work: () => unknown): ReplayError {
  try {
    work();
  } catch (error) {
    if (error instanceof ReplayError) return error;
    throw error;
  }
  throw new Error('every record fits');
}

const altered = (entries: readonly JournalEntry[], n: number): JournalEntry[] =>
  entries.map((entry) => (entry.n === n ? { ...entry, at: '2020-01-01T00:00:00.000Z' } : entry));

const ALTERED = 'its digest does not match: it, or the one before it, was altered or damaged';

describe('a swap that version 0.1.0 wrote', () => {
  const entries = importedRun(WRITTEN);

  test('as it was written, it holds the values', () => {
    for (const value of VALUES) expect(WRITTEN).toContain(value);
  });

  test('its export holds every record, but only the keys of metadata', () => {
    const exported = exportedRun(entries);
    expect(importedRun(exported).map(({ n, record }) => [n, record.kind])).toEqual(
      entries.map(({ n, record }) => [n, record.kind]),
    );
    expect(exported).toContain('purpose');
    for (const value of VALUES) expect(exported).not.toContain(value);
    expect(exportedRun(importedRun(exported))).toBe(exported);
  });

  test.each([
    ['replayed', (run: readonly JournalEntry[]) => replay(run)],
    ['shown as a timeline', (run: readonly JournalEntry[]) => timelineOf(run)],
    ['replayed from its export', (run: readonly JournalEntry[]) => replay(importedRun(exportedRun(run)))],
  ])('%s, it names the first record that does not fit, and both versions of the machine', (_, work) => {
    const error = misfitOf(() => work(entries));
    expect(error).toMatchObject({ n: 4, code: 'ReplayDiffers' });
    expect(error.why).toMatch('the machine does not call getServers in swap.listingAttachments; ');
    expect(error.why).toMatch(OTHER_VERSION);
    for (const value of VALUES) expect(error.message).not.toContain(value);
  });

  test('an altered record is reported as altered, in the export as well', () => {
    for (const run of [altered(entries, 3), importedRun(exportedRun(altered(entries, 3)))])
      expect(misfitOf(() => replay(run))).toMatchObject({ n: 3, why: ALTERED });
  });
});

describe('a swap of this version whose records have the form of 0.1.0', () => {
  let entries: readonly JournalEntry[];
  let runId: string;
  beforeAll(async () => {
    const { cloud, cloudsYaml } = running;
    const { id } = cloud.addVolume({
      ...{ name: 'canary', type: 'alpha', project: 'demo', user: 'alice' },
      metadata: { purpose: 'billing' },
      imageMetadata: { os_distro: 'debian' },
    });
    cloud.attach(cloud.world.servers['vm1'] ?? '', id);
    const journal = createMemoryStore();
    const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
    const outcome = await migrateVolume(parameters, {
      store: journal,
      cloud: cloudsYaml.clouds.simulated,
      pollMinMs: 5,
    });
    expect(outcome.status).toBe('SUCCEEDED');
    runId = outcome.runId;
    entries = rewritten(await journal.read(runId), withValues);
  });

  // 0.1.0 wrote each volume with its metadata, where this version writes the keys and the mark of a run.
  function withValues(record: JournalRecord): JournalRecord {
    return JSON.parse(JSON.stringify(record), (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('imageMetadataKeys' in value)) return value;
      const { metadataKeys, imageMetadataKeys, runMark, ...rest } = value as {
        readonly metadataKeys: readonly string[];
        readonly imageMetadataKeys: readonly string[];
        readonly runMark: string | null;
      };
      const pairOf = (key: string): [string, unknown] => [key, key === RUN_MARK ? runMark : VALUES[0]];
      return {
        ...rest,
        metadata: Object.fromEntries(metadataKeys.map(pairOf)),
        imageMetadata: Object.fromEntries(imageMetadataKeys.map((key) => [key, VALUES[1]])),
      };
    });
  }

  test('the records hold the values', () => {
    for (const value of VALUES) expect(JSON.stringify(entries)).toContain(value);
  });

  test.each([
    ['its timeline', () => JSON.stringify(timelineOf(entries))],
    ['its export', () => exportedRun(entries)],
    ['its replayed state', () => JSON.stringify(replay(entries))],
  ])('%s holds only the keys', (_, shown) => {
    expect(shown()).toContain('purpose');
    for (const value of VALUES) expect(shown()).not.toContain(value);
  });

  test('its export replays, and exports again unchanged', () => {
    const exported = exportedRun(entries);
    expect(replay(importedRun(exported)).snapshot.output).toMatchObject({ status: 'SUCCEEDED' });
    expect(replay(importedRun(exported)).snapshot.output).toEqual(replay(entries).snapshot.output);
    expect(exportedRun(importedRun(exported))).toBe(exported);
  });

  test('its end may call the operation did and have other messages; what it says is still compared', () => {
    const endedWith = (change: (result: Record<string, unknown>) => object) =>
      rewritten(entries, (record) =>
        record.kind === 'ended'
          ? ({ ...record, result: change({ ...record.result }) } as unknown as JournalRecord)
          : record,
      );
    const old = endedWith(({ operation, ...rest }) => ({ ...rest, did: operation, warnings: ['old words'] }));
    expect(replay(old).snapshot.output).toMatchObject({ operation: 'swap' });
    expect(timelineOf(old).result).toMatchObject({ operation: 'swap', warnings: ['old words'] });
    expect(timelineOf(old).result).not.toHaveProperty('did');
    expect(recordedEnd(old)).toMatchObject({ outcome: { operation: 'swap' } });
    const other = endedWith((result) => ({ ...result, operation: 'retype' }));
    expect(misfitOf(() => replay(other)).why).toMatch('the recorded result differs from the replayed one');
  });

  test('an altered record does not fit in its export either', () => {
    const error = misfitOf(() => replay(importedRun(exportedRun(altered(entries, 5)))));
    expect(error).toMatchObject({ n: 5, why: ALTERED });
  });
});

describe('the commands on a run that 0.1.0 left', () => {
  let folder: string;
  let runId: string;
  let volumeId: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'volume-migrate-old-'));
    writeFileSync(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));
    const written = importedRun(WRITTEN);
    runId = written[0]?.runId ?? '';
    const swapAsked = written.findIndex(
      ({ record }) => record.kind === 'intent' && record.call === 'swapVolume',
    );
    const cloud = running.cloudsYaml.clouds.simulated.auth.auth_url;
    const onThisCloud = (record: JournalRecord): JournalRecord =>
      record.kind === 'started' ? { ...record, cloud } : record;
    const store = openSqliteStore(join(folder, 'journal.sqlite'));
    const entries = rewritten(written.slice(0, swapAsked), onThisCloud);
    const first = written[0]?.record as Extract<JournalRecord, { kind: 'started' }>;
    await store.hold({ runId, resource: first.input.parameters.resourceId, scope: cloud });
    await store.commit({ entries, states: new Map() });
    await store.close();
    volumeId = running.cloud.addVolume({
      ...{ name: 'left', type: 'beta', project: 'demo', user: 'alice' },
      metadata: { [RUN_MARK]: runId },
    }).id;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function command(...args: readonly string[]) {
    const ran = await runCommand(folder, [...args, '--journal', join(folder, 'journal.sqlite')]);
    for (const value of VALUES) expect(ran.stdout + ran.stderr).not.toContain(value);
    return ran;
  }

  test.each([
    ['show'],
    ['replay'],
  ])('%s says which record does not fit and why, and names export', async (name) => {
    const { status, stdout, stderr } = await command(name, runId);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^replay failed: record 4: the machine does not call getServers/);
    expect(stderr).toMatch(OTHER_VERSION);
    expect(stderr).toContain('volume-migrate export prints the records of a run without replaying them');
  });

  test('runs lists it as left, and export prints its records', async () => {
    expect((await command('runs')).stdout).toMatch(
      new RegExp(`^${runId} .* swap to beta +interrupted `, 'm'),
    );
    const { status, stdout } = await command('export', runId);
    expect(status).toBe(0);
    expect(importedRun(stdout).at(-1)?.record.kind).toBe('event');
  });

  test('resume changes nothing, and says to use the version that started it, or give-up', async () => {
    const { status, stderr } = await command('resume', runId, '--as-other-user');
    expect(status).toBe(1);
    expect(stderr).toMatch(OTHER_VERSION);
    expect(stderr).toContain('If another version of volume-migrate started it, resume it with that version');
    expect(stderr).toContain(`close it with volume-migrate give-up ${runId}`);
  });

  test('leftovers removes nothing that it created, before and after give-up; give-up says that this is unknown', async () => {
    const madeByIt = async () => {
      const { stdout } = await command('leftovers', '--json');
      const found = JSON.parse(stdout) as readonly { readonly id: string }[];
      return found.find(({ id }) => id === volumeId);
    };
    const proves = expect.stringMatching(`^the journal of run ${runId} proves nothing: record 4: `);
    expect(await madeByIt()).toMatchObject({
      verdict: 'unfinished',
      missing: [`run ${runId} has not ended`, proves],
    });
    const { status, stdout } = await command('give-up', runId);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^what it left is not known: record 4: .*. To search the cloud, run: volume-migrate leftovers$/m,
    );
    expect(stdout).toMatch(OTHER_VERSION);
    expect(await madeByIt()).toMatchObject({ verdict: 'kept', missing: [proves] });
    expect(running.cloud.state.volumes.has(volumeId)).toBe(true);
  });
});
