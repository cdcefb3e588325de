// volume-migrate inspect, and --inspect beside a run, as a person or a script uses them.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportedRun, type JournalEntry, openSqliteStore } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { ask, at } from '../inspector/asking.ts';
import { type Heard, listen } from '../inspector/listening.ts';
import { addVolume, cold, migrate } from '../inspector/running.ts';
import { startScripted } from '../page/scriptedPlan.ts';
import { INHERITED, MAIN, type Ran, runCommand, SOURCE } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'dist/page/index.html');

let place: CommandFolder;
let running: SimulatedCloudServer;
let folder: string;
let journal: string;
let exported: string;
const runIds: string[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  place = await openCommandFolder({ stageMs: 20 });
  ({ running, folder } = place);
  journal = join(folder, 'journal.sqlite');
  exported = join(folder, 'run.jsonl');
  const store = openSqliteStore(journal);
  for (let runs = 0; runs < 2; runs += 1) {
    const { outcome, entries } = await migrate(running, cold(running), { store });
    runIds.push(outcome.runId);
    await writeFile(exported, exportedRun(entries));
  }
  await store.close();
});
afterAll(async () => {
  // Those that are still running after a failed test.
  for (const child of children) child.kill('SIGKILL');
  await place.close();
});
beforeEach(() => running.cloud.faults.clear());

