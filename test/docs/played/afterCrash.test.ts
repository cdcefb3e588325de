// The page about crashes continues a run that its process has left.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readPage } from '../pages.ts';
import { openReadersFolder, type ReadersFolder } from './folder.ts';
import { playPage } from './playPage.ts';
import { prepare } from './prepare.ts';

async function command({ folder, env }: ReadersFolder, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('volume-migrate', args, { cwd: folder, env });
  return stdout;
}

test('docs/after-a-crash.md resumes a run that was left, and its commands work as written', async () => {
  await using reader = await openReadersFolder();
  const destination = 'node2@tier9#alpha';
  const move = ['free1', '--migration-type', 'migrate', '--destination-node', destination];
  await command(reader, 'run', ...move, '--no-wait', '--quiet');
  expect(await command(reader, 'runs')).toMatch(/interrupted/);
  const page = await prepare(readPage('docs/after-a-crash.md'), reader);
  expect(await playPage(page, reader)).toEqual([]);
  expect(await command(reader, 'runs')).toMatch(/SUCCEEDED/);
  const { cloud } = reader.running;
  expect(cloud.state.volumes.get(cloud.world.volumes['free1'] ?? '')?.host).toBe(destination);
});
