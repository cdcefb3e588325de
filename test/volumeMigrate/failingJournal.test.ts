// Whatever happens to the journal, the outcome of a run is not lost: it says what was done, what is left, and what to do.
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RUN_MARK } from '../../machines/runMark.ts';
import {
  createMemoryStore,
  type JournalStore,
  type MigrateVolumeOptions,
  migrateVolume,
  type Outcome,
  resumeRun,
} from '../../src/index.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import type { JournalRecord } from '../../src/volumeMigrate/records.ts';
import { MAIN, runAsProcess } from '../cli/command.ts';
import { type CommandFolder, openCommandFolder } from '../cli/commandFolder.ts';

let place: CommandFolder;
let running: SimulatedCloudServer;
let folder: string;
beforeAll(async () => {
  place = await openCommandFolder();
  ({ running, folder } = place);
});
beforeEach(() => running.cloud.faults.clear());
afterAll(async () => {
  await place.close();
});

function attached(): string {
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'ledger', type: 'alpha', project: 'demo', user: 'alice' });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  return id;
}

/** IDs of the users and the marked volumes that a run has left in the cloud. */
function leftBy(runId: string): string[] {
  const { users, volumes } = running.cloud.state;
  return [
    ...[...users.values()].filter(({ name }) => name === `volume-migrate-${runId}`).map(({ id }) => id),
    ...[...volumes.values()].filter(({ metadata }) => metadata[RUN_MARK] === runId).map(({ id }) => id),
  ];
}

function reportsAll({ runId, leftovers, warnings }: Outcome): void {
  const told = JSON.stringify([leftovers, warnings]);
  for (const id of leftBy(runId)) expect(told).toContain(id);
}

const swap = async (journal: JournalStore, options: MigrateVolumeOptions = {}): Promise<Outcome> =>
  await migrateVolume(
    { resource_id: attached(), destination_type: 'beta', swap_method: 'attachment' },
    { ...options, store: journal, pollMinMs: 5, cloud: running.cloudsYaml.clouds.simulated },
  );

const full = () => new Error('database or disk is full');

type IsLastStraw = (record: JournalRecord) => boolean;

/** A store that is full when it gets such a record, and from then on until it is repaired. */
function filling(isLastStraw: IsLastStraw) {
  const store = createMemoryStore();
  let isFull: boolean | null = false;
  const journal: JournalStore = {
    ...store,
    commit: async (batch) => {
      if (isFull === false) isFull = batch.entries.some(({ record }) => isLastStraw(record));
      if (isFull) throw full();
      await store.commit(batch);
    },
    release: async (runId) => {
      if (isFull) throw full();
      await store.release(runId);
    },
  };
  const mend = async (runId: string): Promise<void> => {
    isFull = null;
    await store.release(runId);
  };
  return { journal, mend };
}

const intent =
  (call: string): IsLastStraw =>
  (record) =>
    record.kind === 'intent' && record.call === call;
const answer =
  (call: string): IsLastStraw =>
  (record) =>
    record.kind === 'event' && record.event.type === 'done' && record.event.call === call;
const seen =
  (type: string): IsLastStraw =>
  (record) =>
    record.kind === 'event' && record.event.type === type;

const CALLS = [
  ...[
    'probeSwap',
    'createTemporaryUser',
    'grantRole',
    'createDestinationVolume',
    'copyAttributes',
    'swapVolume',
  ],
  ...['deleteSourceVolume', 'unmarkDestinationVolume', 'deleteTemporaryUser'],
];

const MOMENTS: readonly (readonly [string, IsLastStraw])[] = [
  ...CALLS.flatMap((call) => [
    [`before ${call}`, intent(call)] as const,
    [`after ${call}`, answer(call)] as const,
  ]),
  ['while Nova copies', seen('swap.seen')],
  ['at the end', ({ kind }) => kind === 'ended'],
];

describe('a journal that is full', () => {
  test.each(
    MOMENTS,
  )('%s: the outcome names what is left and the command, and a resumed run leaves nothing', async (_, isLastStraw) => {
    const { journal, mend } = filling(isLastStraw);
    const outcome = await swap(journal);
    const { runId, status, volumeId, sourceVolumeId, warnings } = outcome;
    reportsAll(outcome);
    expect(warnings.join('\n')).toContain(`volume-migrate resume ${runId}`);
    expect(warnings.join('\n')).toContain('database or disk is full');
    if (status === 'SUCCEEDED') expect(volumeId).not.toBe(sourceVolumeId);
    else expect(outcome.error?.code).toBe('JournalUnwritable');
    await mend(runId);
    const { simulated: cloud } = running.cloudsYaml.clouds;
    const resumed = await resumeRun(runId, { store: journal, cloud, pollMinMs: 5 });
    expect(resumed).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(leftBy(runId)).toEqual([]);
  });

  test('from its first record on: nothing was sent, and nothing can be resumed', async () => {
    const { journal } = filling(() => true);
    running.cloud.requests.splice(0);
    const { status, error, warnings, leftovers } = await swap(journal);
    expect(running.cloud.requests.map(({ path }) => path)).toEqual(['/v3/auth/tokens']);
    expect({ status, leftovers }).toEqual({ status: 'FAILED', leftovers: [] });
    expect(error?.reasons.join()).toContain('nothing was sent');
    expect(warnings.join()).not.toContain('volume-migrate resume');
  });

  test('only when the run is released: the new volume is still reported', async () => {
    const store = createMemoryStore();
    const release = async (): Promise<never> => Promise.reject(full());
    const outcome = await swap({ ...store, release });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(outcome.volumeId).not.toBe(outcome.sourceVolumeId);
    expect(outcome.warnings.join()).toContain("could not release the run's volume: database or disk is full");
  });

  test('and the run is cancelled meanwhile: what was done is reported', async () => {
    const { journal } = filling(answer('swapVolume'));
    const cancelling = new AbortController();
    const outcome = await swap(journal, {
      signal: cancelling.signal,
      onProgress: ({ state }) => state.includes('watchingSwap') && cancelling.abort(),
    });
    reportsAll(outcome);
    expect(outcome.operation).toBe('swap');
  });
});

