// volume-migrate apply: exit statuses, what each format prints, and plans that cannot be used.
import { describe, expect, test } from 'vitest';
import type { PlanOutcomeAction } from '../../../src/index.ts';
import { action, DESTINATION, MISSING, openPlanCommands, SOURCE, unnamed } from './planCommands.ts';

const DAY_MS = 24 * 3_600_000;

describe.concurrent('apply', () => {
  test('moves every volume: exit status 0, and --json prints the outcome alone on standard output', async () => {
    await using place = await openPlanCommands(3);
    const { status, stdout } = await place.start('apply', place.file, '--json').ended;
    expect(status).toBe(0);
    expect(place.moved()).toBe(3);
    const { planId, actions, startedAt, endedAt, ...rest } = JSON.parse(stdout);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(rest).toEqual({
      ...{ status: 'SUCCEEDED', reasons: [] },
      counts: { SUCCEEDED: 3, FAILED: 0, CANCELLED: 0, SKIPPED: 0, PENDING: 0 },
    });
    expect(
      actions.map(({ resource_id, status: its, reasons }: PlanOutcomeAction) => ({
        ...{ resource_id, status: its, reasons },
      })),
    ).toEqual(place.ids.map((resource_id) => ({ resource_id, status: 'SUCCEEDED', reasons: [] })));
    for (const { runId, outcome } of actions) {
      expect(outcome).toMatchObject({ runId, status: 'SUCCEEDED', to: { host: DESTINATION } });
    }
    expect(planId).toBe((await place.plan()).runId);
    expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  });

  test('exits with 1 if a volume failed or was skipped, each with its reasons; applied again, it moves only what is left', async () => {
    await using place = await openPlanCommands(2);
    const [kept = '', moved = ''] = place.ids;
    const snapshot = place.cloud.addSnapshot(kept);
    const file = await place.write([...place.ids, MISSING].map(action));
    const { status, stdout } = await place.start('apply', file, '--json').ended;
    expect(status).toBe(1);
    const first = JSON.parse(stdout);
    expect(first).toMatchObject({ status: 'FAILED', counts: { SUCCEEDED: 1, FAILED: 1, SKIPPED: 1 } });
    expect(first.actions[0].reasons.join()).toContain('snapshot');
    expect(first.actions[2]).toMatchObject({
      ...{ resource_id: MISSING, status: 'SKIPPED', runId: null, outcome: null },
      reasons: ['the volume does not exist (any more)'],
    });
    place.cloud.state.snapshots.delete(snapshot.id);
    const again = await place.start('apply', await place.write(place.ids.map(action)), '--json').ended;
    expect(again.status).toBe(0);
    expect(JSON.parse(again.stdout).actions[1]).toMatchObject({ resource_id: moved, runId: null });
    expect(place.asked()).toEqual([1, 1]);
  });

  test('not at a terminal it asks nothing, and prints what will move, each start and each end', async () => {
    await using place = await openPlanCommands(2);
    place.cloud.addSnapshot(place.ids[1] ?? '');
    const skipped = [{ resource_id: MISSING, reasons: ['it has \u001b[31msnapshots'] }];
    const plan = { version: 1, actions: place.ids.map(action), skipped, notes: ['made by hand'] };
    const { status, stdout, stderr } = await place.start('apply', await place.write(plan)).ended;
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const { runId } = await place.plan();
    for (const line of [
      `plan ${runId}`,
      'to move: 2 volumes (2 GiB)',
      `  ${SOURCE}  ${DESTINATION}        2    2`,
      `  - ${MISSING}: it has \\u001b[31msnapshots`,
      'note: made by hand',
      'time: not known yet: the journal has no similar move',
      `speed limited by: moves out of ${SOURCE} (2 at once; raise it with --per-pool)`,
      `started: v0 (${place.ids[0]}), 1 GiB, ${SOURCE} → ${DESTINATION}`,
    ])
      expect(stdout.split('\n')).toContain(line);
    expect(stdout).toMatch(new RegExp(`^SUCCEEDED: v0 \\(${place.ids[0]}\\) in \\d`, 'm'));
    expect(stdout).toMatch(new RegExp(`^FAILED: v1 \\(${place.ids[1]}\\) in .*: Invalid state`, 'm'));
    expect(stdout).toMatch(/^FAILED in .*: 1 of 2 volumes moved; 1 failed\nFAILED: v1 \(/m);
  });

  test('names the volumes of a plan without names as the cloud does, in each line and later by its records', async () => {
    await using place = await openPlanCommands(2);
    place.cloud.addSnapshot(place.ids[1] ?? '');
    const file = await place.write(place.ids.map(unnamed));
    const { stdout } = await place.start('apply', file).ended;
    const [first, second] = place.ids.map((id, n) => `v${n} (${id})`);
    expect(stdout).toContain(`started: ${first}, 1 GiB`);
    expect(stdout).toContain(`SUCCEEDED: ${first} in `);
    expect(stdout.split(`FAILED: ${second}`)).toHaveLength(3);
    const { runId } = await place.plan();
    expect((await place.run('show', runId)).stdout).toContain(`FAILED: ${second}: `);
    expect((await place.run('watch', runId)).stdout).toContain(`FAILED: ${second}`);
  });

  test('--events prints a JSON object for each event, and the whole outcome last', async () => {
    await using place = await openPlanCommands(2);
    const { status, stdout, stderr } = await place.start('apply', place.file, '--events').ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'started')).toHaveLength(2);
    expect(types.filter((type) => type === 'ended')).toHaveLength(2);
    expect(types.filter((type) => type === 'outcome')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'outcome', status: 'SUCCEEDED', actions: [{}, {}] });
    expect(events).toContainEqual(expect.objectContaining({ type: 'started', resourceId: place.ids[0] }));
  });

  test('--quiet prints the outcome alone; -v each request once', async () => {
    await using place = await openPlanCommands(1);
    const { stdout, stderr } = await place.start('apply', place.file, '--quiet').ended;
    expect({ stderr, stdout }).toEqual({
      stderr: '',
      stdout: expect.stringMatching(/^SUCCEEDED in [^\n]*: 1 of 1 volume moved\n$/),
    });
    const back = place.ids.map((resource_id) => ({
      resource_id,
      migration_type: 'migrate',
      destination_node: SOURCE,
    }));
    const verbose = await place.start('apply', await place.write(back), '-v').ended;
    expect(verbose.stdout).toMatch(/GET volume .*\/volumes.* → 200/);
    const ids = verbose.stdout.match(/req-[0-9a-f-]{36}/g) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('reads a plan from standard input', async () => {
    await using place = await openPlanCommands(1);
    const running = place.start('apply', '-', '--json');
    running.child.stdin?.end(JSON.stringify(place.ids.map(action)));
    expect((await running.ended).status).toBe(0);
    expect(place.moved()).toBe(1);
  });

  test.each([
    ['--fail-fast', [], 1],
    ['--max-failures', ['2'], 2],
  ])('%s starts no more moves after so many failures', async (flag, value, failures) => {
    await using place = await openPlanCommands(5);
    for (const id of place.ids) place.cloud.addSnapshot(id);
    const args = [flag, ...value, '--total', '1', '--order', 'as-given', '--json'];
    const { status, stdout } = await place.start('apply', place.file, ...args).ended;
    expect(status).toBe(1);
    const { counts, reasons, actions } = JSON.parse(stdout);
    expect(counts).toMatchObject({ FAILED: failures, PENDING: 5 - failures });
    expect(reasons[0]).toMatch(/^no more moves were started after \d failure/);
    expect(actions[0].status).toBe('FAILED');
    expect(actions[4].status).toBe('PENDING');
  });
});

