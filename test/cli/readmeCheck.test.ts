// The README's examples of check and dry run print what the README shows, apart from the IDs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './command.ts';
import { openCommandFolder } from './commandFolder.ts';

const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
const examples = [
  ...readme.matchAll(/^```console\n\$ volume-migrate ((?:check|run --dry-run) [^\n]*)\n(.*?)^```$/gms),
].map(([, args = '', printed = '']) => ({ args: args.replaceAll("'", '').split(' '), printed }));

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

test('the examples of check and run --dry-run', async () => {
  const at = await openCommandFolder();
  const { cloud } = at.running;
  const own = { type: 'alpha', project: 'demo', user: 'alice' };
  const { id: blocked } = cloud.addVolume({ ...own, name: 'v', sizeGib: 1500 });
  cloud.addSnapshot(blocked);
  cloud.setVolume(blocked, { groupId: 'd1b1a9a5-7d1c-4d8e-b3a1-6c1f7f0f6d9e' });
  const { free1 = '' } = cloud.world.volumes;
  expect(examples).toHaveLength(2);
  const printed: string[] = [];
  for (const [index, { args }] of examples.entries()) {
    const given = args.map((arg) => arg.replace(ID, index === 0 ? blocked : free1));
    printed.push((await runCommand(at.folder, given)).stdout.replaceAll(ID, '…'));
  }
  await at.close();
  expect(printed).toEqual(examples.map((example) => example.printed.replaceAll(ID, '…')));
});