/** The command, run by a shell that limits first what it may write. */
const command = (shell: string, ...args: readonly string[]) =>
  runAsProcess(folder, args, {}, ['sh', '-c', shell, 'sh', process.execPath, MAIN]);

const swapping = (): string[] => [
  ...['run', '--resource-id', attached(), '--destination-type', 'beta', '--swap-method', 'attachment'],
];

describe('the command on a disk that fills up', () => {
  const fill = async (blocks: number): Promise<Outcome> => {
    const { status, stdout } = await command(
      `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`,
      ...swapping(),
      '--json',
    );
    const outcome = JSON.parse(stdout) as Outcome;
    expect(status).toBe(outcome.status === 'SUCCEEDED' ? 0 : 1);
    reportsAll(outcome);
    expect(leftBy(outcome.runId)).not.toEqual([]);
    expect(outcome.warnings.join('\n')).toContain(`volume-migrate resume ${outcome.runId}`);
    expect(await command('exec "$@"', 'resume', outcome.runId)).toMatchObject({ status: 0 });
    expect(leftBy(outcome.runId)).toEqual([]);
    return outcome;
  };

  // In blocks of 512 bytes, as measured: up to some 380 nothing is made yet, and up to 680 the swap is not requested.
  test('before the swap, it tells the outcome, and exits with 0 or 1', async () => {
    expect((await fill(560)).operation).toBeNull();
  });

  // How often a slow machine reads while it waits, and so how much it writes before the swap, varies.
  test('after the swap, it prints the outcome, and exits with 0 or 1', { timeout: 120_000 }, async () => {
    const sizes = [800, 900, 1000, 1100, 1150];
    let operation: Outcome['operation'] = null;
    for (const blocks of sizes) {
      ({ operation } = await fill(blocks));
      if (operation === 'swap') break;
    }
    expect(operation).toBe('swap');
  });
});

describe.skipIf(process.platform !== 'linux')('an output that cannot be written', () => {
  test('a run continues to its end, which is printed on standard error', async () => {
    const { status, stderr } = await command('exec "$@" > /dev/full', ...swapping());
    expect(status).toBe(0);
    expect(stderr).toMatch(/^SUCCEEDED in .*; the data is now on volume /m);
    expect(stderr).toMatch(/^For details, run: volume-migrate show [0-9a-f-]{36}$/m);
    expect(stderr).toContain('ENOSPC');
  });

  test('its reader is gone: what it would have read is printed on standard error', async () => {
    const { stderr } = await command(`{ "$@"; echo "status $?" >&2; } | true`, ...swapping());
    expect(stderr).toMatch(/^SUCCEEDED in .*; the data is now on volume /m);
    expect(stderr).toMatch(/^status 0$/m);
    expect(stderr).not.toContain('not complete');
  });

  // The memory of the shell, which has nothing at address 0: writing there is an EIO, as on a broken disk.
  const BROKEN = 'exec 3<> "/proc/$$/mem"; "$@" >&3';

  test('a broken disk: the end of a run is printed on standard error', async () => {
    const { status, stderr } = await command(BROKEN, ...swapping());
    expect(status).toBe(0);
    expect(stderr).toMatch(/^SUCCEEDED in .*; the data is now on volume /m);
    expect(stderr).toContain('EIO');
  });

  test('a broken disk: a command that only prints has failed', async () => {
    const { status, stderr } = await command(BROKEN, 'runs');
    expect(status).toBe(1);
    expect(stderr).toContain('EIO');
    expect(stderr).toContain('the output is incomplete');
  });

  test('neither of both: the exit status shows it', async () => {
    expect(await command('exec "$@" > /dev/full 2> /dev/full', ...swapping(), '--json')).toMatchObject({
      status: 0,
    });
  });

  test('a command that only prints has failed', async () => {
    const { status, stderr } = await command('exec "$@" > /dev/full', 'runs');
    expect(status).toBe(1);
    expect(stderr).toContain('the output is incomplete');
  });
});
