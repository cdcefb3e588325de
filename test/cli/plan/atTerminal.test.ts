// volume-migrate apply at a terminal: the question before the first move, and the display that is redrawn in place.
import { describe, expect, test } from 'vitest';
import { canMakeTerminal } from '../started.ts';
import { action, openPlanCommands } from './planCommands.ts';

const ESCAPE = String.fromCharCode(27);
const withoutStyles = (text: string): string =>
  text.replaceAll(new RegExp(`${ESCAPE}\\[[?\\d;]*[A-Za-z]`, 'g'), '').replaceAll('\r', '');

describe.runIf(canMakeTerminal()).concurrent('at a terminal', () => {
  test.each([
    ['n\n', 'the plan was not applied; nothing was changed'],
    ['\u0003', 'the plan was not applied; nothing was changed'],
  ])('the answer %j moves nothing: exit status 3', async (answer, line) => {
    await using place = await openPlanCommands(2);
    const running = place.startAt({ columns: 100 }, 'apply', place.file);
    await running.untilPrinted('move 2 volumes (2 GiB)? [y/N] ');
    running.child.stdin?.write(answer);
    const { status, stdout } = await running.ended;
    expect({ status, asked: place.asked() }).toEqual({ status: 3, asked: [0, 0] });
    expect(withoutStyles(stdout)).toContain(line);
  });

  test.each([
    60, 100, 160,
  ])('of %i columns, y starts the moves, and only what went wrong stays on the screen', async (columns) => {
    await using place = await openPlanCommands(3);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    place.cloud.addSnapshot(place.ids[2] ?? '');
    const running = place.startAt({ columns }, 'apply', place.file);
    await running.untilPrinted('move 3 volumes (3 GiB)? [y/N] ');
    expect(place.asked()).toEqual([0, 0, 0]);
    running.child.stdin?.write('y\n');
    await running.untilPrinted('Cinder is');
    release();
    const { status, stdout } = await running.ended;
    expect(status).toBe(1);
    const text = withoutStyles(stdout);
    expect(text).toMatch(/0 of 3 moves, 0 of 3 GiB/);
    expect(text).toContain('Cinder is');
    expect(text).toContain('FAILED: v2 ');
    expect(text).not.toContain('SUCCEEDED: v0');
    expect(text).toMatch(/FAILED in .*: 2 of 3 volumes moved; 1/);
    // The cursor is hidden while the display is drawn, and shown at the end.
    expect(stdout.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${ESCAPE}[?25l`));
  });

  test('--yes asks nothing; nor does a plan of which nothing is left to move', async () => {
    await using place = await openPlanCommands(1);
    const first = await place.startAt({ columns: 100 }, 'apply', place.file, '--yes').ended;
    expect(first.status).toBe(0);
    const second = await place.startAt({ columns: 100 }, 'apply', place.file).ended;
    expect(second.status).toBe(0);
    expect(withoutStyles(second.stdout)).toContain('already in place: 1 volume');
    expect(first.stdout + second.stdout).not.toContain('[y/N]');
  });

  test('text from the plan is made printable', async () => {
    await using place = await openPlanCommands(1);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const [id = ''] = place.ids;
    const file = await place.write([{ ...action(id), resource_name: 'evil\u001b]0;title\u0007' }]);
    const running = place.startAt({ columns: 100 }, 'apply', file, '--yes');
    await running.untilPrinted('evil\\u001b');
    release();
    const { stdout } = await running.ended;
    expect(stdout).toContain('evil\\u001b');
    expect(stdout).not.toContain(`${ESCAPE}]0;`);
  });
});
