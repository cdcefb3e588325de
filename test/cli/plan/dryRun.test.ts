// volume-migrate apply --dry-run: what would move, in which order, and what blocks the rest.
import { describe, expect, test } from 'vitest';
import { MISSING, openPlanCommands, SOURCE, unnamed } from './planCommands.ts';

describe.concurrent('apply --dry-run', () => {
  test('prints what would move and in which order, and changes nothing', async () => {
    await using place = await openPlanCommands(2);
    const { status, stdout } = await place.start('apply', place.file, '--dry-run').ended;
    expect(status).toBe(0);
    expect(stdout).toContain('to move: 2 volumes (2 GiB)\n');
    expect(stdout).toContain('the moves would start in this order:\n');
    expect(stdout).toMatch(new RegExp(`^1\\. +v0 \\(${place.ids[0]}\\)`, 'm'));
    expect(stdout).toMatch(/^CLEAR: nothing blocks the 2 moves. Nothing was changed$/m);
    expect(place.asked()).toEqual([0, 0]);
    expect(place.cloud.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      '/v3/auth/tokens',
    ]);
  });

  test('counts what is blocked or missing apart from what would move, says why as check does, and exits with 1', async () => {
    await using place = await openPlanCommands(3);
    place.cloud.addSnapshot(place.ids[1] ?? '');
    const file = await place.write([...place.ids, MISSING].map(unnamed));
    const { status, stdout } = await place.start('apply', file, '--dry-run').ended;
    expect(status).toBe(1);
    const lines = stdout.split('\n');
    for (const line of [
      'to move: 2 volumes (2 GiB)',
      'not in the cloud (any more): 1 volume',
      `blocked: v1 (${place.ids[1]}): Invalid state for migrating volume`,
      'BLOCKED: 1 of 4 moves is blocked; 1 volume does not exist (any more). Nothing was changed',
    ])
      expect(lines).toContain(line);
    expect(lines.filter((line) => /^\d+\. /.test(line))).toHaveLength(2);
    const checked = await place.start('check', file).ended;
    expect(checked.status).toBe(1);
    const isAboutBlocked = (line: string): boolean => /^(blocked| {2}- the volume has)/.test(line);
    expect(lines.filter(isAboutBlocked)).toEqual(checked.stdout.split('\n').filter(isAboutBlocked));
    expect(place.asked()).toEqual([0, 0, 0]);
  });

  test('and check list the volumes that the plan leaves out, and exit with 1 if a pool that it should empty would keep some', async () => {
    await using place = await openPlanCommands(3);
    const [moved, kept] = place.ids;
    const staying = [...place.cloud.state.volumes.values()].filter(
      ({ id, host }) => host === SOURCE && id !== moved,
    ).length;
    const skipped = [{ resource_id: kept, reasons: ['it has a snapshot'] }];
    const plan = { version: 1, actions: [unnamed(moved ?? '')], skipped };
    const emptying = await place.write({ ...plan, empties: [SOURCE] });
    const leaving = await place.write(plan, 'leaving.json');
    const told = `left out: v1 (${kept}): it has a snapshot\n`;
    for (const args of [['check'], ['apply', '--dry-run']]) {
      const blocked = await place.start(...args, emptying).ended;
      expect(blocked.status).toBe(1);
      expect(blocked.stdout).toContain(
        `${told}blocked: the plan should empty ${SOURCE}, but ${staying} volumes would stay there (`,
      );
      expect(blocked.stdout).toContain(`\nBLOCKED: ${SOURCE} would not be empty`);
      const clear = await place.start(...args, leaving).ended;
      expect(clear.status).toBe(0);
      expect(clear.stdout).toContain(`${told}CLEAR: nothing blocks the move`);
    }
    const checked = await place.start('check', emptying, '--json').ended;
    const found = JSON.parse(checked.stdout);
    expect(found).toMatchObject({
      ...{ clear: false, counts: { clear: 1, blocked: 0, done: 0, missing: 0 } },
      skipped: [{ resource_id: kept, resource_name: 'v1', reasons: ['it has a snapshot'] }],
      notEmptied: [{ pool: SOURCE, volumes: staying, volumeIds: expect.arrayContaining([kept]) }],
    });
    const dry = await place.start('apply', emptying, '--dry-run', '--json').ended;
    const { clear, counts, skipped: left, notEmptied } = found;
    expect(JSON.parse(dry.stdout).check).toEqual({ clear, counts, skipped: left, notEmptied });
  });

  test('with --json prints an outcome in which nothing has started, the order, and what blocks', async () => {
    await using place = await openPlanCommands(2);
    place.cloud.addSnapshot(place.ids[1] ?? '');
    const { status, stdout } = await place.run('apply', place.file, '--dry-run', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ planId: null, status: 'UNFINISHED', counts: { PENDING: 2 }, order: [place.ids[0]] },
      check: { clear: false, counts: { clear: 1, blocked: 1, done: 0, missing: 0 } },
      actions: [
        { resource_id: place.ids[0], status: 'PENDING', runId: null, reasons: [] },
        {
          ...{ resource_id: place.ids[1], status: 'PENDING', runId: null },
          reasons: ['Invalid state for migrating volume', expect.stringContaining('1 snapshot')],
        },
      ],
    });
  });
});
