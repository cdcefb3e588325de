// volume-migrate leftovers: what an open plan has at work is told once, with the command that resumes the plan.
import { expect, test } from 'vitest';
import { openPlanCommands } from './planCommands.ts';

test('the moves of a plan without a process are one entry; of a plan that was given up, each is its own', async () => {
  await using place = await openPlanCommands(3, { delayMs: 60_000 });
  const driver = place.start('apply', place.file, '--per-pool', '3');
  await place.untilAsked(3);
  driver.child.kill('SIGTERM');
  await driver.ended;
  const { runId } = await place.plan();
  const resume = `volume-migrate resume ${runId} --journal ${place.journal}`;

  const listed = await place.run('leftovers');
  expect(listed.status).toBe(0);
  const lines = listed.stdout.split('\n').filter((line) => line !== '');
  expect(lines).toEqual([
    expect.stringMatching(/^KIND/),
    expect.stringMatching(new RegExp(`^open plan +${runId} +.* no, run is open$`)),
    '  3 moves under way',
    expect.stringMatching(/^ {2}→ volume-migrate resume /),
    ...lines.slice(4, -1),
    'nothing found from finished runs; 3 from open runs',
  ]);
  expect(
    lines
      .slice(3, -1)
      .map((line) => line.trim())
      .join(' '),
  ).toBe(`→ ${resume}`);

  const found = JSON.parse((await place.run('leftovers', '--json')).stdout);
  const move = { kind: 'move', verdict: 'unfinished', planId: runId, advice: resume };
  expect(found).toMatchObject([move, move, move]);

  await place.run('give-up', runId);
  const single = (await place.run('leftovers')).stdout;
  expect(single).not.toContain('open plan');
  for (const id of place.ids) expect(single).toMatch(new RegExp(`^move under way +${id}`, 'm'));
});
