// Text from a cloud, a file or an argument is escaped for the terminal: it cannot write the clipboard, hide or turn text.
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

// OSC 52 writes the clipboard, CSI in both forms moves the cursor, and the last one turns the direction of
// the text.
const EVIL = '\u001b]52;c;Y2FuYXJ5\u0007\u001b[31mred\u009b2J\u007f\r\u202eforged\u2066';
const SHOWN = String.raw`\u001b]52;c;Y2FuYXJ5\u0007\u001b[31mred\u009b2J\u007f\r\u202eforged\u2066`;
// `red` in the canary has a colour that the program does not use in this way.
const OWN_COLOURS = new RegExp(`${String.fromCharCode(27)}\\[\\d+m(?!red)`, 'g');
// Everything except line feeds.
const CONTROLS = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

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

/**
 * The command with colours, as at a terminal: those are the program's own, and are removed from its output.
 */
async function command(...args: readonly string[]): Promise<Ran> {
  const ran = await runCommand(folder, args, { FORCE_COLOR: '1' });
  const [stdout = '', stderr = ''] = [ran.stdout, ran.stderr].map((each) => each.replace(OWN_COLOURS, ''));
  expect(stdout + stderr).not.toMatch(CONTROLS);
  return { ...ran, stdout, stderr };
}

const volume = (changes: object = {}): string =>
  running.cloud.addVolume({ name: 'free', type: 'alpha', project: 'demo', user: 'alice', ...changes }).id;

const migration = (id: string): string[] => [
  ...['run', '--resource-id', id, '--migration-type', 'cold', '--destination-type', 'beta'],
];

const refusal = () =>
  running.cloud.faults.http({
    match: { method: 'POST', path: /\/action$/ },
    ...{ status: 400, count: 3, body: { badRequest: { code: 400, message: `no ${EVIL}` } } },
  });

describe('from a cloud', () => {
  test("a service's error message is shown on the terminal, and escaped in JSON", async () => {
    refusal();
    const shown = await command(...migration(volume()));
    expect(shown).toMatchObject({ status: 1 });
    expect(shown.stdout).toContain(SHOWN);
    refusal();
    const { stdout } = await command(...migration(volume()), '--json');
    expect(stdout.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(stdout).error.message).toContain(`no ${EVIL}`);
  });

  test("a volume's name is shown in the list of leftovers", async () => {
    const runId = '00000000-0000-4000-8000-00000000abcd';
    volume({ name: EVIL, metadata: { 'volume-migrate:run': runId } });
    const { stdout } = await command('leftovers');
    expect(stdout).toContain(SHOWN);
    const json = await command('leftovers', '--json');
    expect(JSON.parse(json.stdout)).toContainEqual(expect.objectContaining({ name: EVIL }));
  });

  test('its record is shown, exported, replayed and read back unchanged', async () => {
    refusal();
    const { stdout: outcome } = await command(...migration(volume({ name: EVIL })), '--json');
    const { runId } = JSON.parse(outcome);
    const { stdout: exported } = await command('export', runId);
    expect(exported).toContain(String.raw`\u202eforged`);
    const file = join(folder, 'exported.jsonl');
    await writeFile(file, exported);
    for (const from of [runId, file]) {
      expect((await command('show', from)).stdout).toContain(SHOWN);
      expect(await command('replay', from)).toMatchObject({ status: 0 });
      const timeline = JSON.parse((await command('show', from, '--json')).stdout);
      expect(timeline.result.error.message).toContain(`no ${EVIL}`);
    }
    const page = join(folder, 'run.html');
    expect(await command('inspect', runId, '--html', page)).toMatchObject({ status: 0 });
    await chmod(page, 0o644);
    expect(await command('inspect', runId, '--html', page)).toMatchObject({ status: 0 });
    expect(await readFile(page, 'utf8')).not.toContain('\u202e');
    expect((await stat(page)).mode & 0o777).toBe(0o600);
  });
});

describe('from an export file', () => {
  test.each([
    ['that is none', () => EVIL],
    ['whose record is none', () => JSON.stringify({ runId: EVIL, n: EVIL })],
    ['of a run that begins otherwise', () => lineOf({ kind: EVIL })],
  ])('%s is named with its contents visible', async (_, contents) => {
    const file = join(folder, 'file.jsonl');
    await writeFile(file, contents());
    for (const name of ['show', 'replay', 'inspect']) {
      const { status, stderr } = await command(name, file, ...(name === 'inspect' ? ['--html', file] : []));
      expect(status).not.toBe(0);
      expect(stderr).not.toBe('');
    }
  });
});

const lineOf = (record: object): string =>
  `${JSON.stringify({ runId: EVIL, n: 0, at: '2026-11-21T22:00:00.000Z', record, digest: EVIL })}\n`;

describe('from an argument', () => {
  test.each([
    ['an option that is none', ['run', `--${EVIL}`]],
    ['a command that is none', [EVIL]],
    ['a volume that is none', ['run', '--resource-id', EVIL, '--destination-type', 'beta']],
    [
      'a migration type that is none',
      ['run', '--resource-id', '00000000-0000-4000-8000-000000000000', '--migration-type', EVIL],
    ],
    ['a cloud that is none', ['run', '--cloud', EVIL]],
    ['a journal that is none', ['runs', '--journal', `/dev/null/${EVIL}`]],
    ['a volume that no name is', ['run', EVIL]],
    ['a volume or type that is none', ['pools', '--for', EVIL]],
    ['a volume that is none', ['types', '--for', EVIL]],
    ['a status that is none', ['runs', '--status', EVIL]],
    ['a limit that is none', ['runs', '--limit', EVIL]],
    ['a cloud that is none', ['runs', '--limit', '1', '--cloud', EVIL]],
    ['a duration that is none', ['runs', 'prune', '--older-than', EVIL]],
    ['a shell that is none', ['completion', EVIL]],
    ['a run that is none', ['show', EVIL]],
    ['a run that is none', ['resume', EVIL]],
    ['a file of parameters that is none', ['run', '--params', EVIL]],
    ['a release that is none', ['cloud', '--release', EVIL]],
    ['a port that is none', ['inspect', '--port', EVIL]],
  ])('%s is named with its control characters visible', async (_, args) => {
    const { status, stdout, stderr } = await command(...args);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain(String.raw`\u202eforged\u2066`);
    if (args[1] !== '--cloud') return;
    const json = await command(...args, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'FAILED' });
  });
});

test('nothing but one module of the command writes to a terminal', async () => {
  const cli = join(import.meta.dirname, '../../src/cli');
  const writing: string[] = [];
  for (const name of await readdir(cli, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const source = await readFile(join(cli, name), 'utf8');
    if (/std(out|err)\.write|console\.|writeSync\(/.test(source)) writing.push(name);
  }
  expect(writing).toEqual(['output.ts']);
});
