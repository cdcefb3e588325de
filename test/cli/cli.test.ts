// The command as a person or a script uses it: what it prints, and its exit status.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { VERSION } from '../../services/index.ts';
import { openSqliteStore } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { replayAllBelow } from '../journal/everyRunReplays.ts';
import { INHERITED, MAIN, type Ran, runAsProcess, runCommand } from './command.ts';

let running: SimulatedCloudServer;
let folder: string;

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5, gibPerSecond: 50 });
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-cli-'));
  const { simulated } = running.cloudsYaml.clouds;
  const wrong = { ...simulated, auth: { ...simulated.auth, password: 'canary-wrong-password' } };
  await writeFile(join(folder, 'clouds.yaml'), stringify({ clouds: { simulated, wrong } }));
});
afterAll(async () => {
  await running.stop();
  await replayAllBelow(folder);
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  running.cloud.faults.clear();
  running.cloud.requests.splice(0);
});

// Everything that a stream prints, until its reader goes away.
const printed = (stream: NodeJS.ReadableStream): Promise<string> => text(stream).catch(() => '');

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ran> } {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      ...INHERITED,
      XDG_STATE_HOME: folder,
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
      OS_CLOUD: 'simulated',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = Promise.all([status, printed(child.stdout), printed(child.stderr)]).then(
    ([code, stdout, stderr]) => {
      // `cloud` prints the simulated password on purpose.
      return args[0] === 'cloud' ? { status: code, stdout, stderr } : clean({ status: code, stdout, stderr });
    },
  );
  return { child, ended };
}

/** Whatever happens, no secret is printed. */
function clean(ran: Ran): Ran {
  for (const secret of ['labadmin', 'canary', ...running.cloud.state.tokens.keys()])
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  return ran;
}

/** Runs the command in the test's process. */
const command = async (args: readonly string[]): Promise<Ran> => clean(await runCommand(folder, args));

/** Runs the command in a process of its own. */
function asProcess(args: readonly string[], stdin = ''): Promise<Ran> {
  const { child, ended } = start(args);
  child.stdin?.end(stdin);
  return ended;
}

// For a busy machine.
const PATIENCE = { timeout: 120_000, interval: 10 };

let made = 0;
function volume(): string {
  made += 1;
  return running.cloud.addVolume({ name: `cli${made}`, type: 'alpha', project: 'demo', user: 'alice' }).id;
}

/** A volume whose migration goes on only when it is released. */
function heldVolume(): { id: string; release: () => void } {
  const release = running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  return { id: volume(), release };
}

const cold = (id: string): string[] => ['run', '--resource-id', id, '--migration-type', 'cold'];
const toNode = (id: string): string[] => [...cold(id), '--destination-node', 'node2@alpha#alpha'];

async function untilPrinted(child: ChildProcess, what: string): Promise<void> {
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  await expect.poll(() => printed, PATIENCE).toContain(what);
}

/**
 * Waits until the run of a journal has received the cancel: a second signal before that would count as the
 * first.
 */
async function untilCancelAsked(journal: string): Promise<void> {
  const store = openSqliteStore(journal);
  const events = async () => {
    const [run] = await store.list();
    const entries = run === undefined ? [] : await store.read(run.runId);
    return entries.flatMap(({ record }) => (record.kind === 'event' ? [record.event.type] : []));
  };
  await expect.poll(events, PATIENCE).toContain('cancel');
  await store.close();
}

