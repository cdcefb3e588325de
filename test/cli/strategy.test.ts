// volume-migrate view and plan: what they print and write, their exit statuses, and a plan of theirs applied.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from './command.ts';
import { DESTINATION, openPlanCommands, type PlanCommands, SOURCE } from './plan/planCommands.ts';

const EMPTY_SOURCE = { storage_pools: [{ src_pool: SOURCE, dst_pool: DESTINATION }] };

const changes = ({ cloud }: PlanCommands): string[] =>
  cloud.requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/v3/auth/tokens')
    .map(({ path }) => path);

const run = ({ folder }: PlanCommands, ...args: string[]) => runCommand(folder, args);

/** Takes the world's own volumes off the source, so that only the test's are left there. */
function keepOnlyOwn({ cloud, ids }: PlanCommands): void {
  for (const [id, { host }] of cloud.state.volumes)
    if (host === SOURCE && !ids.includes(id)) cloud.state.volumes.delete(id);
}

async function inFolder({ folder }: PlanCommands, name: string, content: object | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('view', () => {
  test('saves a cloud to a file that only its owner can read, and changes nothing', async () => {
    await using place = await openPlanCommands(2);
    const file = join(place.folder, 'view.json');
    const { status, stderr } = await run(place, 'view', '--out', file);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/: \d+ volumes, \d+ pools/),
    });
    const view = JSON.parse(await readFile(file, 'utf8'));
    expect(view).toMatchObject({ version: 1, cloud: expect.stringContaining(place.authUrl) });
    expect(view.volumes.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([...place.ids]));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(changes(place)).toEqual([]);
  });
});

test.each([
  ['view', ['view']],
  ['plan', ['plan', 'storage-balance', '--threshold', '1']],
])('%s says that --out names a folder, or one that does not exist, with exit status 2', async (_, args) => {
  await using place = await openPlanCommands(0);
  const missing = join(place.folder, 'none', 'out.json');
  expect(await run(place, ...args, '--out', missing)).toMatchObject({
    status: 2,
    stderr: `error: cannot write ${missing}: its folder does not exist. Create the folder, or choose another file\n`,
  });
  expect(await run(place, ...args, '--out', place.folder)).toMatchObject({
    status: 2,
    stderr: `error: cannot write ${place.folder}: it is a folder. Give the name of a file\n`,
  });
});

