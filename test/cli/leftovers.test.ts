// volume-migrate leftovers, as a person or a script uses it: what it prints, what it asks, its exit status.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openSqliteStore } from '../../src/index.ts';
import { type Left, leaveBehind, openPlace, type Place } from '../leftovers/cloud.ts';
import { runCommand } from './command.ts';

let place: Place;
let folder: string;
let made = 0;
let journal: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-leftovers-'));
});
afterAll(async () => await rm(folder, { recursive: true }));
beforeEach(async () => {
  made += 1;
  journal = join(folder, String(made), 'journal.sqlite');
  place = await openPlace(openSqliteStore(journal));
  const { running } = place;
  const clouds = { simulated: running.cloudsYaml.clouds.simulated, owner: running.cloudFor('alice', 'demo') };
  await writeFile(join(folder, 'clouds.yaml'), stringify({ clouds }));
});
afterEach(async () => {
  await place.store.close();
  await place.running.stop();
});

async function leftovers(...flags: string[]) {
  const ran = await runCommand(folder, ['leftovers', '--journal', journal, ...flags]);
  for (const secret of ['labadmin', ...place.running.cloud.state.tokens.keys()])
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  return ran;
}

const isThere = ({ userId, volumeId }: Left) => {
  const { users, volumes } = place.running.cloud.state;
  return { user: users.has(userId), volume: volumes.has(volumeId) };
};

test('a cloud in order', async () => {
  expect(await leftovers()).toEqual({ status: 0, stdout: 'nothing found\n', stderr: '' });
  expect(await leftovers('--json')).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  expect(await leftovers('--remove', '--yes')).toEqual({
    status: 0,
    stdout: 'nothing found\n',
    stderr: '',
  });
});

test('prints a block for each, no line wider than 100 characters', async () => {
  const left = await leaveBehind(place);
  const { cloud } = place.running;
  const { id } = cloud.addVolume({ name: 'slow', type: 'alpha', project: 'demo', user: 'alice' });
  cloud.setVolume(id, { status: 'maintenance', updatedAt: Date.now() - 100 * 3_600_000 });
  const { status, stdout, stderr } = await leftovers();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^KIND +ID +AGE +REMOVABLE$/m);
  expect(stdout).toMatch(new RegExp(`^temporary user +${left.userId} +[\\d.]+ s +yes$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^destination volume +${left.volumeId} +[\\d.]+ s +yes$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^stuck volume +${id} +4 days +no$`, 'm'));
  expect(stdout).toContain('\n  not proven: a long copy looks the same: Cinder does not report progress\n');
  expect(stdout).toContain('\n  → volume-migrate leftovers --remove\n');
  expect(stdout).toMatch(/^3 found, 2 of them proven to belong to volume-migrate and to be unused$/m);
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  expect(isThere(left)).toEqual({ user: true, volume: true });
});

test('a move that someone else started: a block that says to wait, and an object with --json', async () => {
  const { cloud } = place.running;
  const { id } = cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' });
  cloud.setVolume(id, { migrationStatus: 'migrating' });
  const { status, stdout } = await leftovers();
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^move under way +${id} +[\\d.]+ s +no, moving$`, 'm'));
  expect(stdout).toContain('\n  Cinder is still moving the volume: there is nothing to remove\n');
  expect(stdout).toContain('\n  → started by someone else, or from another journal: wait until it ends');
  expect(stdout).toMatch(/^nothing found; 1 move under way that no run follows$/m);
  const asJson = JSON.parse((await leftovers('--json')).stdout);
  expect(asJson).toMatchObject([{ kind: 'move', id, runId: null, verdict: 'moving' }]);
});

test('--json prints one array', async () => {
  const left = await leaveBehind(place);
  const { status, stdout, stderr } = await leftovers('--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(await place.find());
  expect(JSON.parse(stdout)).toMatchObject([{ id: left.userId }, { id: left.volumeId }]);
});

describe('--remove', () => {
  test('with --yes removes what is proven, and nothing else', async () => {
    const left = await leaveBehind(place);
    const { cloud } = place.running;
    const { id } = cloud.addVolume({ name: 'slow', type: 'alpha', project: 'demo', user: 'alice' });
    cloud.setVolume(id, { status: 'maintenance', updatedAt: 0 });
    const { status, stdout } = await leftovers('--remove', '--yes');
    expect(status).toBe(0);
    expect(stdout).toContain(`\nremoved: temporary user ${left.userId}\n`);
    expect(stdout).toContain(`\nremoved: destination volume ${left.volumeId}\n`);
    expect(isThere(left)).toEqual({ user: false, volume: false });
    expect(cloud.state.volumes.get(id)?.status).toBe('maintenance');
    expect(cloud.state.volumes.get(left.sourceId)?.status).toBe('in-use');
  });

  test('with --yes and --json reports the result of each', async () => {
    const left = await leaveBehind(place);
    const body = { error: { code: 409, message: 'not today', title: 'Conflict' } };
    place.running.cloud.faults.http({ match: { method: 'DELETE', service: 'identity' }, status: 409, body });
    const { status, stdout, stderr } = await leftovers('--remove', '--yes', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: left.userId, removed: false, error: expect.stringContaining('not today') },
      { id: left.volumeId, removed: true, error: null },
    ]);
    expect(stderr).toContain('not today');
    expect(isThere(left)).toEqual({ user: true, volume: false });
  });

  test.each([
    ['without a terminal', ['--remove'], 'there is no terminal. Run it in a terminal, or add --yes'],
    [
      'with --json',
      ['--remove', '--json'],
      'which is not possible with --json. Add --yes to remove without asking',
    ],
    ['by --yes alone', ['--yes'], '--yes requires --remove'],
  ])('%s is refused before the cloud is asked', async (_, flags, why) => {
    const left = await leaveBehind(place);
    place.running.cloud.requests.splice(0);
    const { status, stdout, stderr } = await leftovers(...flags);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(place.running.cloud.requests).toEqual([]);
    expect(isThere(left)).toEqual({ user: true, volume: true });
  });
});

test('a user who sees nothing is told so, with exit status 1', async () => {
  const { status, stdout, stderr } = await leftovers('--cloud', 'owner');
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^not checked: volumes: Cinder does not show migration states/m);
  expect(stdout).toMatch(/^not checked: temporary users: /m);
  expect(stdout).toMatch(/^nothing found in the parts that could be checked$/m);
  const asJson = await leftovers('--cloud', 'owner', '--json');
  expect(asJson).toMatchObject({ status: 1, stdout: '[]\n' });
  expect(asJson.stderr).toMatch(/^not checked: temporary users: /m);
});

test('a cloud that cannot be signed in to is unusable', async () => {
  const { status, stderr } = await leftovers('--cloud', 'nowhere');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: /);
});