describe('a plan that cannot be used: exit status 2, and nothing is sent', () => {
  test('every problem of the file and of the options is named; with --json in the form of an outcome', async () => {
    await using place = await openPlanCommands(0);
    const file = await place.write({ version: 1, actions: [{ resource_id: 'x' }, { nonsense: 1 }] });
    const args = ['apply', file, '--total', '0', '--per-pool', 'two', '--max-failures', '-1', '--json'];
    const { status, stdout } = await place.run(...args);
    expect(status).toBe(2);
    const { error, ...rest } = JSON.parse(stdout);
    expect(rest).toMatchObject({ planId: null, status: 'FAILED', actions: [], counts: { PENDING: 0 } });
    expect(error).toMatchObject({ name: 'InvalidPlanError', code: 'InvalidPlan' });
    const reasons = error.reasons.join('\n');
    for (const problem of ['actions[0].resource_id', 'nonsense', '--total', '--per-pool', '--max-failures'])
      expect(reasons).toContain(problem);
    expect(place.cloud.requests).toEqual([]);
  });

  test.each([
    ['no such file', ['no-such-plan.json'], /cannot read no-such-plan.json: there is no such file/],
    ['the ID of a plan', ['3f9c2d1a'], /cannot read 3f9c2d1a: .*volume-migrate resume PLAN/],
    ['no argument', [], /missing required argument/],
    ['an unknown option', ['plan.json', '--soon'], /unknown option/],
    ['two ways to stop', ['plan.json', '--fail-fast', '--max-failures', '2'], /cannot be used with/],
  ])('%s', async (_, args, message) => {
    await using place = await openPlanCommands(0);
    expect(await place.run('apply', ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(message),
    });
    const { status, stdout } = await place.run('apply', ...args, '--json');
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ planId: null, status: 'FAILED', actions: [] });
  });

  test('one that was made for another cloud, unless --other-cloud is given', async () => {
    await using place = await openPlanCommands(1);
    const plan = { version: 1, cloud: 'https://elsewhere.example:5000/v3', actions: place.ids.map(action) };
    const file = await place.write(plan);
    for (const command of [['check'], ['apply'], ['apply', '--dry-run']]) {
      const refused = await place.run(...command, file);
      expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('--other-cloud') });
    }
    expect((await place.run('apply', file, '--dry-run', '--other-cloud')).status).toBe(0);
    const own = await place.write({ ...plan, cloud: `${place.authUrl}/` });
    expect((await place.run('apply', own, '--dry-run')).status).toBe(0);
    expect(place.asked()).toEqual([0]);
  });

  test('one that is more than a day old, unless --old is given', async () => {
    await using place = await openPlanCommands(1);
    const made = (agoMs: number): object => ({
      ...{ version: 1, created_at: new Date(Date.now() - agoMs).toISOString() },
      actions: place.ids.map(action),
    });
    const file = await place.write(made(DAY_MS + 60_000));
    for (const command of ['check', 'apply']) {
      const { status, stdout } = await place.run(command, file, '--json');
      expect({ status, error: JSON.parse(stdout).error }).toMatchObject({
        ...{ status: 2, error: { code: 'PlanTooOld', message: expect.stringContaining('--old') } },
      });
    }
    expect((await place.run('apply', file, '--dry-run', '--old')).status).toBe(0);
    const recent = await place.write(made(DAY_MS - 60_000));
    expect((await place.run('apply', recent, '--dry-run')).status).toBe(0);
  });
});

