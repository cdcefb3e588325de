// The programs of the pages work as written.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeIn } from '../pages.ts';
import { openReadersFolder, type ReadersFolder } from './folder.ts';

const [inspectors = ''] = codeIn('docs/inspector.md', 'ts');
const [migrate = '', resumeAll = '', connected = '', embedded = '', journalled = ''] = codeIn(
  'docs/embed.md',
  'ts',
);
const [workflow = ''] = codeIn('docs/own-workflow.md', 'ts');
const [simulated = ''] = codeIn('docs/testing.md', 'ts');

let reader: ReadersFolder;
beforeAll(async () => {
  reader = await openReadersFolder();
});
afterAll(async () => await reader[Symbol.asyncDispose]());

/** Runs a block as a program of its own. */
async function run(code: string, volume: string): Promise<string> {
  const { folder, env } = reader;
  await writeFile(join(folder, 'example.ts'), code);
  const { stdout } = await promisify(execFile)(process.execPath, ['example.ts', volume], {
    env,
    cwd: folder,
  });
  return stdout;
}

const idOf = (name: string): string => reader.running.cloud.world.volumes[name] ?? '';

const detached = (): string =>
  reader.running.cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' }).id;

describe('an application with', () => {
  test('the machine is embedded in eight lines, imports aside', () => {
    const lines = embedded.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
    expect(lines.length).toBeLessThanOrEqual(8);
  });

  test('migrateVolume', async () => {
    expect(await run(migrate, idOf('free1'))).toMatch(/SUCCEEDED node2@alpha#alpha\n$/);
    await expect(run(migrate, idOf('data1'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\[\s+'.+'/),
    });
  });

  test("XState's own inspectors", async () => {
    const printed = await run(inspectors, idOf('data2'));
    expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\nSUCCEEDED\n$/);
  });

  test('the machine in an XState application', async () => {
    const printed = await run(embedded, idOf('data1'));
    expect(printed).toContain('{"swap":{"updatingAttachment":"deletingSourceVolume"}}');
    expect(printed).toContain("status: 'SUCCEEDED'");
  });

  test('every open run is resumed', async () => {
    expect(await run(resumeAll, '')).toBe('');
  });

  test('a connected cloud', async () => {
    const id = detached();
    expect(await run(connected, id)).toBe(`${id} SUCCEEDED\n`);
  });

  test('a journalled actor', async () => {
    const id = detached();
    reader.running.cloud.attach(reader.running.cloud.world.servers['vm1'] ?? '', id);
    expect(await run(journalled, id)).toMatch(/^run [0-9a-f-]{36}\nSUCCEEDED\n$/);
  });

  test('a workflow with a migration as its child', async () => {
    const id = detached();
    const printed = (await run(workflow, id)).trim().split('\n');
    expect(printed.sort()).toEqual(
      [`${id} was migrated`, 'done finished', 'migrateAndNotify DONE', 'volumeMigrate SUCCEEDED'].sort(),
    );
  });

  test('the simulated cloud in a test', async () => {
    expect(await run(simulated, '')).toBe('SUCCEEDED beta\n');
  });
});
