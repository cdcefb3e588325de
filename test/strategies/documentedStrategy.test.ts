// The strategy of the documentation and its test work as printed: the plan is made, checked and applied by the command.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runCommand } from '../cli/command.ts';
import { DESTINATION, openPlanCommands } from '../cli/plan/planCommands.ts';
import { codeIn, ROOT, readPage } from '../docs/pages.ts';
import { openReadersFolder } from '../docs/played/folder.ts';
import { playPage } from '../docs/played/playPage.ts';

const [strategy = '', itsTest = ''] = codeIn('docs/own-strategy.md', 'js');

test('the strategy has about twenty lines and no imports', () => {
  expect(strategy.trim().split('\n').length).toBeLessThanOrEqual(22);
  expect(strategy).not.toContain('import');
});

test('the strategy moves the volumes of a project on a cloud, and says why an attached one stays', async () => {
  await using place = await openPlanCommands(3);
  const { cloud, folder, ids } = place;
  const [attached = '', ...detached] = ids;
  cloud.attach(cloud.world.servers['vm1'] ?? '', attached);
  for (const [id, { host }] of cloud.state.volumes)
    if (!ids.includes(id) && host !== DESTINATION) cloud.setVolume(id, { host: DESTINATION });
  await writeFile(join(folder, 'by-project.js'), strategy);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const project = cloud.state.volumes.get(attached)?.projectId;
  await writeFile(join(folder, 'parameters.json'), JSON.stringify({ project, pool: DESTINATION }));
  const [file = '', params = '', out = ''] = ['by-project.js', 'parameters.json', 'plan.yaml'].map((name) =>
    join(folder, name),
  );
  const planned = await runCommand(folder, ['plan', file, '--params', params, '--out', out]);
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining('it is attached') });
  expect(planned.stdout).toMatch(/POOL +VOLUMES/);
  expect(await place.run('check', out)).toMatchObject({ status: 0 });
  expect(await place.run('apply', out, '--yes')).toMatchObject({ status: 0 });
  expect(detached.map((id) => cloud.state.volumes.get(id)?.host)).toEqual([DESTINATION, DESTINATION]);
  expect(place.moved()).toBe(2);
  await writeFile(params, '{ "pol": 1 }');
  const wrong = await runCommand(folder, ['plan', file, '--params', params]);
  expect(wrong.status).toBe(2);
  for (const name of ['project', 'pool', 'pol']) expect(wrong.stderr).toContain(name);
});

test('its test passes with the test runner of Node', async () => {
  await using place = await openPlanCommands(0);
  const { folder } = place;
  const kit = join(ROOT, 'src/strategies/testing/index.ts');
  await writeFile(join(folder, 'by-project.js'), strategy);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const code = itsTest.replace("'volume-migrate/strategies/testing'", `'${kit}'`);
  expect(code).toContain(kit);
  await writeFile(join(folder, 'by-project.test.js'), code);
  const { PATH } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', 'by-project.test.js'],
    { cwd: folder, env: { PATH } },
  );
  expect(stdout).toMatch(/# pass 2\n# fail 0/);
});

test('its commands work as written, apart from the ID of the project: they move the volumes of the project', async () => {
  await using reader = await openReadersFolder();
  const { cloud } = reader.running;
  const { id, projectId } = cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  await writeFile(join(reader.folder, 'by-project.js'), strategy);
  const page = readPage('docs/own-strategy.md');
  const blocks = page.blocks.map((block) => ({
    ...block,
    code: block.code.replace('4d2f0d8c7d9a4f3c9b8e7a6d5c4b3a29', projectId ?? ''),
  }));
  expect(await playPage({ ...page, blocks }, reader)).toEqual([]);
  expect(cloud.state.volumes.get(id)?.host).toBe('node2@alpha#alpha');
});