describe('check PLAN', () => {
  test('exits with 0 if nothing blocks a move, and with 1 if something does; --json prints the check', async () => {
    await using place = await openPlanCommands(2);
    const clear = await place.run('check', place.file);
    expect(clear).toMatchObject({ status: 0, stdout: 'CLEAR: nothing blocks the 2 moves\n' });
    place.cloud.addSnapshot(place.ids[1] ?? '');
    const blocked = await place.run('check', place.file);
    expect(blocked.status).toBe(1);
    expect(blocked.stdout).toContain(`blocked: v1 (${place.ids[1]}): Invalid state for migrating volume\n`);
    expect(blocked.stdout).toContain('  - the volume has 1 snapshot');
    const { status, stdout } = await place.run('check', place.file, '--json');
    expect({ status, check: JSON.parse(stdout) }).toMatchObject({
      status: 1,
      check: {
        clear: false,
        counts: { clear: 1, blocked: 1 },
        actions: [{ state: 'clear' }, { state: 'blocked' }],
      },
    });
    expect(place.asked()).toEqual([0, 0]);
  });

  test('refuses the options of a single migration', async () => {
    await using place = await openPlanCommands(1);
    const { status, stdout } = await place.run('check', place.file, '--destination-type', 'beta', '--json');
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error.reasons).toEqual([
      '--destination-type cannot be used with a plan: each action of the plan has its own',
    ]);
  });
});