describe('volume-migrate run', () => {
  test('prints each phase with the time since the start, and at the end what was done', async () => {
    const id = volume();
    const { status, stdout, stderr } = await asProcess(toNode(id));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ +\d+\.\d s {2}Asking Cinder to migrate the volume$/m);
    expect(stdout).toMatch(
      new RegExp(
        `^SUCCEEDED in \\d+\\.\\d s: volume ${id} migrated from node1@alpha#alpha \\(type alpha\\) to node2@alpha#alpha \\(type alpha\\)$`,
        'm',
      ),
    );
  });

  test('--json prints one object on standard output, and the progress on standard error', async () => {
    const id = volume();
    const { status, stdout, stderr } = await command([...toNode(id), '--json']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^ +\d+\.\d s {2}Asking Cinder to migrate the volume$/m);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toEqual({
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'SUCCEEDED',
      operation: 'migrate',
      volumeId: id,
      sourceVolumeId: id,
      from: { host: 'node1@alpha#alpha', type: 'alpha' },
      to: { host: 'node2@alpha#alpha', type: 'alpha' },
      warnings: [],
      leftovers: [],
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      endedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  test('1: a refusal, with its reasons', async () => {
    const { status, stdout } = await asProcess([...cold(volume()), '--destination-type', 'alpha']);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'the volume already has this type (Volume type must be different for retyping)\n  - volume ',
    );
  });

  test('0: Ctrl-C while Cinder moves the data: it cannot be stopped, and the run watches it to its end', async () => {
    const { id, release } = heldVolume();
    const { child, ended } = start(toNode(id));
    await untilPrinted(child, 'Cinder is migrating the volume');
    child.kill('SIGINT');
    await untilPrinted(child, 'waiting for the move to end');
    release();
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout).toContain('Cinder is moving the volume and cannot stop: waiting for the move to end.');
    expect(stdout).toContain('the run was cancelled too late');
  });

  test('3: a second Ctrl-C stops at once and reports what is left', async () => {
    const id = volume();
    running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
    running.cloud.faults.set('nova', 'swap_volume', { delayMs: 60_000 });
    const swap = ['run', '--resource-id', id, '--destination-type', 'beta', '--swap-method', 'attachment'];
    const journal = join(folder, 'interrupted.sqlite');
    const { child, ended } = start([...swap, '--journal', journal]);
    await untilPrinted(child, 'Nova is copying the data');
    child.kill('SIGINT');
    await untilCancelAsked(journal);
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(stdout).toContain(
      'warning: stopped at once (Step 3: Nova is copying the data): nothing more was cleaned up',
    );
    expect(stdout).toMatch(/left: user \w+: temporary user volume-migrate-/);
    expect(stdout).toMatch(/left: volume [0-9a-f-]+: destination of a swap that is not proven/);
  });
});

describe('a closed pipe or terminal', () => {
  test('EPIPE: the output is lost, the run continues to its end', async () => {
    const { id, release } = heldVolume();
    const { child, ended } = start(toNode(id));
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.stdout?.destroy();
    release();
    expect((await ended).status).toBe(0);
    expect(running.cloud.state.volumes.get(id)?.host).toBe('node2@alpha#alpha');
  });
});

describe('a process that is killed', () => {
  const journal = (): string[] => ['--journal', join(folder, 'killed.sqlite')];

  async function killed(there = journal()): Promise<string> {
    const id = volume();
    running.cloud.attach(running.cloud.world.servers['vm2'] ?? '', id);
    const swap = ['run', '--resource-id', id, '--destination-type', 'beta', '--swap-method', 'attachment'];
    const release = running.cloud.faults.hold('nova', 'swap_volume');
    const { child, ended } = start([...swap, ...there]);
    await untilPrinted(child, 'Nova is copying the data');
    child.kill('SIGKILL');
    await ended;
    release();
    return id;
  }

  test('leaves a run that is listed, holds its volume, and can be resumed', async () => {
    const before = { users: running.cloud.state.users.size, volumes: running.cloud.state.volumes.size + 1 };
    const id = await killed();
    const left = await command(['runs', '--unfinished', ...journal()]);
    expect(left.stdout).toMatch(
      new RegExp(`^[0-9a-f-]{36} {2}${id} {2}swap to beta {2}interrupted +[\\d.]+ s {2}`, 'm'),
    );
    const other = await command([...cold(id), '--destination-type', 'beta', ...journal()]);
    expect(other.status).toBe(1);
    // It shows no ID: it is in no journal.
    expect(other.stdout).toMatch(/^FAILED in /);
    expect(other.stdout).toMatch(
      /volume [0-9a-f-]{36} is already being migrated by run [0-9a-f-]{36} \(started at [^)]+\), which has not ended\. To resume it, run: volume-migrate resume [0-9a-f-]{36} --journal \//,
    );
    const { status, stdout } = await command(['resume', '--all', '--json', ...journal()]);
    expect(status).toBe(0);
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      sourceVolumeId: id,
      leftovers: [],
    });
    const { users, volumes } = running.cloud.state;
    expect({ users: users.size, volumes: volumes.size }).toEqual(before);
    expect(await command(['runs', '--unfinished', ...journal()])).toEqual({
      ...{ status: 0, stdout: '', stderr: 'no open runs\n' },
    });
    expect((await command(['runs', '--unfinished', '--json', ...journal()])).stdout).toBe('[]\n');
    for (const flags of [[], ['--json']])
      expect(await command(['resume', '--all', ...flags, ...journal()])).toEqual({
        ...{ status: 0, stdout: '', stderr: 'no open runs\n' },
      });
  });

  test('resume of a run that is over prints its outcome and exit status again, without contacting the cloud', async () => {
    const done = await command([...toNode(volume()), '--json']);
    const refused = await command([...cold(volume()), '--destination-type', 'alpha', '--json']);
    running.cloud.requests.splice(0);
    for (const { status, stdout } of [done, refused]) {
      const { startedAt: _, endedAt: __, ...outcome } = JSON.parse(stdout);
      const again = await command(['resume', outcome.runId, '--json']);
      expect({ status: again.status, stderr: again.stderr }).toEqual({ status, stderr: '' });
      expect(JSON.parse(again.stdout)).toEqual({
        ...outcome,
        startedAt: expect.stringMatching(/Z$/),
        endedAt: expect.stringMatching(/Z$/),
      });
      const told = await command(['resume', outcome.runId]);
      expect(told.stdout).toMatch(new RegExp(`^${outcome.status} in `));
    }
    expect(running.cloud.requests).toEqual([]);
  });

  test('resume --all skips runs of another cloud, and says so; resume of one of them is an object, too', async () => {
    const file = join(folder, 'several-clouds.sqlite');
    const there = ['--journal', file];
    const other = await startSimulatedCloud({ stageMs: 5 });
    const id = await killed(there);
    const clouds = { other: other.cloudsYaml.clouds.simulated };
    const config = join(folder, 'other.yaml');
    await writeFile(config, stringify({ clouds }));
    const env = { OS_CLOUD: 'other', OS_CLIENT_CONFIG_FILE: config };
    const store = openSqliteStore(file, { mode: 'read' });
    const runId = (await store.list())[0]?.runId ?? '';
    await store.close();
    const all = await runCommand(folder, ['resume', '--all', '--json', ...there], env);
    expect({ status: all.status, stdout: all.stdout }).toEqual({ status: 0, stdout: '' });
    expect(all.stderr).toBe(
      `skipped run ${runId}: it was started on cloud ${running.url}/identity/v3, not on ${other.url}/identity/v3; to resume it, select its cloud with --cloud\n`,
    );
    const one = await runCommand(folder, ['resume', runId, '--json', ...there], env);
    expect({ status: one.status, stderr: one.stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(one.stdout)).toMatchObject({
      ...{ runId, volumeId: id, status: 'FAILED' },
      error: {
        code: 'StartedOnOtherCloud',
        message: `run ${runId} was started on cloud ${running.url}/identity/v3, not on ${other.url}/identity/v3. To resume it, select its cloud with --cloud`,
      },
    });
    await other.stop();
    expect((await command(['resume', '--all', ...there])).status).toBe(0);
  });

  test('its journal replays, exports, and detects alterations', async () => {
    const id = volume();
    const { stdout } = await command([...toNode(id), '--json']);
    const { runId } = JSON.parse(stdout);
    const replayed = await command(['replay', runId.slice(0, 12)]);
    expect(replayed).toMatchObject({ status: 0, stderr: '' });
    expect(replayed.stdout).toContain('→ cold.migrating.watchingMigration (Cinder is migrating the volume)');
    expect(replayed.stdout).toMatch(/^\d+ records replayed; the run ended SUCCEEDED$/m);
    const exported = (await command(['export', runId])).stdout;
    const file = join(folder, 'run.jsonl');
    await writeFile(file, exported);
    expect((await command(['replay', file])).status).toBe(0);
    await writeFile(file, exported.replace('node2@alpha#alpha', 'node2@gamma#gamma'));
    const altered = await command(['replay', file]);
    expect(altered.status).toBe(1);
    expect(altered.stderr).toMatch(/replay failed: record \d+: its digest does not match/);
  });

  test('show prints each guard with its result, and each call with its requests', async () => {
    const id = volume();
    // The run reads the volume while it migrates.
    const { faults, requests, state } = running.cloud;
    const release = faults.hold('node1@alpha', 'migrate_volume');
    const moved = command([...toNode(id), '--json']);
    const readings = () =>
      state.volumes.get(id)?.migrationStatus === 'migrating'
        ? requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/volumes/${id}`)).length
        : Number.NaN;
    await expect.poll(readings, PATIENCE).toBeGreaterThan(0);
    const before = readings();
    // Two more: the first of them may have been on its way.
    await expect.poll(readings, PATIENCE).toBeGreaterThan(before + 1);
    release();
    const { runId } = JSON.parse((await moved).stdout);
    const { status, stdout } = await command(['show', runId.slice(0, 12)]);
    expect(status).toBe(0);
    expect(stdout).toContain(`volume ${id}, cold to node2@alpha#alpha\n`);
    expect(stdout).toMatch(/^started \S+ by admin in project admin, on http:/m);
    expect(stdout).toMatch(/yes isCold: parameters\.migrationType "cold"$/m);
    expect(stdout).toMatch(/no {2}hasMigrationFailed: .*volume\.migrationStatus "migrating"/);
    expect(stdout).toMatch(/POST volume \S+\/action → 202 in \d+ ms \(req-[0-9a-f-]{36}\)$/m);
    expect(stdout).toMatch(/^SUCCEEDED in /m);
    const file = join(folder, 'shown.jsonl');
    await writeFile(file, (await command(['export', runId])).stdout);
    expect((await command(['show', file])).stdout).toBe(stdout);
    const timeline = JSON.parse((await command(['show', runId, '--json'])).stdout);
    expect(timeline).toMatchObject({ runId, result: { status: 'SUCCEEDED' }, state: 'succeeded' });
  });

  test('a run that was left can be given up, and its volume is free again', async () => {
    const id = await killed();
    const [{ runId }] = JSON.parse((await command(['runs', '--unfinished', '--json', ...journal()])).stdout);
    const given = await command(['give-up', runId, '--why', 'the server is gone', ...journal()]);
    expect(given.status).toBe(0);
    expect(given.stdout).toMatch(/was given up. Another run can now use its volume/);
    expect(given.stdout).toMatch(/may be left: (user|volume) /);
    expect((await command(['runs', ...journal()])).stdout).toMatch(/ given up /);
    expect((await command(['give-up', runId, ...journal()])).stderr).toBe(
      `error: run ${runId} has already ended\n`,
    );
    const resumed = await command(['resume', runId, ...journal()]);
    expect({ status: resumed.status, stdout: resumed.stdout }).toEqual({ status: 2, stdout: '' });
    expect(resumed.stderr).toContain(`error: run ${runId} was given up: the server is gone\n`);
    const asJson = await command(['resume', runId, '--json', ...journal()]);
    expect({ status: asJson.status, stderr: asJson.stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ...{ runId, volumeId: id, status: 'FAILED' },
      error: { code: 'RunGivenUp', message: `run ${runId} was given up: the server is gone` },
    });
    expect((await command(['replay', runId, ...journal()])).stdout).toMatch(/the run was given up$/m);
    expect((await command([...cold(id), '--destination-type', 'beta', ...journal()])).stdout).not.toContain(
      'which has not ended',
    );
  });

  test('resume and replay of an unknown run report it', async () => {
    for (const name of ['resume', 'replay', 'export', 'show', 'give-up']) {
      expect(await command([name, 'ffffffff'])).toMatchObject({
        status: 2,
        stderr: 'error: the journal has no run ffffffff\nTo list the runs, run: volume-migrate runs\n',
      });
    }
    expect(await command(['resume'])).toMatchObject({
      status: 2,
      stderr: 'error: resume requires either a run ID or --all\n',
    });
    const none = await command(['resume', 'ffffffff', '--json']);
    expect({ status: none.status, stderr: none.stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(none.stdout).error.message).toBe('the journal has no run ffffffff');
  });
});

