// volume-migrate inspect PLAN, and plan --inspect: a plan on the page before it is applied, with a cloud, a view, or neither.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlanPreview } from '../../../src/inspector/planPreview.ts';
import { ask } from '../../inspector/asking.ts';
import { listen } from '../../inspector/listening.ts';
import { manyVolumes, poolName } from '../../page/previews.ts';
import { runCommand } from '../command.ts';
import { type Started, startCommand } from '../started.ts';
import { action, DESTINATION, MISSING, openPlanCommands, type PlanCommands, SOURCE } from './planCommands.ts';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{22}/;

const addressOf = async (started: Started): Promise<string> => {
  await started.untilPrinted(ADDRESS);
  return ADDRESS.exec(started.printed().stdout)?.[0] ?? '';
};

const embedded = (html: string): PlanPreview =>
  JSON.parse(/<script type="application\/json" id="plan">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null');

const changes = ({ cloud }: PlanCommands): string[] =>
  cloud.requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/v3/auth/tokens')
    .map(({ path }) => path);

async function written(place: PlanCommands, ...args: string[]) {
  const html = join(place.folder, 'plan.html');
  const ran = await place.run('inspect', ...args, '--html', html);
  return { ...ran, preview: ran.status === 0 ? embedded(await readFile(html, 'utf8')) : null };
}

describe('inspect PLAN', () => {
  test('serves the plan with a check of each move until Ctrl-C, and changes nothing', async () => {
    await using place = await openPlanCommands(3);
    place.cloud.addSnapshot(place.ids[0] ?? '');
    const started = place.start('inspect', place.file);
    const url = await addressOf(started);
    const preview = embedded((await ask(url)).body);
    expect(preview).toMatchObject({
      ...{
        title: 'plan.json',
        command: `volume-migrate apply ${place.file}`,
        source: 'cloud',
        isChecked: true,
      },
      moves: place.ids.map((volumeId) => ({ volumeId, from: SOURCE, to: DESTINATION, state: 'waiting' })),
    });
    const listener = await listen(url);
    const { checks } = await listener.until((heard) => heard.checks.size === 3);
    expect([0, 1, 2].map((n) => checks.get(n)?.state)).toEqual(['blocked', 'clear', 'clear']);
    expect(checks.get(0)?.reasons.join()).toContain('snapshot');
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ status: 0, stdout: `${url}\n` });
    expect(changes(place)).toEqual([]);
    expect(place.moved()).toBe(0);
  });

  test('shows the pools of a plan that a person wrote as they are and as they will be', async () => {
    await using place = await openPlanCommands(2);
    const { preview } = await written(place, place.file, '--no-check');
    const size = preview?.moves.reduce((sum, { sizeGib }) => sum + (sizeGib ?? 0), 0) ?? 0;
    expect(size).toBeGreaterThan(0);
    const change = Object.fromEntries(
      preview?.pools.map(({ name, before, after }) => [name, (after.usedGib ?? 0) - (before.usedGib ?? 0)]) ??
        [],
    );
    expect(change).toEqual({ [SOURCE]: -size, [DESTINATION]: size });
    expect(preview).toMatchObject({ isChecked: false, checks: [] });
  });

  test('--html writes a page with all checks', async () => {
    await using place = await openPlanCommands(2);
    const plan = await place.write({ version: 1, actions: [...place.ids, MISSING].map(action) });
    const { status, stderr, preview } = await written(place, plan);
    expect({ status, stderr }).toEqual({ status: 0, stderr: `wrote ${join(place.folder, 'plan.html')}\n` });
    expect(preview?.checks.toSorted(([one], [other]) => one - other).map(([, { state }]) => state)).toEqual([
      'clear',
      'clear',
      'missing',
    ]);
  });

  test('forecasts in the words of apply --dry-run', async () => {
    await using place = await openPlanCommands(4);
    expect(
      await place.run(
        'apply',
        await place.write({ version: 1, actions: place.ids.slice(0, 1).map(action) }, 'one.json'),
      ),
    ).toMatchObject({ status: 0 });
    const { stdout } = await place.run('apply', place.file, '--dry-run');
    const { preview } = await written(place, place.file, '--no-check');
    expect(preview?.time).toMatch(/^about .*, if nothing fails$/);
    expect(stdout).toContain(`speed limited by: ${preview?.speedLimit}`);
    expect(stdout).toContain(`time: ${preview?.time}`);
    expect(preview?.moves.map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting', 'waiting']);
  });

  test('with --view makes no request, and knows sizes, sources and the order of the moves', async () => {
    await using place = await openPlanCommands(2);
    const view = join(place.folder, 'view.json');
    expect(await runCommand(place.folder, ['view', '--out', view])).toMatchObject({ status: 0 });
    const requests = place.cloud.requests.length;
    const { preview } = await written(place, place.file, '--view', view);
    expect(preview).toMatchObject({ source: 'view', isChecked: false, warnings: [] });
    expect(preview?.moves.map(({ from, place: turn }) => ({ from, turn }))).toEqual([
      { from: SOURCE, turn: 1 },
      { from: SOURCE, turn: 2 },
    ]);
    expect(place.cloud.requests.length).toBe(requests);
  });

  test('without a cloud shows the plan alone and says why; a cloud that is named must be there', async () => {
    await using place = await openPlanCommands(2);
    const html = join(place.folder, 'plan.html');
    const args = ['inspect', place.file, '--html', html];
    const nowhere = { OS_CLIENT_CONFIG_FILE: join(place.folder, 'none.yaml'), OS_CLOUD: '' };
    const { status, stderr } = await runCommand(place.folder, args, { ...nowhere, HOME: place.folder });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^the plan is shown without a cloud: .*is configured/),
    });
    expect(embedded(await readFile(html, 'utf8'))).toMatchObject({
      ...{ source: 'plan', isChecked: false, time: null, pools: [] },
      warnings: [expect.stringContaining('Shown without a cloud: ')],
      moves: [{ from: null, sizeGib: null, to: DESTINATION }, {}],
    });
    expect(await place.run(...args, '--cloud', 'elsewhere')).toMatchObject({
      ...{ status: 2, stderr: expect.stringContaining('clouds.elsewhere: no such cloud') },
    });
  });

  test('a plan for another cloud is not compared with this one, and an old one is called old', async () => {
    await using place = await openPlanCommands(1);
    const plan = await place.write({
      ...{ version: 1, cloud: 'https://other.example/v3', created_at: '2020-01-01T00:00:00Z' },
      actions: place.ids.map(action),
    });
    const { preview } = await written(place, plan);
    expect(preview?.source).toBe('plan');
    expect(preview?.warnings).toEqual([
      expect.stringContaining('the plan was made for cloud https://other.example/v3'),
      expect.stringContaining('the plan was made more than a day ago'),
    ]);
  });

  test('says which volumes are moved before, and the names that the cloud has', async () => {
    await using place = await openPlanCommands(2);
    const actions = place.ids.map((resource_id, n) => ({
      ...{ resource_id, migration_type: 'migrate', destination_node: DESTINATION },
      ...(n === 0 ? { after: [place.ids[1]] } : {}),
    }));
    const { preview } = await written(place, await place.write({ version: 1, actions }), '--no-check');
    expect(preview?.moves).toMatchObject([
      { name: 'v0', after: [place.ids[1]], place: 2 },
      { name: 'v1', after: [], place: 1 },
    ]);
  });

  test('says when moves may start', async () => {
    await using place = await openPlanCommands(2);
    const [first = '', second = ''] = place.ids;
    const window = { from: '22:00', to: '06:00', days: ['sat', 'sun'], time_zone: 'Europe/Berlin' };
    const plan = await place.write({
      version: 1,
      actions: [
        { ...action(first), window },
        { ...action(second), not_before: '2030-01-01T00:00:00Z' },
      ],
    });
    const { preview } = await written(place, plan, '--no-check');
    expect(preview?.moves.map(({ schedules }) => schedules)).toEqual([
      ['22:00 to 06:00 on sat, sun (Europe/Berlin)'],
      ['not before 2030-01-01T00:00:00Z'],
    ]);
  });

  test('names every problem of a plan, with exit status 2 and without a request', async () => {
    await using place = await openPlanCommands(0);
    const plan = await place.write({ version: 1, actions: [{ resource_id: 'x' }], speed: 3 });
    const { status, stderr } = await place.run('inspect', plan);
    expect(status).toBe(2);
    for (const problem of ['resource_id', 'speed']) expect(stderr).toContain(problem);
    expect(place.cloud.requests).toEqual([]);
  });

  test('names the options that a run cannot have', async () => {
    await using place = await openPlanCommands(0);
    const { status, stderr } = await place.run(
      'inspect',
      '--view',
      'x',
      '--no-check',
      '--cloud',
      'c',
      '--region',
      'r',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('--view, --no-check, --cloud, --region can only be used with a plan file');
  });

  test('--html does not overwrite the plan', async () => {
    await using place = await openPlanCommands(1);
    const before = await readFile(place.file, 'utf8');
    const { status, stderr } = await place.run('inspect', place.file, '--html', place.file);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('is the file that is shown'),
    });
    expect(await readFile(place.file, 'utf8')).toBe(before);
  });
});

