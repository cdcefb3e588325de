// The examples of the README work as written.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type SimulatedCloudServer, startSimulatedCloud } from '../src/simulator/index.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');

let running: SimulatedCloudServer;
let folder: string;

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-readme-'));
  await writeFile(
    join(folder, 'clouds.yaml'),
    stringify({ clouds: { mycloud: running.cloudsYaml.clouds.simulated } }),
  );
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(ROOT, 'node_modules/xstate'), join(folder, 'node_modules/xstate'));
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

/** Runs a block of the README as a program of its own. */
async function run(code: string, volume: string): Promise<string> {
  const source = code
    .replaceAll(/from 'volume-migrate'/g, `from '${join(ROOT, 'src/index.ts')}'`)
    .replaceAll(/from 'volume-migrate\/simulator'/g, `from '${join(ROOT, 'src/simulator/index.ts')}'`);
  const file = join(folder, 'example.ts');
  await writeFile(file, source);
  const env = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    XDG_STATE_HOME: folder,
    OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [file, volume], { env, cwd: folder });
  return stdout;
}

const idOf = (name: string): string => running.cloud.world.volumes[name] ?? '';

const detached = (): string =>
  running.cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' }).id;

describe('README', () => {
  test('has eight examples', () => expect(blocks).toHaveLength(8));

  test('the machine is embedded in eight lines, imports aside', () => {
    const lines = (blocks[4] ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('import '));
    expect(lines.length).toBeLessThanOrEqual(8);
  });

  test('migrateVolume', async () => {
    expect(await run(blocks[1] ?? '', idOf('free1'))).toMatch(/SUCCEEDED node2@alpha#alpha\n$/);
    await expect(run(blocks[1] ?? '', idOf('data1'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\[\s+'.+'/),
    });
  });

  test("XState's own inspectors", async () => {
    const printed = await run(blocks[0] ?? '', idOf('data2'));
    expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\nSUCCEEDED\n$/);
  });

  test('the machine in an XState application', async () => {
    const printed = await run(blocks[4] ?? '', idOf('data1'));
    expect(printed).toContain('{"swap":{"updatingAttachment":"deletingSourceVolume"}}');
    expect(printed).toContain("status: 'SUCCEEDED'");
  });

  test('every open run is resumed', async () => {
    expect(await run(blocks[2] ?? '', '')).toBe('');
  });

  test('a connected cloud', async () => {
    const id = detached();
    expect(await run(blocks[3] ?? '', id)).toBe(`${id} SUCCEEDED\n`);
  });

  test('a journalled actor', async () => {
    const id = detached();
    running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
    expect(await run(blocks[5] ?? '', id)).toMatch(/^run [0-9a-f-]{36}\nSUCCEEDED\n$/);
  });

  test('a workflow with a migration as its child', async () => {
    const id = detached();
    const printed = (await run(blocks[6] ?? '', id)).trim().split('\n');
    expect(printed.sort()).toEqual(
      [`${id} was migrated`, 'done finished', 'migrateAndNotify DONE', 'volumeMigrate SUCCEEDED'].sort(),
    );
  });

  test('the simulated cloud in a test', async () => {
    expect(await run(blocks[7] ?? '', '')).toBe('SUCCEEDED beta\n');
  });

  test('every command that it names is a script or a command', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});