describe('2: parameters or configuration unusable', () => {
  test('every problem of both is listed, and nothing is sent', async () => {
    const { status, stdout, stderr } = await asProcess([
      'run',
      '--resource-id',
      'EFEF',
      '--cloud',
      'nocloud',
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: the parameters and cloud configuration cannot be used\n/);
    expect(stderr).toContain(
      '  - --resource-id: expected the UUID of a volume, got "EFEF". To give a name, ',
    );
    expect(stderr).toContain('nocloud');
    expect(running.cloud.requests).toEqual([]);
  });

  test('with --json it is one object too, even if a flag is wrong', async () => {
    const wrong = await command(['run', '--json', '--resource', 'x']);
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      status: 'FAILED',
      error: { reasons: ["unknown option '--resource' (Did you mean --resource-id?)"] },
    });
    const { status, stdout, stderr } = await command(['run', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'FAILED',
      runId: null,
      volumeId: null,
      error: {
        ...{ code: 'InvalidParameters', message: 'Invalid parameters' },
        reasons: ['resource_id: expected the UUID of a volume, got nothing'],
      },
    });
  });

  test('an ambiguous option prefix is answered with the matching options', async () => {
    const args = ['run', '--destination', 'beta'];
    const { stderr } = await command(args);
    expect(stderr).toContain(
      "error: unknown option '--destination'\n(Did you mean --destination-node or --destination-type?)\n",
    );
    expect(JSON.parse((await command([...args, '--json'])).stdout).error.reasons).toEqual([
      "unknown option '--destination' (Did you mean --destination-node or --destination-type?)",
    ]);
  });

  test('an unusable journal is listed beside the other problems', async () => {
    const { stderr } = await command(['run', '--journal', folder, '--cloud', 'nocloud']);
    expect(stderr).toMatch(/^error: the parameters, cloud configuration and journal cannot be used\n/);
    expect(stderr).toContain('  - no volume is given. ');
    expect(stderr).toContain(`  - the journal ${folder} cannot be opened: `);
  });

  test('a wrong password: nothing but the sign-in was sent', async () => {
    const { status, stderr } = await command([...toNode(volume()), '--cloud', 'wrong']);
    expect(status).toBe(2);
    expect(stderr).toContain('The request you have made requires authentication');
    expect(running.cloud.requests.map(({ path }) => path)).toEqual(['/v3/auth/tokens']);
  });

  test.each([
    ['an unknown option', ['run', '--resource', 'x']],
    ['an unknown command', ['move']],
  ])('%s', async (_, args) => {
    const { status, stderr } = await asProcess(args);
    expect(status).toBe(2);
    expect(stderr).toContain('error: ');
  });

  test.each([
    ['no file', ['run', '--params', '/no/such/file'], '', '--params: cannot read /no/such/file'],
    ['nothing', ['run', '--params', '-'], '', '--params: standard input is empty'],
    ['no JSON', ['run', '--params', '-'], '{"resource_id":', '--params: standard input is not JSON'],
    ['no object', ['run', '--params', '-'], '[1]', 'expected an object with resource_id, got [1]'],
  ])('--params, %s', async (_, args, stdin, message) => {
    const { status, stderr } = await asProcess(args, stdin);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('--params', () => {
  test('takes the parameters with the names of the specification', async () => {
    const parameters = {
      resource_id: volume(),
      migration_type: 'cold',
      destination_type: 'beta',
      destination_node: null,
    };
    const file = join(folder, 'params.json');
    await writeFile(file, JSON.stringify(parameters));
    const { stdout } = await command(['run', '--params', file, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
  });

  test('from standard input; a flag takes precedence', async () => {
    const parameters = { resource_id: volume(), migration_type: 'cold', destination_type: 'nowhere' };
    const { stdout } = await asProcess(
      ['run', '--params', '-', '--destination-type', 'beta', '--json'],
      JSON.stringify(parameters),
    );
    expect(JSON.parse(stdout)).toMatchObject({ status: 'SUCCEEDED', to: { type: 'beta' } });
  });
});

describe('in a checkout', () => {
  test('files are resolved from where npm was started, not from the root', async () => {
    await writeFile(join(folder, 'here.jsonl'), 'no record');
    const checkout = join(import.meta.dirname, '../..');
    const script = ['sh', '-c', 'cd "$0" && exec npm --prefix "$@"', folder] as const;
    const npm = [...script, checkout, 'run', '-s', 'volume-migrate', '--'] as const;
    const { status, stderr } = await runAsProcess(folder, ['show', './here.jsonl'], {}, npm);
    expect(stderr).toContain('./here.jsonl was not written by export: line 1 is not a record');
    expect(status).toBe(2);
  });

  test('the folder of another script is not used', async () => {
    const env = { INIT_CWD: folder, npm_lifecycle_event: 'test', npm_package_name: 'volume-migrate' };
    const { stderr } = await runAsProcess(folder, ['show', './here.jsonl'], env);
    expect(stderr).toContain('the journal has no run ./here.jsonl');
  });
});

describe('the other commands', () => {
  test('--help names them', async () => {
    const { status, stdout } = await command(['--help']);
    expect(status).toBe(0);
    for (const name of [
      'run',
      'resume',
      'watch',
      'runs',
      'replay',
      'show',
      'give-up',
      'export',
      'inspect',
      'cloud',
      'demo',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  test('--version', async () => {
    expect(await asProcess(['--version'])).toMatchObject({ status: 0, stdout: `${VERSION}\n` });
  });

  test('cloud prints a clouds.yaml, serves it, and ends at Ctrl-C', async () => {
    const { child, ended } = start(['cloud', '--release', '2025.1']);
    await untilPrinted(child, 'identity_api_version');
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^clouds:\n {2}simulated:\n/);
  });

  test('cloud rejects an invalid port', async () => {
    expect(await command(['cloud', '--port', 'x'])).toMatchObject({
      status: 2,
      stderr: 'error: --port: expected a port from 0 to 65535, got x\n',
    });
  });
});
