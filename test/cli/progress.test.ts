// What is printed while a run takes long: in each format, and at a terminal.
import { describe, expect, test } from 'vitest';
import { runningCommands } from './runningCommands.ts';
import { canMakeTerminal, PATIENCE } from './started.ts';

const { command, heldMigration, migration, newestRun, startAt } = runningCommands();

const NO_ESTIMATE =
  'no estimate: the journal has no ended run between these pools with a volume of a similar size';

describe('--events', () => {
  test('prints an object for each step, and the outcome last', async () => {
    const { status, stdout, stderr } = await command(...migration(), '--events');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { runId, ...outcome } = events.at(-1);
    expect(outcome).toMatchObject({ type: 'outcome', status: 'SUCCEEDED', operation: 'migrate' });
    expect(events.slice(0, -1).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['progress', 'estimate']),
    );
    expect(events.filter(({ type }) => type === 'outcome')).toHaveLength(1);
    expect(events).toContainEqual({
      ...{ type: 'progress', runId, state: 'cold.migrating.watchingMigration', isChange: false },
      ...{ description: 'Cinder is migrating the volume', elapsedMs: expect.any(Number), note: null },
      ...{ warnings: [], volume: expect.objectContaining({ host: 'node1@alpha#alpha', type: 'alpha' }) },
    });
    expect(events).toContainEqual({ type: 'estimate', runId, runs: 0, shortestMs: null, longestMs: null });
  });

  test('a refusal is an outcome too; --json is another format', async () => {
    const refused = await command('run', '--resource-id', 'x', '--timeout', 'soon', '--events');
    expect(refused).toMatchObject({ status: 2, stderr: '' });
    const { type, error } = JSON.parse(refused.stdout);
    expect({ type, reasons: error.reasons }).toEqual({
      type: 'outcome',
      reasons: [
        'resource_id: expected the UUID of a volume, got "x"',
        '--timeout: expected a duration such as 90s, 30m, 1h30m or 90d, got soon',
      ],
    });
    const both = await command(...migration(), '--events', '--json');
    expect(both.status).toBe(2);
    expect(JSON.parse(both.stdout).error.reasons[0]).toContain(
      "'--events' cannot be used with option '--json'",
    );
  });
});

describe('the estimate', () => {
  test('comes from runs between the same pools with a similar size only', async () => {
    expect((await command(...migration({ sizeGib: 2 }))).stdout).toContain(NO_ESTIMATE);
    const similar = await command(...migration({ sizeGib: 3 }));
    expect(similar.stdout).toMatch(/estimate: \d+ s from now, from 1 similar move in the journal/);
    expect((await command(...migration({ sizeGib: 4 }))).stdout).toMatch(
      /estimate: .* from now, from 2 similar moves/,
    );
    expect((await command(...migration({ sizeGib: 9 }))).stdout).toContain(NO_ESTIMATE);
    const toOther = migration({ sizeGib: 2, to: 'node2@tier9#alpha' });
    expect((await command(...toOther)).stdout).toContain(NO_ESTIMATE);
  });
});

test('--timeout ends the wait; it is recorded as a limit of the run', async () => {
  const { status, stdout } = await command(
    ...migration({ delayMs: 60_000 }),
    '--timeout',
    '1s',
    '--stall-after',
    '1h',
    '--json',
  );
  expect(status).toBe(1);
  expect(JSON.parse(stdout).error.code).toBe('MigrationNotSeenToEnd');
  expect((await newestRun())?.input).toMatchObject({
    limits: { deadlineMs: 1_000, stallAfterMs: 3_600_000 },
  });
});

const ESCAPE = String.fromCharCode(27);
// What draws the live line again: the cursor goes to the first column, and the rest is erased.
const ERASED = `${ESCAPE}[1G${ESCAPE}[0J`;

describe.runIf(canMakeTerminal())('at a terminal', () => {
  test.each([60, 100, 160])('of %i columns, one row is redrawn in place', async (columns) => {
    const colours = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');
    const drawnIn = (stdout: string): string[] =>
      stdout
        .replaceAll('\r', '')
        .split(ERASED)
        .map((part) => part.replace(colours, '').split('\n').at(-1) ?? '')
        .filter((line) => line.includes('Cinder is migrating the volume'));
    const { args, release } = heldMigration();
    const { printed, ended } = startAt({ columns }, ...args);
    // The second line is of a later second, so it has the volume's status.
    await expect.poll(() => drawnIn(printed().stdout).length, PATIENCE).toBeGreaterThan(3);
    release();
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    const drawn = drawnIn(stdout);
    for (const line of drawn) expect([...line].length).toBeLessThan(columns);
    expect(drawn.at(-1)).toMatch(/^ +\d s {2}Cinder is migrating the volume \| maint/);
    // It is gone at the end.
    expect(stdout.slice(stdout.lastIndexOf(ERASED))).not.toContain('Cinder is migrating');
    expect(stdout.replace(colours, '')).toMatch(/SUCCEEDED in /);
  });

  test('with --json the line is on standard error, and the object is whole', async () => {
    const at = { columns: 100 };
    const { args, release } = heldMigration();
    const { untilPrinted, ended } = startAt(at, ...args, '--json');
    await untilPrinted(ERASED);
    release();
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout).toContain(ERASED);
    const object = stdout.slice(stdout.indexOf('{"runId"')).split('\r\n')[0] ?? '';
    expect(JSON.parse(object)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