describe('plan --inspect', () => {
  test('prints the plan, then shows it with its reasons, its pools and its checks until Ctrl-C', async () => {
    await using place = await openPlanCommands(2);
    const params = await place.write(
      { storage_pools: [{ src_pool: SOURCE, dst_pool: DESTINATION }] },
      'empty.json',
    );
    const out = join(place.folder, 'made.yaml');
    const args = ['plan', 'zone-migration', '--params', params, '--out', out, '--inspect'];
    const started = startCommand(place.folder, args);
    const url = await addressOf(started);
    const preview = embedded((await ask(url)).body);
    expect(preview).toMatchObject({
      title: 'made.yaml',
      command: `volume-migrate apply ${out}`,
      source: 'cloud',
    });
    expect(preview.moves.filter(({ volumeId }) => place.ids.includes(volumeId))).toMatchObject([
      { reason: expect.stringContaining(`empties ${SOURCE}`) },
      { reason: expect.stringContaining(`empties ${SOURCE}`) },
    ]);
    expect(preview.pools).toContainEqual(expect.objectContaining({ name: SOURCE, isEmptied: true }));
    const listener = await listen(url);
    await listener.until(({ checks }) => checks.size === preview.moves.length);
    started.child.kill('SIGINT');
    const { status, stdout } = await started.ended;
    expect(status).toBe(0);
    expect(stdout).toContain('Moves:');
    expect(changes(place)).toEqual([]);
  });

  test('from a saved view shows the threshold of each pool, without a request', async () => {
    await using place = await openPlanCommands(0);
    const view = await place.write(manyVolumes(40, 4), 'view.json');
    const args = ['plan', 'storage-balance', '--threshold', '85', '--view', view, '--inspect'];
    const started = startCommand(place.folder, args);
    const preview = embedded((await ask(await addressOf(started))).body);
    expect(preview).toMatchObject({
      ...{ title: 'storage-balance', command: null, source: 'view', isChecked: false },
    });
    expect(preview.pools.map(({ name }) => name)).toContain(poolName(0));
    for (const { thresholdPercent, after } of preview.pools) {
      expect(thresholdPercent).toBe(85);
      expect(after.usedPercent).toBeLessThanOrEqual(85);
    }
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ status: 0 });
    expect(place.cloud.requests).toEqual([]);
  });
});