interface Started {
  readonly child: ChildProcess;
  /** What is printed when the pattern is in it; standard output and standard error together. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<{
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

function start(
  args: readonly string[],
  [command, ...before]: readonly string[] = [process.execPath, MAIN],
): Started {
  const child = spawn(command ?? '', [...before, ...args], {
    env: {
      ...INHERITED,
      XDG_STATE_HOME: folder,
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
      OS_CLOUD: 'simulated',
    },
  });
  children.push(child);
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      out[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve)).then((status) => ({
    status,
    ...out,
  }));
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(`${out.stdout}\n${out.stderr}`);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      look();
      void ended.then(() => reject(new Error(`${pattern} was not printed: ${JSON.stringify(out)}`)));
    });
  return { child, printed, ended };
}

const inspect = (...args: string[]): Started => start(['inspect', '--journal', journal, ...args]);
const inspectToEnd = (...args: string[]): Promise<Ran> =>
  runCommand(folder, ['inspect', '--journal', journal, ...args]);

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{22}(#run=[\w-]+)?/;

/** A migration. */
function migration(): string[] {
  const parameters = ['--migration-type', 'cold', '--destination-node', 'node2@alpha#alpha'];
  return ['--resource-id', addVolume(running), ...parameters, '--journal', journal];
}

/** A migration that Cinder makes once it is released. */
function heldMigration(): { readonly args: string[]; readonly release: () => void } {
  return { args: migration(), release: running.cloud.faults.hold('node1@alpha', 'migrate_volume') };
}

const isOver = ({ head }: Heard): boolean => head?.endedAt != null;

describe('volume-migrate inspect', () => {
  test('serves the runs of the journal, prints its address, and ends with Ctrl-C', async () => {
    const { child, printed, ended } = inspect();
    const [url] = await printed(ADDRESS);
    const { body } = await ask(at(url, '/api/runs'));
    expect(
      JSON.parse(body)
        .map(({ runId }: { runId: string }) => runId)
        .sort(),
    ).toEqual([...runIds].sort());
    child.kill('SIGINT');
    expect(await ended).toEqual({
      status: 0,
      stdout: `${url}\n`,
      stderr:
        'Open this address in a browser on this machine. Anyone who has it can see the runs. Press Ctrl-C to stop.\n',
    });
  });

  test('shows first the run with the given prefix', async () => {
    const [runId = ''] = runIds;
    const { child, printed, ended } = inspect(runId.slice(0, 8));
    expect((await printed(ADDRESS))[1]).toBe(`#run=${runId}`);
    child.kill('SIGINT');
    await ended;
  });

  test('shows an exported file, and no other run', async () => {
    const runId = runIds[1] ?? '';
    const { child, printed, ended } = inspect(exported);
    const [url, hash] = await printed(ADDRESS);
    expect(hash).toBe(`#run=${runId}`);
    const { until } = await listen(url, runId);
    const { runs, head } = await until((heard) => isOver(heard) && heard.runs.length > 0);
    expect(runs).toMatchObject([{ runId, status: 'SUCCEEDED' }]);
    expect(head?.result?.status).toBe('SUCCEEDED');
    child.kill('SIGINT');
    await ended;
  });

  test('listens on the given port', async () => {
    const free = await startSimulatedCloud();
    const { port } = new URL(free.url);
    await free.stop();
    const { child, printed, ended } = inspect('--port', port);
    expect(new URL((await printed(ADDRESS))[0]).port).toBe(port);
    child.kill('SIGINT');
    await ended;
  });

  test.each([
    ['a run that is not there', ['ffffffff'], 'the journal has no run ffffffff'],
    ['a port that is none', ['--port', '65536'], '--port: expected a port from 0 to 65535, got 65536'],
    ['a file that is no export', [SOURCE], /main\.ts was not written by export: line 1 is not a record/],
    [
      '--html without a run',
      ['--html', 'out.html'],
      /--html requires a run ID, a file written by export, or a plan file/,
    ],
  ])('2: %s', async (_, args, message) => {
    const { status, stdout, stderr } = await inspectToEnd(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  // In a checkout the page exists only after `npm run page`.
  test.skipIf(!existsSync(PAGE))('--html writes a run to a page, and serves nothing', async () => {
    const file = join(folder, 'out.html');
    const written = { status: 0, stdout: '', stderr: `wrote ${file}\n` };
    expect(await inspectToEnd(exported, '--html', file)).toEqual(written);
    const page = await readFile(file, 'utf8');
    const [, data = ''] = /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(data)).toMatchObject({ runId: runIds[1], result: { status: 'SUCCEEDED' } });
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    // Such a page may be overwritten.
    expect(await inspectToEnd(exported, '--html', file)).toEqual(written);
  });

  test.skipIf(!existsSync(PAGE))('--html writes a plan with all its moves', async () => {
    const plan = await startScripted({ moves: 4 });
    await plan.run.outcome;
    const [input, file] = [join(folder, 'plan.jsonl'), join(folder, 'plan.html')];
    await writeFile(input, exportedRun((await plan.store.read(plan.run.runId)) as JournalEntry[]));
    expect(await inspectToEnd(input, '--html', file)).toMatchObject({ status: 0 });
    const [, data = ''] =
      /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(await readFile(file, 'utf8')) ?? [];
    const { isPlan, moments } = JSON.parse(data) as {
      isPlan: boolean;
      moments: { plan: { moves?: unknown[] } }[];
    };
    expect(isPlan).toBe(true);
    // Each starts and ends.
    expect(moments.flatMap(({ plan: { moves = [] } }) => moves)).toHaveLength(8);
  });

  test.each<[string, () => string, string]>([
    ['a file of somebody else', () => join(folder, 'notes.html'), 'exists, and inspect did not write it'],
    ['the journal', () => journal, 'exists, and inspect did not write it'],
    ['its own input', () => exported, 'is the file that is shown. Choose another file'],
  ])('--html does not overwrite %s', async (_, name, why) => {
    const file = name();
    if (!existsSync(file)) await writeFile(file, '<!doctype html><p>notes</p>');
    const before = await readFile(file);
    const { status, stderr } = await inspectToEnd(exported, '--html', file);
    expect(status).toBe(2);
    expect(stderr).toContain(`error: --html: ${file} ${why}`);
    expect(await readFile(file)).toEqual(before);
  });
});

describe('--inspect', () => {
  test('shows a run live from its own process, to its end, and then ends with it', async () => {
    const { args, release } = heldMigration();
    const { printed, ended } = start(['run', ...args, '--json', '--inspect']);
    const [url, hash = ''] = await printed(ADDRESS);
    const listener = await listen(url, hash.replace('#run=', ''));
    await listener.until(({ moments }) => moments.length > 3);
    expect(isOver(listener.heard)).toBe(false);
    release();
    await listener.ended;
    expect(listener.heard.head?.result?.status).toBe('SUCCEEDED');
    const { status, stdout, stderr } = await ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining(`inspector: ${url}\n`) });
    expect(`#run=${JSON.parse(stdout).runId}`).toBe(hash);
  });

  test('=stately sends to the receivers of @statelyai/inspect', async () => {
    const { args, release } = heldMigration();
    const { printed, ended } = start(['run', ...args, '--inspect=stately']);
    const [, server = ''] = await printed(/receivers: (ws:\S+)/);
    const packets: StatelyInspectionEvent[] = [];
    createWebSocketReceiver({ server }).subscribe((packet) => void packets.push(packet));
    await expect.poll(() => packets.length).toBeGreaterThan(0);
    release();
    expect((await ended).status).toBe(0);
    expect(packets[0]).toMatchObject({ type: '@xstate.actor', name: 'volumeMigrate' });
    expect(packets.at(-1)).toMatchObject({ type: '@xstate.snapshot' });
    expect(
      packets.some((packet) => packet.type === '@xstate.snapshot' && packet.snapshot.status === 'done'),
    ).toBe(true);
  });

  test('shows a resumed run, including what came before', async () => {
    const { args, release } = heldMigration();
    const first = start(['run', ...args]);
    await first.printed(/Cinder is migrating the volume/);
    first.child.kill('SIGKILL');
    await first.ended;
    const { printed, ended } = start(['resume', '--all', '--journal', journal, '--json', '--inspect']);
    const [url, hash = ''] = await printed(ADDRESS);
    const listener = await listen(url, hash.replace('#run=', ''));
    release();
    await listener.ended;
    expect(listener.heard.moments.map(({ record }) => record.kind)).toEqual(
      expect.arrayContaining(['started', 'resumed', 'ended']),
    );
    expect((await ended).status).toBe(0);
  });

  test('shows the demo’s runs', async () => {
    const { printed, ended } = start(['demo', '--inspect']);
    const [url] = await printed(ADDRESS);
    const listener = await listen(url);
    const { status } = await ended;
    await listener.ended;
    expect(status).toBe(0);
    expect(listener.heard.runs.map(({ status }) => status).sort()).toEqual([
      'FAILED',
      ...Array(4).fill('SUCCEEDED'),
    ]);
  });

  test.each([
    [['--inspect=nonsense'], /Allowed choices are page, stately/],
    [['--inspect', '--inspect-origin', 'https://stately.ai'], /--inspect-origin requires --inspect=stately/],
    [
      ['--inspect=stately', '--inspect-origin', 'https://stately.ai/viz'],
      /expected an origin such as https:\/\/stately\.ai/,
    ],
  ])('2: %s', async (args, message) => {
    const before = running.cloud.requests.length;
    const { status, stdout, stderr } = await runCommand(folder, ['run', ...migration(), ...args]);
    // No ID of a run that is in no journal.
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    // The sign-in at most.
    expect(running.cloud.requests.slice(before).filter(({ service }) => service === 'volume')).toEqual([]);
  });

  // `script` provides the terminal.
  test.skipIf(!existsSync('/usr/bin/script'))(
    'at a terminal it stays after the run’s end, until Ctrl-C',
    async () => {
      const words = [process.execPath, MAIN, 'run', ...migration(), '--inspect'].map((word) => `'${word}'`);
      const { child, printed, ended } = start(
        [`exec ${words.join(' ')}`, '/dev/null'],
        ['/usr/bin/script', '-qefc'],
      );
      const [url] = await printed(ADDRESS);
      await printed(/SUCCEEDED in .*The inspector stays open/s);
      expect((await ask(at(url, '/api/runs'))).status).toBe(200);
      child.stdin?.write('\u0003');
      expect((await ended).status).toBe(0);
      await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
    },
  );
});