describe('plan', () => {
  test('writes a plan to --out, says how to go on, and changes nothing; with --json prints it', async () => {
    await using place = await openPlanCommands(2);
    keepOnlyOwn(place);
    const params = await inFolder(place, 'empty.json', EMPTY_SOURCE);
    const out = join(place.folder, 'plan.yaml');
    const saved = await run(place, 'plan', 'zone-migration', '--params', params, '--out', out);
    expect(saved).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`volume-migrate apply ${out}`),
    });
    expect(saved.stdout).toContain(`${SOURCE} is empty once its 2 volumes have moved`);
    expect(await readFile(out, 'utf8')).toMatch(/^version: 1\n/);
    const printed = await run(place, 'plan', 'zone_migration', '--params', params, '--json');
    const { actions, empties } = JSON.parse(printed.stdout);
    expect(actions.map((action: { resource_id: string }) => action.resource_id).toSorted()).toEqual(
      place.ids.toSorted(),
    );
    expect(empties).toEqual([SOURCE]);
    expect(changes(place)).toEqual([]);
  });

  test('from a saved view makes no request, and the same plan each time', async () => {
    await using place = await openPlanCommands(3);
    const view = join(place.folder, 'view.json');
    await run(place, 'view', '--out', view);
    const params = await inFolder(place, 'empty.json', EMPTY_SOURCE);
    const requests = place.cloud.requests.length;
    const args = ['plan', 'zone-migration', '--params', params, '--view', view, '--json'];
    const [once, twice] = [await run(place, ...args), await run(place, ...args)];
    expect(once.status).toBe(0);
    expect(twice.stdout).toBe(once.stdout);
    expect(place.cloud.requests.length).toBe(requests);
  });

  test('with nothing to move it says so, and replaces an earlier plan by one that moves nothing', async () => {
    await using place = await openPlanCommands(1);
    const out = await inFolder(
      place,
      'plan.yaml',
      `- {resource_id: ${place.ids[0]}, migration_type: migrate, destination_node: node2@tier9#alpha}`,
    );
    const { status, stdout, stderr } = await run(place, 'plan', 'storage-balance', '--out', out);
    const saved = `nothing to move: saved as ${out}, a plan without actions\n`;
    expect({ status, stderr }).toEqual({ status: 0, stderr: saved });
    expect(stdout).toMatch(/^nothing to move$/m);
    const checked = await run(place, 'check', out);
    expect(checked.status).toBe(0);
    const applied = await run(place, 'apply', out, '--json');
    expect(applied.status).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ status: 'SUCCEEDED', actions: [] });
    expect(place.cloud.moves).toEqual([]);
  });

  test('names every problem of the parameters at once, with exit status 2 and without a request', async () => {
    await using place = await openPlanCommands(0);
    const params = await inFolder(place, 'odd.yaml', 'parallel_total: 0\nex_pools: P0\nspeed: 3\n');
    const args = ['plan', 'storage-balance', '--params', params, '--threshold', 'full', '--margin', '-1'];
    const { status, stderr } = await run(place, ...args);
    expect(status).toBe(2);
    for (const problem of ['volume_threshold', 'margin', 'parallel_total', 'ex_pools', 'speed'])
      expect(stderr).toContain(problem);
    expect(place.cloud.requests).toEqual([]);
  });

  test('names the line of a syntax error of the parameters, without escapes', async () => {
    await using place = await openPlanCommands(0);
    const params = await inFolder(place, 'broken.yaml', 'margin: 1\na: [\n');
    const { status, stderr } = await run(place, 'plan', 'storage-balance', '--params', params);
    expect(status).toBe(2);
    expect(stderr).toContain(`error: --params: ${params}: line 3, column 1: not valid YAML: `);
    expect(stderr).not.toContain('\\n');
  });

  test('names both lines of a parameter that is given twice', async () => {
    await using place = await openPlanCommands(0);
    const params = await inFolder(place, 'twice.yaml', 'margin: 1\nmargin: 2\n');
    const { status, stderr } = await run(place, 'plan', 'storage-balance', '--params', params);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/margin.*line 2/) });
  });

  test.each([
    ['an unknown strategy', ['zone-migraton'], /did you mean zone-migration\?/],
    ['a strategy file that does not exist', ['./none.js'], /\.\/none\.js cannot be loaded/],
    [
      'no such view',
      ['storage-balance', '--view', 'none.json'],
      /--view: cannot read none.json: there is no such file/,
    ],
    ['no such parameters', ['storage-balance', '--params', 'none.yaml'], /--params: cannot read none.yaml/],
  ])('refuses %s with exit status 2', async (_, args, message) => {
    await using place = await openPlanCommands(0);
    expect(await run(place, 'plan', ...args)).toMatchObject({
      ...{ status: 2, stdout: '', stderr: expect.stringMatching(message) },
    });
  });

  test('names every problem of a view that a person has edited', async () => {
    await using place = await openPlanCommands(0);
    const view = await inFolder(place, 'view.json', { version: 2, cloud: 1, volumes: [{ id: 'a' }] });
    const { status, stderr } = await run(place, 'plan', 'storage-balance', '--view', view);
    expect(status).toBe(2);
    for (const problem of ['version', 'cloud', 'takenAt', 'volumes[0].sizeGib', 'pools'])
      expect(stderr).toContain(problem);
  });

  test('runs a strategy of your own from a file', async () => {
    await using place = await openPlanCommands(2);
    const file = await inFolder(place, 'mine.mjs', OWN);
    const params = await inFolder(place, 'mine.yaml', `pool: ${DESTINATION}\n`);
    const { status, stdout } = await run(place, 'plan', file, '--params', params, '--json');
    expect(status).toBe(0);
    const { actions, skipped } = JSON.parse(stdout);
    expect(actions).toHaveLength(1);
    expect(actions[0]).toMatchObject({ destination_node: DESTINATION, reason: 'named v1' });
    expect(skipped).toEqual([{ resource_id: place.ids[0], reasons: ['v0 stays'] }]);
    expect(await run(place, 'plan', file)).toMatchObject({
      ...{ status: 2, stderr: expect.stringContaining('pool') },
    });
  });
});

const OWN = `import { z } from '${import.meta.resolve('zod')}';

export default {
  name: 'mine',
  description: 'moves what is named v1',
  parameters: z.strictObject({ pool: z.string() }),
  propose({ volumes }, { pool }) {
    const own = volumes.filter(({ name }) => /^v\\d$/.test(name));
    return {
      actions: own.filter(({ name }) => name === 'v1').map(({ id, name }) => ({
        parameters: {
          resourceId: id, migrationType: 'migrate', destinationNode: pool, destinationType: null,
          swapMethod: 'auto', allowEncryptionChange: false,
        },
        resourceName: name, reason: 'named v1', notBefore: null, window: null,
      })),
      skipped: own.filter(({ name }) => name !== 'v1').map(({ id }) => ({ resourceId: id, reasons: ['v0 stays'] })),
    };
  },
};
`;

describe('a pool is emptied: plan, check, apply', () => {
  const planned = async (place: PlanCommands): Promise<string> => {
    const params = await inFolder(place, 'empty.json', EMPTY_SOURCE);
    const out = join(place.folder, 'plan.json');
    expect(await run(place, 'plan', 'zone-migration', '--params', params, '--out', out)).toMatchObject({
      status: 0,
    });
    return out;
  };

  test('exit status 0 once nothing is left there', async () => {
    await using place = await openPlanCommands(3);
    keepOnlyOwn(place);
    const plan = await planned(place);
    expect(await place.run('check', plan)).toMatchObject({ status: 0 });
    expect(await place.run('apply', plan)).toMatchObject({ status: 0 });
    expect(place.moved()).toBe(3);
  });

  test('exit status 1 if a volume is blocked, with what the pool still holds', async () => {
    await using place = await openPlanCommands(2);
    keepOnlyOwn(place);
    place.cloud.addSnapshot(place.ids[0] ?? '');
    const plan = await planned(place);
    expect(JSON.parse(await readFile(plan, 'utf8')).skipped).toEqual([
      { resource_id: place.ids[0], reasons: [expect.stringContaining('snapshot')] },
    ]);
    const { status, stdout } = await place.run('apply', plan);
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`${SOURCE} is not empty: it holds 1 volume \\(${place.ids[0]}\\)`));
    expect(place.moved()).toBe(1);
  });
});
