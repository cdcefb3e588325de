// The examples of check and dry run print what their page shows, apart from the IDs.
import { expect, test } from 'vitest';
import { runCommand } from '../cli/command.ts';
import { openCommandFolder } from '../cli/commandFolder.ts';
import { readPage } from './pages.ts';

const { text } = readPage('docs/moving.md');
const examples = [
  ...text.matchAll(/^```console\n\$ volume-migrate ((?:check|run --dry-run) [^\n]*)\n(.*?)^```$/gms),
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

test('the example of run works, and prints the fields of the JSON example', async () => {
  const at = await openCommandFolder();
  const [, example = ''] = /^```console\n\$ volume-migrate (run [^\n]*)\n```$/m.exec(text) ?? [];
  const [, json = ''] = /^```json\n(.*?)^```$/ms.exec(text) ?? [];
  const args = example.replaceAll("'", '').replace(ID, at.running.cloud.world.volumes['free1'] ?? '');
  const { status, stdout } = await runCommand(at.folder, [...args.split(' '), '--json']);
  await at.close();
  expect(status).toBe(0);
  const printed = JSON.parse(stdout);
  expect(Object.keys(JSON.parse(json)).toSorted()).toEqual(Object.keys(printed).toSorted());
  expect(printed.to.host).toBe('node2@tier9#alpha');
});
